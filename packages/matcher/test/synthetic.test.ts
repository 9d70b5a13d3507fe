import { deriveCommitment, interpolateBytes, isEqualBytes, pointBytes } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import {
  type CreatedTable,
  createAccount,
  createDevice,
  createTable,
  createVoucherMaker,
  decodeVoucher,
  defaultParams,
  deriveSyntheticBudget,
  type HashedImage,
  openVoucher,
  type Params,
  type PreparedTable,
  parseTokenScheme,
  prepareList,
  prepareTable,
  slotBytes,
  voucherContext,
} from "@glasshouse/matcher";
import { describe, expect, test } from "vitest";
import { derivePad } from "../src/protocols/threshold-psi/keys.js";
import { transparentGroup } from "./transparent-group.js";
import { createImage, hamming } from "./worlds.js";

const random = createSeededRandom("synthetic");
const synthetics: Params = {
  ...defaultParams,
  algorithm: "test-64",
  tokenScheme: parseTokenScheme("blocks-4x16-f0"),
  threshold: 2,
  payloadBytes: 16,
  detectionColumns: 4,
  syntheticPerMillion: 999_999,
  openings: [1, 1, 1, 1],
};

function publish(params: Params, images: readonly HashedImage[], epoch: number, base?: CreatedTable): CreatedTable {
  const entries = images.map((image, i) => ({ id: String(i), image }));
  const list = prepareList(entries, { ...params, random: random.bytes });
  const options = { algorithmDigest: new Uint8Array(32), epoch, random: random.bytes, ...(base && { base }) };
  return createTable(transparentGroup, list, params, options);
}

const prepare = ({ manifestBytes, cells, tableId }: CreatedTable, base: PreparedTable | null = null) =>
  prepareTable(transparentGroup, manifestBytes, cells, tableId, base);

function createMaker(table: PreparedTable): (image: HashedImage | null) => Uint8Array {
  const account = createAccount(transparentGroup, table.manifest, random.bytes);
  const options = { distance: hamming, random: random.bytes };
  const maker = createVoucherMaker(transparentGroup, table, account, createDevice(random.bytes), options);
  return (image) => maker.createVoucher({ image, payload: new Uint8Array(1), capturedAt: null }).bytes;
}

const slotsOpened = (table: CreatedTable, alpha: Uint8Array, voucher: Uint8Array, base?: Uint8Array): number => {
  const opening = openVoucher(transparentGroup, table.manifest, { alpha }, voucher, base ? { alpha: base } : null);
  return opening.status === "opened" ? opening.openedSlots : 0;
};

describe("what a synthetic voucher opens", () => {
  test("lies in one table, as what a listed image opens does", () => {
    const base = publish(synthetics, [createImage(random)], 1);
    const supplement = publish(synthetics, [createImage(random)], 2, base);
    const createVoucher = createMaker(prepare(supplement, prepare(base)));
    const noKey = transparentGroup.createScalars(1, random.bytes);
    const seen = { base: 0, supplement: 0, blocks: new Set<number>() };
    for (let i = 0; i < 60; i++) {
      const voucher = createVoucher(createImage(random));
      const inBase = slotsOpened(supplement, noKey, voucher, base.secrets.alpha);
      const inSupplement = slotsOpened(supplement, supplement.secrets.alpha, voucher, noKey);
      expect([inBase, inSupplement]).toContain(0);
      expect(inBase + inSupplement).toBeGreaterThan(0);
      seen[inBase > 0 ? "base" : "supplement"]++;
      seen.blocks.add(inBase + inSupplement);
    }
    // Both have the smallest capacity, so that half of the vouchers open in each: 30, with a deviation of 4.
    expect(Math.min(seen.base, seen.supplement)).toBeGreaterThan(14);
    expect([...seen.blocks].sort()).toEqual([1, 2, 3, 4]);
  });

  test("follows the manifest's weights", () => {
    const table = publish({ ...synthetics, openings: [0, 1, 0, 3] }, [createImage(random)], 1);
    const createVoucher = createMaker(prepare(table));
    const opened = [0, 0, 0, 0, 0];
    for (let i = 0; i < 80; i++) {
      const blocks = slotsOpened(table, table.secrets.alpha, createVoucher(createImage(random)));
      opened[blocks] = (opened[blocks] as number) + 1;
    }
    expect([opened[0], opened[1], opened[3]]).toEqual([0, 0, 0]);
    // 20 expected, with a deviation of 4.
    expect(opened[2]).toBeGreaterThan(7);
    expect(opened[2]).toBeLessThan(33);
  });

  test("is the same for every copy of a picture", () => {
    const table = publish(synthetics, [createImage(random)], 1);
    const createVoucher = createMaker(prepare(table));
    const numbers = Array.from({ length: 12 }, () => {
      const image = createImage(random);
      const copies = Array.from({ length: 4 }, () => slotsOpened(table, table.secrets.alpha, createVoucher(image)));
      expect(new Set(copies).size, String(copies)).toBe(1);
      return copies[0];
    });
    expect(new Set(numbers).size).toBeGreaterThan(2);
  });
});

describe("the budget of a window", () => {
  /** P[Poisson(mean) > s], summed from the small end up, which loses nothing. */
  const tail = (mean: number, s: number): number => {
    let term = Math.exp(-mean);
    const terms = [];
    for (let k = 0; k < s + 200; term *= mean / ++k) if (k > s) terms.push(term);
    return terms.reduceRight((sum, each) => sum + each, 0);
  };

  test.each([1, 5, 30, 100, 200])("for a mean of %i is the smallest that a millionth exceeds", (mean) => {
    const { detectionColumns, syntheticPerMillion } = deriveSyntheticBudget(mean, 10_000);
    expect(syntheticPerMillion).toBe(100 * mean);
    expect(tail(mean, detectionColumns)).toBeLessThanOrEqual(1e-6);
    expect(tail(mean, detectionColumns - 1)).toBeGreaterThan(1e-6);
  });

  test("is 59 columns for a mean of 30, for which the default has one more", () => {
    expect(deriveSyntheticBudget(30, 10_000).detectionColumns).toBe(59);
    expect(defaultParams.detectionColumns).toBe(60);
  });

  test.each<[string, number, number]>([
    ["more columns than the bounds allow", 400, 10_000],
    ["a rate of one", 100, 100],
    ["a rate below a millionth", 1, 16_000_000],
    ["no mean", 0, 1000],
    ["no images", 1, 0],
    ["no number", Number.NaN, 1000],
  ])("refuses %s", (_, mean, images) => {
    expect(() => deriveSyntheticBudget(mean, images)).toThrow(expect.objectContaining({ code: "invalid-parameters" }));
  });
});

test("a voucher of which several blocks must match does not tell which did", () => {
  const params: Params = {
    ...synthetics,
    tokenScheme: parseTokenScheme("blocks-4x16-f0-m2"),
    syntheticPerMillion: 0,
  };
  const listed = createImage(random);
  const table = publish(params, [listed], 1);
  const createVoucher = createMaker(prepare(table));
  // Blocks 0 and 1 of the listed image, and nothing of the other two.
  const image = { ...listed, bits: listed.bits.slice() };
  for (const at of image.bitOrder.subarray(32))
    image.bits[at >> 3] = (image.bits[at >> 3] as number) ^ (0x80 >> (at & 7));
  const pairs = new Set<string>();
  for (let i = 0; i < 80; i++) pairs.add(String(findMatchingPlaces(table.secrets.alpha, createVoucher(image))));
  expect([...pairs].sort()).toEqual(["0,1", "0,2", "0,3", "1,2", "1,3", "2,3"]);
});

/** The two places whose slots together give outerKey: what a server can see of a voucher with one slot per block. */
function findMatchingPlaces(alpha: Uint8Array, voucherBytes: Uint8Array): number[] {
  const { slots, sealed, ...header } = decodeVoucher(voucherBytes);
  const context = voucherContext(header);
  const shares = Array.from({ length: slots.length / slotBytes }, (_, place) => {
    const slot = slots.subarray(place * slotBytes, (place + 1) * slotBytes);
    const q = slot.subarray(0, pointBytes);
    const pad = derivePad(transparentGroup.multiplyAll(q, alpha), q, context);
    return { index: place + 1, bytes: pad.map((byte, i) => byte ^ (slot[pointBytes + i] as number)) };
  });
  for (const [i, first] of shares.entries())
    for (const [j, second] of shares.entries())
      if (i < j && isEqualBytes(deriveCommitment(interpolateBytes([first, second]), context), sealed.subarray(0, 32)))
        return [i, j];
  return [];
}
