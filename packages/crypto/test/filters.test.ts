import { type FilterKind, filterHeaderBytes, fuseFilter, sha512, systemRandom } from "@glasshouse/crypto";
import { bloomFilter } from "@glasshouse/crypto/node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectCode } from "./codes.js";
import { toHex } from "./vectors.js";

const kinds: readonly FilterKind[] = [fuseFilter, bloomFilter];

function makeKeys(count: number, label: number): Uint8Array[] {
  const index = new Uint8Array(8);
  const view = new DataView(index.buffer);
  return Array.from({ length: count }, (_, k) => {
    view.setUint32(0, k);
    view.setUint32(4, label);
    return sha512(index);
  });
}

/** Randomness of a counter: every draw differs, and a run repeats exactly. */
function makeCountingRandom(start: number): (length: number) => Uint8Array {
  let draw = start;
  return (length) => {
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at += 64) {
      out.set(sha512(Uint8Array.of(draw & 255, (draw >> 8) & 255, (draw >> 16) & 255)).subarray(0, length - at), at);
      draw += 1;
    }
    return out;
  };
}

describe.each(kinds)("$name filter", (kind) => {
  test("never denies a member, decoded or not", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 100 }),
        fc.constantFrom(0.01, 1 / 256, 2 ** -16, 2 ** -30),
        (keys, targetRate) => {
          const filter = kind.create(keys, targetRate);
          const bytes = filter.encode();
          const decoded = kind.decode(bytes);
          expect(toHex(decoded.encode())).toBe(toHex(bytes));
          expect(decoded.falsePositiveRate).toBe(filter.falsePositiveRate);
          for (const key of keys) expect([filter.has(key), decoded.has(key)]).toEqual([true, true]);
        },
      ),
      { numRuns: 20 },
    );
  });

  test("repeated members count once", () => {
    const keys = makeKeys(100, 1);
    const filter = kind.create([...keys, ...keys, ...keys.slice(0, 7)], 0.001);
    for (const key of keys) expect(filter.has(key)).toBe(true);
  });

  test("reports strangers at the computed rate, which keeps to the target", () => {
    const random = makeCountingRandom(1);
    const filter = kind.create(makeKeys(2000, 2), 1 / 256, random);
    expect(filter.falsePositiveRate).toBeLessThanOrEqual((1 / 256) * 1.05);
    const strangers = makeKeys(15_000, 3);
    const expected = filter.falsePositiveRate * strangers.length;
    const found = strangers.filter((key) => filter.has(key)).length;
    // Binomial with mean 40 to 60: six standard deviations, and the run is the same every time.
    expect(Math.abs(found - expected)).toBeLessThan(6 * Math.sqrt(expected));
  });

  test("keeps a small target for very few members too", () => {
    const filter = kind.create(makeKeys(2, 10), 2 ** -20, makeCountingRandom(2));
    expect(filter.falsePositiveRate).toBeLessThanOrEqual(2 ** -20);
    // Expected: 0.01 of 10,000.
    expect(makeKeys(10_000, 11).filter((key) => filter.has(key)).length).toBeLessThanOrEqual(1);
  });

  test("an empty set has no members worth mentioning", () => {
    const filter = kind.create([], 2 ** -30);
    expect(makeKeys(1000, 4).filter((key) => filter.has(key))).toHaveLength(0);
  });

  test("is a function of its randomness and differs between draws", () => {
    const keys = makeKeys(50, 5);
    const [a, b, c] = [7, 7, 9].map((start) => toHex(kind.create(keys, 0.01, makeCountingRandom(start)).encode()));
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  test("refuses rates out of range and malformed bytes", () => {
    for (const rate of [0, 1, -1, 2, Number.NaN]) expectCode("invalid-rate", () => kind.create([], rate));
    const bytes = kind.create(makeKeys(10, 6), 0.01).encode();
    const changed = (at: number, value: number) => {
      const copy = bytes.slice();
      copy[at] = value;
      return copy;
    };
    kind.decode(bytes);
    for (const bad of [
      new Uint8Array(0),
      bytes.subarray(0, filterHeaderBytes - 1),
      bytes.subarray(0, -1),
      new Uint8Array([...bytes, 0]),
      changed(0, 0),
      changed(4, 9),
      changed(5, 0),
      changed(5, 255),
      changed(6, 1),
      changed(15, 1),
      changed(10, 1),
      changed(11, 255),
      bytes.map((byte, at) => (at >= 8 && at < 12 ? 0 : byte)),
    ]) {
      expectCode("invalid-filter", () => kind.decode(bad));
    }
    for (const other of kinds) if (other !== kind) expectCode("invalid-filter", () => other.decode(bytes));
  });
});

test("on the same members each kind has all that the other's members are", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(10_000), { maxLength: 150 }), (numbers) => {
      const keys = numbers.map((number) => sha512(Uint8Array.of(number >> 8, number & 255)));
      const [fuse, bloom] = kinds.map((kind) => kind.create(keys, 2 ** -32));
      // At 2^-32 a false positive in 10,000 questions is out of the question: both are the set itself.
      for (let number = 0; number < 300; number++) {
        const key = sha512(Uint8Array.of(number >> 8, number & 255));
        expect(fuse?.has(key)).toBe(numbers.includes(number));
        expect(bloom?.has(key)).toBe(numbers.includes(number));
      }
    }),
    { numRuns: 10 },
  );
});

describe("fuse filter", () => {
  test("fingerprints of 8, 16 and 32 bits by the target, and about 1.13 to 2 of them per member", () => {
    const keys = makeKeys(5000, 7);
    const sizes = [0.01, 2 ** -8, 2 ** -9, 2 ** -16, 2 ** -17, 2 ** -32].map((rate) => {
      const filter = fuseFilter.create(keys, rate);
      return [filter.falsePositiveRate, filter.encode().length - filterHeaderBytes];
    });
    const cells = 6656; // 13 segments of 512 for the padded 5120
    expect(sizes).toEqual([
      [2 ** -8, cells],
      [2 ** -8, cells],
      [2 ** -16, 2 * cells],
      [2 ** -16, 2 * cells],
      [2 ** -32, 4 * cells],
      [2 ** -32, 4 * cells],
    ]);
    expectCode("invalid-rate", () => fuseFilter.create(keys, 2 ** -33));
  });

  test("its bytes do not show how many members there are", () => {
    const [few, many] = [65, 72].map((count) => fuseFilter.create(makeKeys(count, 8), 2 ** -32, systemRandom).encode());
    expect(few?.length).toBe(many?.length);
    expect(few?.subarray(0, 16)).toEqual(many?.subarray(0, 16));
    const zeros = (bytes: Uint8Array | undefined) =>
      bytes?.subarray(filterHeaderBytes).filter((byte) => byte === 0).length;
    // 576 random bytes hold 2.25 zeros on average; unfilled cells of zeros would be hundreds.
    expect(zeros(few)).toBeLessThan(20);
  });
});

test("the bloom filter's rate comes from the bits that are set, not from the library's formula", () => {
  const keys = makeKeys(1000, 9);
  const filter = bloomFilter.create(keys, 0.001, makeCountingRandom(3));
  const bytes = filter.encode();
  const set = bytes
    .subarray(filterHeaderBytes)
    .reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);
  const size = new DataView(bytes.buffer).getUint32(8, true);
  const hashes = bytes[5] ?? 0;
  const byChance = (set / size) ** hashes;
  expect(filter.falsePositiveRate).toBeGreaterThan(byChance);
  // Two hashes modulo the size: 1000 patterns of members among size^2.
  expect(filter.falsePositiveRate).toBeCloseTo(byChance + 1000 / size ** 2, 6);
  expect(filter.falsePositiveRate).toBeLessThan(0.001);
  const full = bytes.map((byte, at) => (at < filterHeaderBytes ? byte : 255));
  expect(size % 8).not.toBe(0);
  expectCode("invalid-filter", () => bloomFilter.decode(full));
  full[full.length - 1] = 255 >> (8 - (size % 8));
  expect(bloomFilter.decode(full).falsePositiveRate).toBe(1);
});
