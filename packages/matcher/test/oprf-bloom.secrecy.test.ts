import {
  blindInputs,
  concatBytes,
  decodeScalar,
  deriveOutputs,
  encodeScalar,
  type Group,
  invertScalars,
  loadSodiumGroup,
} from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import {
  answerRequest,
  type Charge,
  type CreatedFilter,
  concludeRequest,
  createDevice,
  createMemoryChargeStore,
  createRequest,
  decodeRequest,
  type FilterParams,
  type HashedImage,
  type OracleHost,
  openOracle,
  parseTokenScheme,
  probeTokens,
  RateLimitedError,
  simulateFilterAccount,
} from "@glasshouse/matcher";
import { beforeAll, describe, expect, test } from "vitest";
import { prepareCreated, publishImages, smallParams } from "./published-filter.js";
import { transparentGroup } from "./transparent-group.js";
import { createImage, hamming } from "./worlds.js";

const random = createSeededRandom("secrecy of oprf-bloom");
const account = random.bytes(32);
const device = createDevice(random.bytes);
const listed = Array.from({ length: 20 }, () => createImage(random));

let sodium: Group;
beforeAll(async () => {
  sodium = await loadSodiumGroup();
});

describe("what the server sees of an image", () => {
  const kinds: Record<string, () => HashedImage | null> = {
    listed: () => random.pick(listed),
    unlisted: () => createImage(random),
    unhashable: () => null,
  };

  test("has one length and shape, whatever the image is", () => {
    const prepared = prepareCreated(sodium, publishImages(sodium, listed));
    const shapes = Object.values(kinds).map((draw) => {
      const { bytes } = createRequest(sodium, prepared, account, device, [draw()], random.bytes);
      return [bytes.length, decodeRequest(bytes).blindedElements.length];
    });
    expect(new Set(shapes.map(String)).size).toBe(1);
    expect(shapes[0]?.[1]).toBe(32 * smallParams.tokenScheme.probesPerImage);
  });

  test("fits every other image as well: there are blinds under which that one gives the same elements", () => {
    const prepared = prepareCreated(transparentGroup, publishImages(transparentGroup, listed));
    const [first, second] = [kinds["listed"]?.(), kinds["unlisted"]?.()] as [HashedImage, HashedImage];
    const pending = createRequest(transparentGroup, prepared, account, device, [first], random.bytes);
    const others = probeTokens(smallParams.tokenScheme, second);
    // In this group elements are their own logarithms, so the other blinds can be computed.
    const unit = () => concatBytes(...others.map(() => encodeScalar(1n)));
    const { blinds, blindedElements } = blindInputs(transparentGroup, "voprf", others, unit);
    const hashed = transparentGroup.multiply(blindedElements, invert(blinds));
    const blindsOfOther = transparentGroup.multiply(pending.blindedElements, invert(hashed));
    expect(transparentGroup.multiply(hashed, blindsOfOther)).toEqual(pending.blindedElements);
    expect(blindsOfOther).not.toEqual(pending.blinds);
  });

  function invert(scalars: Uint8Array): Uint8Array {
    const all = Array.from({ length: scalars.length / 32 }, (_, i) =>
      decodeScalar(scalars.subarray(32 * i, 32 * i + 32)),
    );
    return concatBytes(...invertScalars(all).map(encodeScalar));
  }

  test("is distributed alike for all kinds, and looks random", () => {
    const prepared = prepareCreated(sodium, publishImages(sodium, listed));
    const counts = Object.values(kinds).map((draw) => {
      const ones = new Array<number>(256).fill(0);
      for (let i = 0; i < 24; i++) {
        const { blindedElements } = createRequest(sodium, prepared, account, device, [draw()], random.bytes);
        for (let bit = 0; bit < 8 * blindedElements.length; bit++)
          if (((blindedElements[bit >> 3] as number) >> (bit & 7)) & 1)
            ones[bit % 256] = (ones[bit % 256] as number) + 1;
      }
      return ones;
    });
    const elements = 24 * smallParams.tokenScheme.probesPerImage;
    for (const ones of counts) {
      // Canonical encodings are even and below 2^255: two bits are always 0.
      expect([ones[0], ones[255]]).toEqual([0, 0]);
      const free = ones.slice(1, 255);
      const chiSquare = free.reduce((sum, n) => sum + (n - elements / 2) ** 2 / (elements / 4), 0);
      // 254 degrees of freedom: mean 254, standard deviation 22.5.
      expect(Math.abs(chiSquare - 254)).toBeLessThan(5 * 22.5);
    }
    // The same statistic finds a single bit that leans by a tenth of the elements in one of them.
    const leaning = [...(counts[0] as number[])];
    leaning[100] = elements;
    expect(leaning.slice(1, 255).reduce((sum, n) => sum + (n - elements / 2) ** 2 / (elements / 4), 0)).toBeGreaterThan(
      254 + 5 * 22.5,
    );
  });

  test("never repeats: the same image asked twice cannot be linked by its elements", () => {
    const prepared = prepareCreated(sodium, publishImages(sodium, listed));
    const image = listed[0] as HashedImage;
    const seen = new Set<string>();
    for (let i = 0; i < 4; i++) {
      const { blindedElements } = createRequest(sodium, prepared, account, device, [image, image], random.bytes);
      for (let at = 0; at < blindedElements.length; at += 32) seen.add(String(blindedElements.subarray(at, at + 32)));
    }
    expect(seen.size).toBe(8 * smallParams.tokenScheme.probesPerImage);
  });
});

describe("what a device gets of the list", () => {
  // 2^9 possible tokens for the one block: small enough to try every one.
  const scheme = parseTokenScheme("blocks-1x9-f0");
  const tiny: FilterParams = {
    ...smallParams,
    tokenScheme: scheme,
    deviceProbes: 200,
    accountProbes: 200,
    windowSeconds: 60,
  };
  const candidates = Array.from({ length: 512 }, (_, value) => {
    const image = createImage(random, new Uint8Array(8));
    for (let bit = 0; bit < 9; bit++) {
      const at = image.bitOrder[bit] as number;
      if ((value >> bit) & 1) image.bits[at >> 3] = (image.bits[at >> 3] as number) | (0x80 >> (at & 7));
    }
    return image;
  });
  const tokens = candidates.flatMap((image) => probeTokens(scheme, image));
  const chosen = random.shuffle(candidates).slice(0, 40);

  test.each(["fuse", "bloom"] as const)("%s: without the key, no entry: a whole dictionary finds none", (filter) => {
    const created = publishImages(sodium, chosen, { ...tiny, filter, falsePositiveBits: 20 });
    const prepared = prepareCreated(sodium, created);
    const guesses: Record<string, readonly Uint8Array[]> = {
      "the tokens themselves": tokens,
      "outputs under another key": deriveOutputs(sodium, tiny.mode, sodium.createScalars(1, random.bytes), tokens),
      "outputs under the same seed in the other mode": openOracle(sodium, {
        manifest: { ...created.manifest, mode: "oprf", publicKey: new Uint8Array(0) },
        secrets: created.secrets,
      }).key.deriveOutputs(sodium, tokens),
    };
    for (const [kind, keys] of Object.entries(guesses))
      expect(keys.filter((key) => prepared.filter.has(key)).length, kind).toBe(0);
    const outputs = openOracle(sodium, created).key.deriveOutputs(sodium, tokens);
    expect(outputs.filter((output) => prepared.filter.has(output)).length, "with the key").toBe(chosen.length);
  });

  test("a dictionary through the oracle finds every entry, at one counted evaluation per guess", async () => {
    const created = publishImages(transparentGroup, chosen, tiny);
    const prepared = prepareCreated(transparentGroup, created);
    const simulated = await simulateFilterAccount(
      transparentGroup,
      prepared,
      openOracle(transparentGroup, created),
      candidates.map((image) => ({ image, payload: new Uint8Array(0), capturedAt: null })),
      {
        policy: {
          threshold: 1,
          counting: "voucher",
          clusterBounds: { withinSeconds: 0, matchRadius: 0 },
          distance: hamming,
        },
        imagesAtOnce: 64,
        random: random.bytes,
      },
    );
    expect(simulated.outcome.distinct).toBe(chosen.length);
    expect(simulated.probes).toBe(512);
    // 200 probes in any 60 seconds hold 3 requests of 64, so 8 requests take 2 windows beyond the first.
    expect(simulated.waitedSeconds).toBe(2 * tiny.windowSeconds);
  });

  test("guesses under many requests, filters and devices of one account share one budget", async () => {
    const filters = [publishImages(sodium, chosen, tiny), publishImages(sodium, chosen, tiny)];
    const oracles = filters.map((created) => openOracle(sodium, created));
    const devices = [device, createDevice(random.bytes), createDevice(random.bytes)];
    const charges = createMemoryChargeStore(tiny.windowSeconds);
    const host: OracleHost = {
      devicePublicKey: async (_, id) =>
        devices.find((one) => String(one.device) === String(id))?.signingKeys.publicKey ?? null,
      oracle: (id) => oracles.find(({ filterId }) => String(filterId) === String(id)) ?? null,
      charges,
      now: () => 0,
    };
    let answered = 0;
    for (let i = 0; i < 30; i++) {
      const prepared = prepareCreated(sodium, filters[i % 2] as CreatedFilter);
      const by = devices[i % 3] as typeof device;
      const pending = createRequest(
        sodium,
        prepared,
        account,
        by,
        random.shuffle(candidates).slice(0, 10),
        random.bytes,
      );
      try {
        concludeRequest(sodium, prepared, pending, await answerRequest(sodium, pending.bytes, host));
        answered += pending.tokens.length;
      } catch (error) {
        expect(error).toBeInstanceOf(RateLimitedError);
      }
    }
    expect(answered).toBe(tiny.accountProbes);
    let kept: readonly Charge[] = [];
    await charges.update(account, (all) => {
      kept = all;
      return null;
    });
    expect(kept.reduce((sum, { probes }) => sum + probes, 0)).toBe(answered);
  });

  test.each(["fuse", "bloom"] as const)("%s: neither size nor density tells how many are listed", (filter) => {
    const of = (count: number) =>
      publishImages(transparentGroup, candidates.slice(0, count), { ...tiny, filter, falsePositiveBits: 10 });
    const few = [of(0), of(1), of(64)];
    expect(new Set(few.map(({ manifest }) => manifest.filterBytes)).size).toBe(1);
    const density = ({ encodedFilter }: CreatedFilter) => {
      let ones = 0;
      for (const byte of encodedFilter.subarray(48)) for (let x = byte; x; x &= x - 1) ones++;
      return ones / (8 * (encodedFilter.length - 48));
    };
    const [none, , all] = few as [CreatedFilter, CreatedFilter, CreatedFilter];
    // An unpadded Bloom filter of no entries would have no bit set.
    expect(density(none) / density(all)).toBeGreaterThan(0.9);
    expect(density(none) / density(all)).toBeLessThan(1.1);
  });

  test("two filters over one list have nothing in common: outputs kept from the one say nothing about the other", () => {
    const [first, second] = [publishImages(sodium, chosen, tiny), publishImages(sodium, chosen, tiny)] as [
      CreatedFilter,
      CreatedFilter,
    ];
    expect(first.manifest.publicKey).not.toEqual(second.manifest.publicKey);
    const outputs = openOracle(sodium, first).key.deriveOutputs(sodium, tokens);
    const { filter } = prepareCreated(sodium, second);
    expect(outputs.filter((output) => filter.has(output))).toEqual([]);
  });
});
