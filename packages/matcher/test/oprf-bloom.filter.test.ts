import { type Group, loadSodiumGroup, sha256 } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import {
  type CreatedFilter,
  createBlindedFilter,
  createDevice,
  createRequest,
  decodeFilterManifest,
  encodeFilterManifest,
  type FilterManifest,
  type FilterParams,
  filterParamBounds,
  type HashedImage,
  imagesPerRequest,
  openOracle,
  type PreparedFilter,
  ProtocolError,
  parseTokenScheme,
  prepareFilter,
  prepareList,
  verifyFilterParams,
} from "@glasshouse/matcher";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { filterKinds, publishImages, smallParams } from "./published-filter.js";
import { createImage } from "./worlds.js";

const random = createSeededRandom("filters of oprf-bloom");
const listed = createImage(random);
const params: FilterParams = {
  ...smallParams,
  tokenScheme: parseTokenScheme("blocks-2x32-f1"),
  deviceProbes: 12,
  accountProbes: 16,
};
const code = (expected: string) => expect.objectContaining({ code: expected });
const publish = (changes: Partial<FilterParams> = {}): CreatedFilter =>
  publishImages(group, [listed], { ...params, ...changes });

let group: Group;
let created: CreatedFilter;
let prepared: PreparedFilter;
beforeAll(async () => {
  group = await loadSodiumGroup();
  created = publish();
  prepared = prepareFilter(group, created.manifestBytes, created.encodedFilter);
});

describe("a filter", () => {
  const remade = (encodedFilter: Uint8Array, change: Partial<FilterManifest> = {}) =>
    prepareFilter(
      group,
      encodeFilterManifest({
        ...created.manifest,
        filterBytes: encodedFilter.length,
        filterDigest: sha256(encodedFilter),
        ...change,
      }),
      encodedFilter,
      { filterKinds },
    );
  const spoilt = (at: number) => created.encodedFilter.with(at, (created.encodedFilter[at] as number) ^ 1);

  test.each<[string, string, () => unknown]>([
    [
      "that is not the pinned one",
      "wrong-filter",
      () => prepareFilter(group, created.manifestBytes, created.encodedFilter, { pinnedFilterId: new Uint8Array(32) }),
    ],
    [
      "older than one seen before",
      "stale-epoch",
      () => prepareFilter(group, created.manifestBytes, created.encodedFilter, { oldestEpoch: 2 }),
    ],
    ["with one changed bit", "filter-digest-mismatch", () => prepareFilter(group, created.manifestBytes, spoilt(99))],
    ["of another length", "filter-digest-mismatch", () => remade(created.encodedFilter, { filterBytes: 99 })],
    ["with a header of its own making", "invalid-filter", () => remade(spoilt(0))],
    ["cut short", "invalid-filter", () => remade(created.encodedFilter.slice(0, -1))],
    [
      "of another kind than its manifest says",
      "invalid-filter",
      () => remade(created.encodedFilter, { filter: "bloom" }),
    ],
    [
      "of a kind that the device cannot read",
      "invalid-parameters",
      () => {
        const bloom = publish({ filter: "bloom", falsePositiveBits: 10 });
        return prepareFilter(group, bloom.manifestBytes, bloom.encodedFilter);
      },
    ],
    [
      "with every bit set, which would report every image",
      "invalid-filter",
      () => {
        const { encodedFilter } = publish({ filter: "bloom", falsePositiveBits: 10 });
        // 64 members at 2^-10 give a number of bits that is no multiple of 8: the last byte stays.
        const full = encodedFilter.slice().fill(255, 48, -1);
        return remade(full, { filter: "bloom", falsePositiveBits: 10 });
      },
    ],
    [
      "whose key is the identity",
      "identity-point",
      () => remade(created.encodedFilter, { publicKey: new Uint8Array(32) }),
    ],
    [
      "whose key is no point",
      "invalid-point",
      () => remade(created.encodedFilter, { publicKey: new Uint8Array(32).fill(255) }),
    ],
    [
      "that should prove without a key",
      "invalid-parameters",
      () => remade(created.encodedFilter, { publicKey: new Uint8Array(0) }),
    ],
    ["with a key that proves nothing", "invalid-parameters", () => remade(created.encodedFilter, { mode: "oprf" })],
  ])("%s is refused before its first use: %s", (_, expected, use) => {
    expect(use).toThrow(code(expected));
  });

  test("is asked for by a manifest that survives its encoding, in either mode", () => {
    for (const mode of ["oprf", "voprf"] as const) {
      const { manifest, manifestBytes } = publish({ mode });
      expect(decodeFilterManifest(manifestBytes)).toEqual(manifest);
    }
  });

  test("whose manifest is truncated, extended or changed is refused or is another filter", () => {
    const bytes = created.manifestBytes;
    const pin = { pinnedFilterId: created.filterId };
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        for (const other of [
          bytes.slice(0, at),
          bytes.with(at, (bytes[at] as number) ^ by),
          new Uint8Array([...bytes, by]),
        ])
          expect(() => prepareFilter(group, other, created.encodedFilter, pin)).toThrow(ProtocolError);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test("opens with its own secrets only", () => {
    const { secrets } = publish();
    expect(() => openOracle(group, { manifest: created.manifest, secrets })).toThrow(code("wrong-filter"));
  });

  test("is not built over a list for another algorithm or scheme, nor by another kind", () => {
    const list = prepareList([{ id: "listed", image: listed }], params);
    const options = { algorithmDigest: new Uint8Array(32), epoch: 1 };
    const build = (change: Partial<FilterParams>) => () =>
      createBlindedFilter(group, list, { ...params, ...change }, options);
    expect(build({ algorithm: "other" })).toThrow(code("wrong-algorithm"));
    expect(build({ tokenScheme: parseTokenScheme("whole-key") })).toThrow(code("wrong-algorithm"));
    expect(build({ filter: "bloom" })).toThrow(code("invalid-parameters"));
  });
});

describe("parameters", () => {
  test.each(Object.entries(filterParamBounds))(
    "%s: within its bounds, and not one beyond",
    (name, [minimum, maximum]) => {
      const whole = { ...params, tokenScheme: parseTokenScheme("whole-key"), deviceProbes: 1, accountProbes: 2 ** 31 };
      const at = (value: number) => () => verifyFilterParams({ ...whole, [name]: value });
      expect(at(minimum)).not.toThrow();
      expect(at(maximum)).not.toThrow();
      for (const value of [minimum - 1, maximum + 1, minimum + 0.5, Number.NaN])
        expect(at(value)).toThrow(code("invalid-parameters"));
    },
  );

  test("a device's budget holds one image at least, and no more than its account's", () => {
    const at = (deviceProbes: number) => () => verifyFilterParams({ ...params, deviceProbes });
    expect(at(4)).not.toThrow();
    expect(at(3)).toThrow(code("invalid-parameters"));
    expect(at(16)).not.toThrow();
    expect(at(17)).toThrow(code("invalid-parameters"));
  });

  test("every token scheme fits at least one image into a request", () => {
    const widest = parseTokenScheme("blocks-99x12-f6");
    expect(imagesPerRequest({ tokenScheme: widest, deviceProbes: 2 ** 31 })).toBe(1);
  });

  test("a request holds 1 to that many images, all of the manifest's algorithm", () => {
    const device = createDevice(random.bytes);
    const ask = (images: readonly (HashedImage | null)[]) => () =>
      createRequest(group, prepared, random.bytes(32), device, images);
    const most = imagesPerRequest(params);
    expect(most).toBe(3);
    expect(ask([])).toThrow(code("invalid-parameters"));
    expect(ask(new Array(most + 1).fill(null))).toThrow(code("invalid-parameters"));
    expect(ask([{ ...listed, algorithm: "other" }])).toThrow(code("wrong-algorithm"));
  });
});
