import { ristretto255, ristretto255_hasher } from "@noble/curves/ed25519.js";
import { bytesToNumberLE } from "@noble/curves/utils.js";
import { requireLength } from "../errors.js";
import { systemRandom } from "../random.js";
import { encodeScalar, reduceScalar } from "../scalar.js";
import { type FixedBase, type Group, pointBytes, scalarBytes } from "./group.js";
import { countElements, countScalars, countSums, encodeDomain, invalidPoint, requireEqualCounts } from "./packed.js";

const { Point } = ristretto255;
type Element = ReturnType<typeof Point.fromBytes>;

function decodePoint(points: Uint8Array, index: number): Element {
  try {
    return Point.fromBytes(points.subarray(index * pointBytes, (index + 1) * pointBytes));
  } catch {
    throw invalidPoint(index);
  }
}

function decodeScalarAt(scalars: Uint8Array, index: number): bigint {
  return bytesToNumberLE(scalars.subarray(index * scalarBytes, (index + 1) * scalarBytes));
}

// noble refuses the scalar 0.
function multiplyElement(element: Element, scalar: bigint): Element {
  return scalar === 0n ? Point.ZERO : element.multiply(scalar);
}

function pack(count: number, element: (index: number) => Element): Uint8Array {
  const out = new Uint8Array(count * pointBytes);
  for (let index = 0; index < count; index++) out.set(element(index).toBytes(), index * pointBytes);
  return out;
}

const tables = new WeakMap<FixedBase, Element>();

function tableOf(base: FixedBase): Element {
  return tables.get(base) ?? decodePoint(base.point, 0);
}

/** The reference: @noble/curves, audited, some 5-9 times slower than libsodium in WASM. */
export const nobleGroup: Group = {
  name: "noble",

  createScalars(count, random = systemRandom) {
    const out = new Uint8Array(count * scalarBytes);
    const wide = random(count * 64);
    for (let index = 0; index < count; index++) {
      let scalar = reduceScalar(wide.subarray(index * 64, (index + 1) * 64));
      while (scalar === 0n) scalar = reduceScalar(random(64));
      out.set(encodeScalar(scalar), index * scalarBytes);
    }
    return out;
  },

  hashToGroup(inputs, domain) {
    const DST = encodeDomain(domain);
    return pack(inputs.length, (index) => ristretto255_hasher.hashToCurve(inputs[index] ?? new Uint8Array(), { DST }));
  },

  mapToGroup(uniform) {
    const count = countElements("uniform", uniform, 64);
    const { deriveToCurve } = ristretto255_hasher;
    if (deriveToCurve === undefined) throw new TypeError("@noble/curves: ristretto255 without element derivation");
    return pack(count, (index) => deriveToCurve(uniform.subarray(index * 64, (index + 1) * 64)));
  },

  blindTokens(inputs, domain, alpha) {
    return nobleGroup.multiplyAll(nobleGroup.hashToGroup(inputs, domain), alpha);
  },

  multiply(points, scalars) {
    const count = countElements("points", points);
    countScalars(scalars);
    requireEqualCounts("multiply", points, scalars);
    return pack(count, (index) => multiplyElement(decodePoint(points, index), decodeScalarAt(scalars, index)));
  },

  multiplyAll(points, scalar) {
    const count = countElements("points", points);
    requireLength("scalar", scalar, scalarBytes);
    countScalars(scalar);
    const factor = decodeScalarAt(scalar, 0);
    return pack(count, (index) => multiplyElement(decodePoint(points, index), factor));
  },

  multiplyBase(scalars) {
    return pack(countScalars(scalars), (index) => multiplyElement(Point.BASE, decodeScalarAt(scalars, index)));
  },

  prepareBase(point) {
    requireLength("point", point, pointBytes);
    const base: FixedBase = { point: point.slice() };
    const element = decodePoint(point, 0);
    tables.set(base, element.is0() ? element : element.precompute(8, false));
    return base;
  },

  multiplyFixed(base, scalars) {
    const count = countScalars(scalars);
    const element = tableOf(base);
    return pack(count, (index) => multiplyElement(element, decodeScalarAt(scalars, index)));
  },

  add(a, b) {
    requireEqualCounts("add", a, b);
    return pack(countElements("points", a), (index) => decodePoint(a, index).add(decodePoint(b, index)));
  },

  subtract(a, b) {
    requireEqualCounts("subtract", a, b);
    return pack(countElements("points", a), (index) => decodePoint(a, index).subtract(decodePoint(b, index)));
  },

  sumGroups(points, size) {
    return pack(countSums(points, size), (index) => {
      let sum = decodePoint(points, index * size);
      for (let offset = 1; offset < size; offset++) sum = sum.add(decodePoint(points, index * size + offset));
      return sum;
    });
  },

  findInvalid(points, options = {}) {
    const count = countElements("points", points);
    for (let index = 0; index < count; index++) {
      try {
        const element = decodePoint(points, index);
        if (options.rejectIdentity === true && element.is0()) return index;
      } catch {
        return index;
      }
    }
    return -1;
  },

  blind({ hashed, decoded, base, betas, gammas }) {
    requireEqualCounts("blind", hashed, decoded, betas, gammas);
    const q = nobleGroup.add(nobleGroup.multiply(hashed, betas), nobleGroup.multiplyBase(gammas));
    const s = nobleGroup.add(nobleGroup.multiply(decoded, betas), nobleGroup.multiplyFixed(base, gammas));
    return { q, s };
  },
};
