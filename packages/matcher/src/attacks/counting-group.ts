import { type Group, pointBytes } from "@glasshouse/crypto";

/** Work in group operations and bytes, which do not depend on the machine. */
export interface Cost {
  /** Scalar multiplications of a point; hashing to the group is not among them. */
  readonly multiplications: number;
  /** Encodings checked for being group elements. */
  readonly pointChecks: number;
  readonly hashesToGroup: number;
  /** Bytes received from the attacker. */
  readonly bytes: number;
}

/** A group that counts. */
export interface CountingGroup {
  readonly group: Group;
  /** The work since the last call. */
  takeCost(bytes: number): Cost;
}

/** Wraps a group so that its operations are counted. */
export function createCountingGroup(inner: Group): CountingGroup {
  const none = { multiplications: 0, pointChecks: 0, hashesToGroup: 0 };
  let counts = { ...none };
  const points = (bytes: Uint8Array) => bytes.length / pointBytes;
  const multiply = (bytes: Uint8Array) => {
    counts.multiplications += points(bytes);
  };
  const group: Group = {
    ...inner,
    name: inner.name,
    hashToGroup(inputs, domain) {
      counts.hashesToGroup += inputs.length;
      return inner.hashToGroup(inputs, domain);
    },
    blindTokens(inputs, domain, alpha) {
      counts.hashesToGroup += inputs.length;
      counts.multiplications += inputs.length;
      return inner.blindTokens(inputs, domain, alpha);
    },
    multiply(bytes, scalars) {
      multiply(bytes);
      return inner.multiply(bytes, scalars);
    },
    multiplyAll(bytes, scalar) {
      multiply(bytes);
      return inner.multiplyAll(bytes, scalar);
    },
    multiplyBase(scalars) {
      multiply(scalars);
      return inner.multiplyBase(scalars);
    },
    multiplyFixed(base, scalars) {
      multiply(scalars);
      return inner.multiplyFixed(base, scalars);
    },
    findInvalid(bytes, options) {
      counts.pointChecks += points(bytes);
      return inner.findInvalid(bytes, options);
    },
    blind(step) {
      // beta*H(y), gamma*G, beta*P, gamma*L
      counts.multiplications += 4 * points(step.hashed);
      return inner.blind(step);
    },
  };
  return {
    group,
    takeCost(bytes) {
      const cost = { ...counts, bytes };
      counts = { ...none };
      return cost;
    },
  };
}
