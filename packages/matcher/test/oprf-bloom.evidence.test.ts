import { type Group, loadSodiumGroup } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import {
  type CreatedFilter,
  concludeRequest,
  createDevice,
  createEvidence,
  createRequest,
  decodeEvidence,
  type Evidence,
  encodeEvaluation,
  encodeEvidence,
  findListedProbes,
  openOracle,
  type PendingRequest,
  type PreparedFilter,
  probeTokens,
  verifyEvidence,
} from "@glasshouse/matcher";
import { beforeAll, describe, expect, test } from "vitest";
import { prepareCreated, publishImages, smallParams } from "./published-filter.js";
import { createImage } from "./worlds.js";

const random = createSeededRandom("evidence of oprf-bloom");
const device = createDevice(random.bytes);
const [listed, unlisted] = [createImage(random), createImage(random)];
const code = (expected: string) => expect.objectContaining({ code: expected });

let group: Group;
let created: CreatedFilter;
let prepared: PreparedFilter;
let pending: PendingRequest;
let answer: Uint8Array;
beforeAll(async () => {
  group = await loadSodiumGroup();
  created = publishImages(group, [listed]);
  prepared = prepareCreated(group, created);
  pending = createRequest(group, prepared, random.bytes(32), device, [listed, unlisted], random.bytes);
  answer = answerUnder(created);
});

/** What the oracle of this filter would say, as if it were the one that was asked. */
function answerUnder(other: CreatedFilter): Uint8Array {
  const evaluation = openOracle(group, other).key.evaluate(group, pending.blindedElements, random.bytes);
  return encodeEvaluation({ filterId: created.filterId, requestId: pending.requestId, ...evaluation });
}

const changed = (change: (evidence: Evidence) => Partial<Evidence>): Uint8Array => {
  const evidence = decodeEvidence(createEvidence(pending, answer, 0));
  return encodeEvidence({ ...evidence, ...change(evidence) });
};

describe("evidence", () => {
  test("shows of every probe what the device found, and which token it was", () => {
    const found = findListedProbes(group, prepared, pending, answer);
    expect(concludeRequest(group, prepared, pending, answer)).toEqual([true, false]);
    const tokens = [listed, unlisted].flatMap((image) => probeTokens(smallParams.tokenScheme, image));
    expect(found.filter(Boolean)).toHaveLength(smallParams.tokenScheme.blocks);
    for (const probe of [0, 1, 4, 16]) {
      const finding = verifyEvidence(group, prepared, createEvidence(pending, answer, probe));
      expect(finding).toEqual({ token: tokens[probe], listed: found[probe] });
    }
  });

  test.each<[string, string, () => Uint8Array]>([
    ["about another filter", "wrong-filter", () => changed(() => ({ filterId: random.bytes(32) }))],
    [
      "under another key",
      "invalid-proof",
      () => createEvidence(pending, answerUnder(publishImages(group, [unlisted])), 16),
    ],
    ["about another token", "invalid-proof", () => changed(() => ({ token: pending.tokens[16] as Uint8Array }))],
    ["with another blind", "invalid-proof", () => changed(() => ({ blind: pending.blinds.slice(32, 64) }))],
    ["about a probe that the token is not", "invalid-proof", () => changed(() => ({ probe: 1 }))],
    ["about a probe beyond the last", "invalid-proof", () => changed(() => ({ probe: 32 }))],
    [
      "with an element chosen to hit the filter",
      "invalid-proof",
      () =>
        changed(({ evaluatedElements: e }) => ({
          evaluatedElements: new Uint8Array([...e.slice(32, 64), ...e.slice(32)]),
        })),
    ],
    [
      "with fewer evaluated elements",
      "invalid-proof",
      () => changed(({ evaluatedElements: e }) => ({ evaluatedElements: e.slice(32) })),
    ],
    ["without a proof", "invalid-proof", () => changed(() => ({ proof: new Uint8Array(0) }))],
    ["with the blind 0", "malformed-message", () => changed(() => ({ blind: new Uint8Array(32) }))],
    [
      "with a blind that is no scalar",
      "malformed-message",
      () => changed(() => ({ blind: new Uint8Array(32).fill(255) })),
    ],
    ["of another version", "unsupported-version", () => changed(() => ({})).with(1, 2)],
    ["cut short", "malformed-message", () => changed(() => ({})).slice(0, -1)],
  ])("%s is refused: %s", (_, expected, make) => {
    expect(() => verifyEvidence(group, prepared, make())).toThrow(code(expected));
  });

  test("is not to be had in mode oprf, where elements can be tried until one hits", () => {
    const plain = publishImages(group, [listed], { mode: "oprf" });
    const ready = prepareCreated(group, plain);
    const evidence = changed(() => ({ filterId: plain.filterId }));
    expect(() => verifyEvidence(group, ready, evidence)).toThrow(code("invalid-proof"));
  });

  test("is made for probes of the request only", () => {
    expect(() => createEvidence(pending, answer, 32)).toThrow(code("invalid-parameters"));
  });
});
