import { loadSodiumGroup, nobleGroup } from "@glasshouse/crypto";
import { type Params, parseTokenScheme } from "@glasshouse/matcher";
import type { PreparedSuite, Scale, Suite } from "../harness/suite.js";
import { createMatching } from "../inputs/matching.js";
import { compareDetection, detection } from "./matcher/detection.js";
import { groupOperations, verifyOperations, x25519Yardstick } from "./matcher/operations.js";
import { compareBackends, compareFraming, compareKinds, compareWithLimit } from "./matcher/ratios.js";
import { createWork, verifyMatching, vouchersOfKinds } from "./matcher/work.js";

/** The threshold protocol: what device and server spend, beside the group operations that the work must contain. */
export const matcher: Suite = {
  description: "group operations, vouchers, tables and opening of threshold-psi",
  prepare,
};

const blocks = parseTokenScheme("blocks-4x64-f2");
const wholeKey = parseTokenScheme("whole-key");
const droppedTokens = 64; // a cuckoo table of this size drops a handful
const usual: Partial<Params> = { tokenScheme: blocks, table: "fuse" };
const setups: Readonly<Record<string, Partial<Params>>> = {
  "blocks, fuse": usual,
  "blocks, cuckoo": { tokenScheme: blocks, table: "cuckoo", droppedTokens },
  "whole key, fuse": { tokenScheme: wholeKey, table: "fuse" },
  "whole key, cuckoo": { tokenScheme: wholeKey, table: "cuckoo", droppedTokens },
};

async function prepare(scale: Scale): Promise<PreparedSuite> {
  const group = await loadSodiumGroup();
  const sodium = groupOperations(group, "sodium");
  const noble = groupOperations(nobleGroup, "noble");
  const oracle = { ...noble.blind, name: "oracle: noble, voucher step of one slot" };
  const { blind: _, ...nobleOthers } = noble;
  const works = Object.entries(setups).map(([name, changes]) =>
    createWork(group, name, createMatching(group, changes, scale)),
  );
  const kinds = vouchersOfKinds(
    createMatching(group, usual, scale),
    createMatching(group, { ...usual, syntheticPerMillion: 999_999 }, scale),
  );
  const { hashToGroup, multiply, multiplyAll, multiplyBase, add, check } = sodium;
  const yardstick = x25519Yardstick();
  const detecting = detection();
  return {
    oracle,
    verify: async () => {
      verifyOperations(sodium, noble);
      for (const { matching } of works) verifyMatching(group, matching);
    },
    groups: [
      { contestants: [...Object.values(sodium), ...Object.values(nobleOthers), yardstick] },
      // Small groups: both sides of a ratio then lie moments apart.
      ...works.flatMap(({ device, server, table }) => [
        { contestants: [hashToGroup, multiply, multiplyBase, add, ...Object.values(device)] },
        { contestants: [check, multiplyAll, ...Object.values(server)] },
        { contestants: [hashToGroup, multiplyAll, add, check, ...Object.values(table)] },
      ]),
      { contestants: Object.values(kinds), patience: 6 },
      { contestants: [detecting, yardstick], patience: 0.4 },
    ],
    ratios: [
      compareBackends(oracle, sodium),
      compareDetection(detecting, yardstick),
      // With one slot per image, sealing weighs as much as the group: no bound is claimed there.
      ...works
        .filter(({ matching }) => matching.params.tokenScheme === blocks)
        .flatMap((work) => compareWithLimit(work, sodium)),
      ...compareKinds(kinds),
      compareFraming("4,096 bytes of payload", createMatching(group, usual, scale)),
      compareFraming("16 bytes of payload", createMatching(group, { ...usual, payloadBytes: 16 }, scale)),
    ],
  };
}
