// The bytes of a voucher say nothing about its kind: real, unlisted or synthetic. Chi-square, seeded, with planted biases.
import { type Group, loadSodiumGroup } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import {
  createAccount,
  createDevice,
  createTable,
  createVoucherMaker,
  decodeVoucher,
  defaultParams,
  type HashedImage,
  openVoucher,
  type Params,
  parseTokenScheme,
  prepareList,
  prepareTable,
  slotBytes,
} from "@glasshouse/matcher";
import { beforeAll, describe, expect, test } from "vitest";
import { createImage, hamming } from "./worlds.js";

const random = createSeededRandom("uniformity");
const kinds = ["listed", "unlisted", "synthetic"] as const;
const vouchersPerKind = 16;
const params: Params = {
  ...defaultParams,
  algorithm: "test-64",
  tokenScheme: parseTokenScheme("blocks-4x16-f2"),
  threshold: 3,
  // One payload, mostly zeros: what is sealed must not show it.
  payloadBytes: 600,
  detectionColumns: 12,
  openings: [1, 1, 1, 1],
};

/** All bytes of one field over the vouchers of one kind. */
interface Sample {
  /** Q without its first and last byte: a canonical encoding is even and below 2^255 (RFC 9496), so those two are not uniform. */
  readonly points: Uint8Array;
  /** outerKey under its pad. */
  readonly masked: Uint8Array;
  /** Commitment, ciphertext and tag. */
  readonly sealed: Uint8Array;
}
const parts = ["points", "masked", "sealed"] as const;

const join = (pieces: readonly Uint8Array[]): Uint8Array => Uint8Array.from(pieces.flatMap((piece) => [...piece]));

let samples: Readonly<Record<(typeof kinds)[number], Sample>>;

function createSample(group: Group, kind: (typeof kinds)[number]): Sample {
  const listed = Array.from({ length: 10 }, () => createImage(random));
  const chosen = { ...params, syntheticPerMillion: kind === "synthetic" ? 999_999 : 0 };
  const entries = listed.map((image, i) => ({ id: String(i), image }));
  const list = prepareList(entries, { ...chosen, random: random.bytes });
  const options = { algorithmDigest: new Uint8Array(32), epoch: 1, random: random.bytes };
  const created = createTable(group, list, chosen, options);
  const table = prepareTable(group, created.manifestBytes, created.cells);
  const account = createAccount(group, table.manifest, random.bytes);
  const maker = createVoucherMaker(group, table, account, createDevice(random.bytes), {
    distance: hamming,
    random: random.bytes,
  });
  const vouchers = Array.from({ length: vouchersPerKind }, (_, i) => {
    const image = kind === "listed" ? (listed[i % listed.length] as HashedImage) : createImage(random);
    const { bytes } = maker.createVoucher({ image, payload: Uint8Array.of(1), capturedAt: null });
    const { status } = openVoucher(group, created.manifest, created.secrets, bytes);
    expect(status).toBe(kind === "unlisted" ? "closed" : "opened");
    return decodeVoucher(bytes);
  });
  const slots = vouchers.flatMap((voucher) =>
    Array.from({ length: voucher.slots.length / slotBytes }, (_, i) =>
      voucher.slots.subarray(i * slotBytes, (i + 1) * slotBytes),
    ),
  );
  return {
    points: join(slots.map((slot) => slot.subarray(1, 31))),
    masked: join(slots.map((slot) => slot.subarray(32))),
    sealed: join(vouchers.map(({ sealed }) => sealed)),
  };
}

beforeAll(async () => {
  const group = await loadSodiumGroup();
  samples = {
    listed: createSample(group, "listed"),
    unlisted: createSample(group, "unlisted"),
    synthetic: createSample(group, "synthetic"),
  };
});

function countBytes(bytes: Uint8Array): Float64Array {
  const counts = new Float64Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] as number) + 1;
  return counts;
}

/**
 * Standard deviations by which a chi-square statistic exceeds what chance gives: Wilson and Hilferty (1931), exact enough
 * from 30 degrees of freedom on.
 */
function deviations(chiSquare: number, freedom: number): number {
  const spread = 2 / (9 * freedom);
  return (Math.cbrt(chiSquare / freedom) - (1 - spread)) / Math.sqrt(spread);
}

/** Against the uniform distribution on bytes. */
function fromUniform(bytes: Uint8Array): number {
  const expected = bytes.length / 256;
  return deviations(
    countBytes(bytes).reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0),
    255,
  );
}

/** Of two samples against one common distribution, whatever it is. */
function fromEachOther(a: Uint8Array, b: Uint8Array): number {
  const [left, right] = [countBytes(a), countBytes(b)];
  const ratio = Math.sqrt(b.length / a.length);
  return deviations(
    left.reduce((sum, count, byte) => {
      const other = right[byte] as number;
      return count + other === 0 ? sum : sum + (count * ratio - other / ratio) ** 2 / (count + other);
    }, 0),
    255,
  );
}

/** Below 4 standard deviations: chance exceeds them once in 31,000 tests, of which there are 18; the seed fixes the outcome. */
const bound = 4;

describe.each(kinds)("%s vouchers", (kind) => {
  test.each(parts)("%s: every byte value is as frequent as any other", (part) => {
    expect(samples[kind][part].length).toBeGreaterThan(7_000);
    expect(fromUniform(samples[kind][part])).toBeLessThan(bound);
  });

  test.each(parts)("%s: as in vouchers of the next kind", (part) => {
    const other = kinds[(kinds.indexOf(kind) + 1) % kinds.length] as (typeof kinds)[number];
    expect(samples[other][part].length).toBe(samples[kind][part].length);
    expect(fromEachOther(samples[kind][part], samples[other][part])).toBeLessThan(bound);
  });
});

describe("the test itself", () => {
  /** One bit of every byte set more often than not: 60 times in 100. */
  const biased = (bytes: Uint8Array) => bytes.map((byte) => (random.uniform() < 0.2 ? byte | 16 : byte));

  test.each(parts)("%s: a planted bias of one bit fails it, against uniform and against another kind", (part) => {
    const spoilt = biased(samples.listed[part]);
    expect(fromUniform(spoilt)).toBeGreaterThan(bound);
    expect(fromEachOther(spoilt, samples.unlisted[part])).toBeGreaterThan(bound);
  });

  test("a payload that is not sealed fails it", () => {
    const open = samples.listed.sealed.map((byte, i) => (i % 100 === 0 ? 0 : byte));
    expect(fromUniform(open)).toBeGreaterThan(bound);
  });

  test("chance alone does not", () => {
    const excess = Array.from({ length: 200 }, () => fromUniform(random.bytes(7_680)));
    expect(excess.filter((value) => value > 2).length).toBeLessThan(20);
    expect(Math.max(...excess)).toBeLessThan(bound);
    expect(Math.min(...excess)).toBeLessThan(-1);
  });
});
