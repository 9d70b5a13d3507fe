import {
  concatBytes,
  evaluateBlinded,
  type Group,
  loadSodiumGroup,
  type MembershipFilter,
  sign,
} from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import {
  answerRequest,
  type ChargeStore,
  type CreatedFilter,
  concludeRequest,
  createDevice,
  createMemoryChargeStore,
  createRequest,
  decodeAnswer,
  decodeRequest,
  type Evaluation,
  type EvaluationRequest,
  encodeEvaluation,
  encodeRequest,
  evaluateRequest,
  type FilterParams,
  type HashedImage,
  type Oracle,
  type OracleHost,
  openOracle,
  type PendingRequest,
  type PreparedFilter,
  parseTokenScheme,
  prepareFilter,
  RateLimitedError,
  requestByteLimit,
  requestTranscript,
} from "@glasshouse/matcher";
import { encode } from "cborg";
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { publishImages, smallParams } from "./published-filter.js";
import { createImage } from "./worlds.js";

const random = createSeededRandom("hostile oprf-bloom");
const params: FilterParams = {
  ...smallParams,
  tokenScheme: parseTokenScheme("blocks-2x32-f1"),
  windowSeconds: 100,
  deviceProbes: 12,
  accountProbes: 16,
};
const listed = createImage(random);
const code = (expected: string) => expect.objectContaining({ code: expected });
const account = random.bytes(32);
const device = createDevice(random.bytes);
const sibling = createDevice(random.bytes);

const publish = (changes: Partial<FilterParams> = {}): CreatedFilter =>
  publishImages(group, [listed], { ...params, ...changes });

let group: Group;
let created: CreatedFilter;
let prepared: PreparedFilter;
let oracle: Oracle;
let now: number;
let charges: ChargeStore;
let host: OracleHost;

beforeAll(async () => {
  group = await loadSodiumGroup();
  created = publish();
  prepared = prepareFilter(group, created.manifestBytes, created.encodedFilter);
  oracle = openOracle(group, created);
});

beforeEach(() => {
  now = 1000;
  charges = createMemoryChargeStore(params.windowSeconds);
  host = hostOf(() => oracle);
});

function hostOf(find: () => Oracle): OracleHost {
  return {
    devicePublicKey: async (a, d) =>
      String(a) === String(account)
        ? ([device, sibling].find((one) => String(one.device) === String(d))?.signingKeys.publicKey ?? null)
        : null,
    oracle: (filterId) => (String(filterId) === String(find().filterId) ? find() : null),
    charges,
    now: () => now,
  };
}

const ask = (images: (HashedImage | null)[] = [listed], by = device): PendingRequest =>
  createRequest(group, prepared, account, by, images, random.bytes);

/** A request that the device really signed, whatever it holds. */
function signed(change: Partial<EvaluationRequest> = {}, by = device): Uint8Array {
  const request = { ...decodeRequest(ask().bytes), ...change };
  return encodeRequest({ ...request, signature: change.signature ?? sign(requestTranscript(request), by.signingKeys) });
}

const withElement = (element: Uint8Array): Uint8Array => {
  const { blindedElements } = ask();
  const copy = blindedElements.slice();
  copy.set(element, 32);
  return signed({ blindedElements: copy });
};

async function charged(): Promise<number> {
  let probes = 0;
  await charges.update(account, (kept) => {
    probes = kept.reduce((sum, charge) => sum + charge.probes, 0);
    return null;
  });
  return probes;
}

describe("a request", () => {
  test("that is well formed is evaluated and charged with its probes", async () => {
    const pending = ask([listed, null]);
    expect(concludeRequest(group, prepared, pending, await answerRequest(group, pending.bytes, host))).toEqual([
      true,
      false,
    ]);
    expect(await charged()).toBe(2 * params.tokenScheme.probesPerImage);
  });

  test.each<[string, string, () => Uint8Array]>([
    ["from an unknown account", "unknown-device", () => signed({ account: random.bytes(32) })],
    ["from an unknown device", "unknown-device", () => signed({ device: random.bytes(32) })],
    ["signed by a sibling", "invalid-signature", () => signed({}, sibling)],
    ["with a spoilt signature", "invalid-signature", () => signed({ signature: new Uint8Array(64) })],
    [
      "whose elements were exchanged after signing",
      "invalid-signature",
      () => encodeRequest({ ...decodeRequest(ask().bytes), blindedElements: ask().blindedElements }),
    ],
    [
      "for another filter, retired or of an epoch to come",
      "unknown-filter",
      () => signed({ filterId: publish().filterId }),
    ],
    ["with a probe missing", "malformed-message", () => signed({ blindedElements: ask().blindedElements.slice(32) })],
    ["without any probe", "malformed-message", () => signed({ blindedElements: new Uint8Array(0) })],
    ["with a point that is none", "invalid-point", () => withElement(new Uint8Array(32).fill(255))],
    ["with the identity", "identity-point", () => withElement(new Uint8Array(32))],
    [
      "of more images than a budget holds",
      "message-too-large",
      () => signed({ blindedElements: new Uint8Array(4 * 128) }),
    ],
    ["larger than the limit", "message-too-large", () => new Uint8Array(requestByteLimit + 1)],
    ["of another version", "unsupported-version", () => ask().bytes.with(1, 2)],
    ["in another encoding", "malformed-message", () => new Uint8Array([0x98, 7, ...ask().bytes.subarray(1)])],
  ])("%s is refused and not charged: %s", async (_, expected, make) => {
    const bytes = make();
    await expect(evaluateRequest(group, bytes, host)).rejects.toThrow(code(expected));
    const answer = await answerRequest(group, bytes, host);
    expect(() => decodeAnswer(answer)).toThrow(code(expected));
    expect(await charged()).toBe(0);
  });

  test("truncated, extended or with any byte changed is refused and not charged", async () => {
    const { bytes } = ask();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.nat(bytes.length - 1).map((length) => bytes.slice(0, length)),
          fc.uint8Array({ minLength: 1, maxLength: 4 }).map((more) => new Uint8Array([...bytes, ...more])),
          fc
            .tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }))
            .map(([at, by]) => bytes.with(at, (bytes[at] as number) ^ by)),
        ),
        async (spoilt) => {
          await expect(evaluateRequest(group, spoilt, host)).rejects.toMatchObject({ name: "ProtocolError" });
        },
      ),
      { numRuns: 200, seed: 1 },
    );
    expect(await charged()).toBe(0);
  });

  test("sent again gives the same elements and is charged once; its id with other bytes is a conflict", async () => {
    const pending = ask();
    const first = await evaluateRequest(group, pending.bytes, host);
    const again = await evaluateRequest(group, pending.bytes, host);
    expect(again.evaluatedElements).toEqual(first.evaluatedElements);
    expect(await charged()).toBe(4);
    const reused = signed({ requestId: pending.requestId });
    await expect(evaluateRequest(group, reused, host)).rejects.toThrow(code("conflict"));
    expect(await charged()).toBe(4);
  });

  test("beyond the device's budget says how long to wait, is not charged, and fits then", async () => {
    await evaluateRequest(group, ask([null, null]).bytes, host);
    now += 30;
    await evaluateRequest(group, ask([null]).bytes, host);
    const pending = ask();
    const refused = await answerRequest(group, pending.bytes, host);
    expect(() => concludeRequest(group, prepared, pending, refused)).toThrow(RateLimitedError);
    expect(() => decodeAnswer(refused)).toThrow(expect.objectContaining({ retryAfterSeconds: 70 }));
    expect(await charged()).toBe(12);
    now += 69;
    await expect(evaluateRequest(group, pending.bytes, host)).rejects.toThrow(code("rate-limited"));
    now += 1;
    expect(concludeRequest(group, prepared, pending, await answerRequest(group, pending.bytes, host))).toEqual([true]);
  });

  test("of a device whose sibling floods the account still has its share", async () => {
    await evaluateRequest(group, ask([null, null, null], sibling).bytes, host);
    await expect(evaluateRequest(group, ask([null], sibling).bytes, host)).rejects.toThrow(code("rate-limited"));
    await evaluateRequest(group, ask([listed]).bytes, host);
    await expect(evaluateRequest(group, ask([listed]).bytes, host)).rejects.toThrow(code("rate-limited"));
  });
});

describe("an answer", () => {
  const changed = async (pending: PendingRequest, change: (evaluation: Evaluation) => Partial<Evaluation>) => {
    const evaluation = await evaluateRequest(group, pending.bytes, host, random.bytes);
    return encodeEvaluation({ ...evaluation, ...change(evaluation) });
  };
  const withFirst = ({ evaluatedElements }: Evaluation, element: Uint8Array) => {
    const copy = evaluatedElements.slice();
    copy.set(element);
    return { evaluatedElements: copy };
  };

  test.each<[string, string, (evaluation: Evaluation) => Partial<Evaluation>]>([
    ["for another filter", "wrong-filter", () => ({ filterId: random.bytes(32) })],
    ["to another request", "wrong-request", () => ({ requestId: random.bytes(16) })],
    [
      "with an element missing",
      "malformed-message",
      ({ evaluatedElements: e }) => ({ evaluatedElements: e.slice(32) }),
    ],
    ["without a proof", "invalid-proof", () => ({ proof: new Uint8Array(0) })],
    ["with a spoilt proof", "invalid-proof", ({ proof }) => ({ proof: proof.with(3, (proof[3] as number) ^ 1) })],
    ["with a proof that holds no scalars", "invalid-proof", () => ({ proof: new Uint8Array(64).fill(255) })],
    ["with a point that is none", "invalid-point", (e) => withFirst(e, new Uint8Array(32).fill(255))],
    ["with the identity", "identity-point", (e) => withFirst(e, new Uint8Array(32))],
    ["with one element exchanged", "invalid-proof", (e) => withFirst(e, e.evaluatedElements.slice(32, 64))],
  ])("%s is refused: %s", async (_, expected, change) => {
    const pending = ask();
    const answer = await changed(pending, change);
    expect(() => concludeRequest(group, prepared, pending, answer)).toThrow(code(expected));
  });

  test("under another key is refused before the filter is asked", async () => {
    const lookedUp: Uint8Array[] = [];
    const filter: MembershipFilter = { ...prepared.filter, has: (key) => lookedUp.push(key) > 0 };
    const pending = ask();
    const other = openOracle(group, publish());
    const evaluation = other.key.evaluate(group, pending.blindedElements, random.bytes);
    const answer = encodeEvaluation({ filterId: created.filterId, requestId: pending.requestId, ...evaluation });
    expect(() => concludeRequest(group, { ...prepared, filter }, pending, answer)).toThrow(code("invalid-proof"));
    expect(lookedUp).toEqual([]);
    // The same answer under the right key does reach the filter: the check above can fail.
    concludeRequest(group, { ...prepared, filter }, pending, await answerRequest(group, pending.bytes, host));
    expect(lookedUp).toHaveLength(4);
  });

  test("under another key goes unnoticed in mode oprf: the listed image merely does not match", async () => {
    const plain = publish({ mode: "oprf" });
    const plainPrepared = prepareFilter(group, plain.manifestBytes, plain.encodedFilter);
    const pending = createRequest(group, plainPrepared, account, device, [listed], random.bytes);
    const answerOf = (by: Oracle) =>
      encodeEvaluation({
        filterId: plain.filterId,
        requestId: pending.requestId,
        ...by.key.evaluate(group, pending.blindedElements, random.bytes),
      });
    expect(concludeRequest(group, plainPrepared, pending, answerOf(openOracle(group, plain)))).toEqual([true]);
    const other = openOracle(group, publish({ mode: "oprf" }));
    expect(concludeRequest(group, plainPrepared, pending, answerOf(other))).toEqual([false]);
    const withProof = encodeEvaluation({ ...decodeAnswer(answerOf(other)), proof: new Uint8Array(64) });
    expect(() => concludeRequest(group, plainPrepared, pending, withProof)).toThrow(code("invalid-proof"));
  });

  test.each([
    ["voprf", "is refused"],
    ["oprf", "shows, by what the device then reports, which block matched"],
  ] as const)("in mode %s, evaluated for one block only, %s", (mode, _) => {
    const published = publish({ mode });
    const ready = prepareFilter(group, published.manifestBytes, published.encodedFilter);
    const { key } = openOracle(group, published);
    const half = (bytes: Uint8Array, block: number) =>
      bytes.subarray((block * bytes.length) / 2, ((block + 1) * bytes.length) / 2);
    // Shares block 1 with the listed image and nothing of block 0.
    const image = { ...listed, bits: listed.bits.slice() };
    for (const at of listed.bitOrder.subarray(0, 32))
      image.bits[at >> 3] = (image.bits[at >> 3] as number) ^ (0x80 >> (at & 7));
    const conclude = (block: number) => {
      const pending = createRequest(group, ready, account, device, [image], random.bytes);
      const { evaluatedElements, proof } = key.evaluate(group, pending.blindedElements, random.bytes);
      const other = evaluateBlinded(group, group.createScalars(1), pending.blindedElements);
      const mixed = [0, 1].map((b) => half(b === block ? evaluatedElements : other, b));
      const { requestId } = pending;
      const evaluation = { filterId: ready.filterId, requestId, evaluatedElements: concatBytes(...mixed), proof };
      return concludeRequest(group, ready, pending, encodeEvaluation(evaluation));
    };
    if (mode === "oprf") expect([conclude(0), conclude(1)]).toEqual([[false], [true]]);
    else for (const block of [0, 1]) expect(() => conclude(block)).toThrow(code("invalid-proof"));
  });

  test("under a key and a filter made for one user is noticed by comparing ids and by nothing else", async () => {
    const forOne = publishImages(group, [listed, createImage(random)], params);
    const itsOracle = openOracle(group, forOne);
    const ready = prepareFilter(group, forOne.manifestBytes, forOne.encodedFilter);
    const pending = createRequest(group, ready, account, device, [listed], random.bytes);
    const answer = await answerRequest(
      group,
      pending.bytes,
      hostOf(() => itsOracle),
    );
    expect(concludeRequest(group, ready, pending, answer)).toEqual([true]);
    const pin = { pinnedFilterId: created.filterId };
    expect(() => prepareFilter(group, forOne.manifestBytes, forOne.encodedFilter, pin)).toThrow(code("wrong-filter"));
  });

  test.each([
    ["a refusal with an unknown code", "malformed-message", [1, "refusal", "no-such-code", 0]],
    ["a refusal that limits without a time", "malformed-message", [1, "refusal", "rate-limited", 0]],
    ["a refusal with a time that says nothing", "malformed-message", [1, "refusal", "conflict", 5]],
    ["of another version", "unsupported-version", [2, "refusal", "conflict", 0]],
    [
      "of another kind",
      "malformed-message",
      [1, "other", new Uint8Array(32), new Uint8Array(16), new Uint8Array(32), new Uint8Array(0)],
    ],
  ])("%s is refused: %s", (_, expected, fields) => {
    expect(() => decodeAnswer(encode(fields))).toThrow(code(expected));
  });
});
