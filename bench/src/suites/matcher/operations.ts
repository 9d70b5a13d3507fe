import { diffieHellman, generateKeyPairSync } from "node:crypto";
import { type Group, pointBytes } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import type { Contestant } from "../../harness/contestant.js";
import { BenchError } from "../../harness/errors.js";

/** The operations of a group of which the protocol is made, each named by what one operation of it is. */
export interface GroupOperations {
  readonly hashToGroup: Contestant;
  readonly multiply: Contestant;
  readonly multiplyAll: Contestant;
  readonly multiplyBase: Contestant;
  readonly multiplyFixed: Contestant;
  readonly add: Contestant;
  readonly check: Contestant;
  readonly createScalars: Contestant;
  readonly blind: Contestant;
}

/** Elements per call: the slots of one voucher under the default scheme. */
const batch = 16;
const domain = "glasshouse-v1-bench";

/** @param label in front of every name */
export function groupOperations(group: Group, label: string): GroupOperations {
  const random = createSeededRandom("bench operations");
  const inputs = Array.from({ length: batch }, () => random.bytes(48));
  const points = group.hashToGroup(inputs, domain);
  const others = group.hashToGroup(
    inputs.map((input) => input.toReversed()),
    domain,
  );
  const scalars = group.createScalars(batch, random.bytes);
  const gammas = group.createScalars(batch, random.bytes);
  const alpha = scalars.subarray(0, 32);
  const base = group.prepareBase(points.subarray(0, pointBytes));
  const contestant = (what: string, run: () => unknown): Contestant => ({
    name: `${label}: ${what}`,
    operationsPerCall: batch,
    run,
  });
  return {
    hashToGroup: contestant("hash to group", () => group.hashToGroup(inputs, domain)),
    multiply: contestant("multiply", () => group.multiply(points, scalars)),
    multiplyAll: contestant("multiply by one scalar", () => group.multiplyAll(points, alpha)),
    multiplyBase: contestant("multiply G", () => group.multiplyBase(scalars)),
    multiplyFixed: contestant("multiply a prepared base", () => group.multiplyFixed(base, scalars)),
    add: contestant("add", () => group.add(points, others)),
    check: contestant("check an encoding", () => group.findInvalid(points, { rejectIdentity: true })),
    createScalars: contestant("draw a scalar", () => group.createScalars(batch)),
    blind: contestant("voucher step of one slot", () =>
      group.blind({ hashed: points, decoded: others, base, betas: scalars, gammas }),
    ),
  };
}

/** @throws BenchError `oracle-mismatch` unless both groups give the same bytes on every deterministic operation. */
export function verifyOperations(group: GroupOperations, oracle: GroupOperations): void {
  for (const [name, { run }] of Object.entries(group)) {
    if (name === "createScalars") continue;
    const expected = oracle[name as keyof GroupOperations].run();
    if (JSON.stringify(run()) !== JSON.stringify(expected)) {
      throw new BenchError("oracle-mismatch", `${name}: got other bytes than the oracle's`);
    }
  }
}

/** What every engineer has a feeling for: one X25519 agreement in native code. */
export function x25519Yardstick(): Contestant {
  const { privateKey } = generateKeyPairSync("x25519");
  const { publicKey } = generateKeyPairSync("x25519");
  return { name: "yardstick: X25519 of node:crypto", run: () => diffieHellman({ privateKey, publicKey }) };
}
