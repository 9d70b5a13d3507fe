import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { frequencyOrder, IntegerDct, lowerMedian } from "../src/dct.js";

/** The orthonormal cosine transform by its definition, in floating point. */
function plainCoefficient(values: Int32Array, samples: number, i: number, j: number): number {
  const cosine = (frequency: number, x: number): number =>
    Math.cos((Math.PI * frequency * (2 * x + 1)) / (2 * samples));
  let sum = 0;
  for (let y = 0; y < samples; y++) {
    for (let x = 0; x < samples; x++) {
      sum += ((values[samples * y + x] ?? 0) / 256) * cosine(i + 1, y) * cosine(j + 1, x);
    }
  }
  return (2 / samples) * sum;
}

describe.each([
  { size: 16, samples: 64 },
  { size: 8, samples: 32 },
] as const)("$size of $samples cosines", ({ size, samples }) => {
  const dct = new IntegerDct(size, samples);

  property.prop([fc.infiniteStream(fc.nat(65_280))], { numRuns: 5 })("near the definition", (stream) => {
    const values = Int32Array.from({ length: samples ** 2 }, () => stream.next().value);
    const coefficients = dct.transform(values);
    for (let k = 0; k < size * size; k++) {
      // Cosines are rounded at 2^-14: a relative error of 4e-5 of the energy (up to 128 grey levels, 64 x 64 times).
      expect(
        Math.abs((coefficients[k] ?? 0) - plainCoefficient(values, samples, Math.floor(k / size), k % size)),
      ).toBeLessThan(0.5);
    }
  });

  test("stays exact at the extremes", () => {
    // The largest sums any image can give: black where the cosine is negative and white elsewhere. Above 2^53 the
    // scaled result would no longer be a whole multiple of the scale, and the mirrored square would differ.
    const scale = 2 / (samples * 8192 ** 2 * 256);
    for (const frequency of [1, size]) {
      const sign = Array.from({ length: samples }, (_, x) =>
        Math.sign(Math.cos((Math.PI * frequency * (2 * x + 1)) / (2 * samples))),
      );
      const values = Int32Array.from({ length: samples ** 2 }, (_, k) =>
        (sign[Math.floor(k / samples)] ?? 0) * (sign[k % samples] ?? 0) > 0 ? 65_280 : 0,
      );
      const largest = Math.max(...dct.transform(values).map(Math.abs)) / scale;
      expect(Number.isSafeInteger(largest)).toBe(true);
      expect(largest).toBeGreaterThan(2 ** 45);
    }
  });

  test("one colour gives exact zeros", () => {
    expect(dct.transform(new Int32Array(samples ** 2).fill(12_345)).every((c) => c === 0)).toBe(true);
  });
});

test("frequency order starts at the lowest pair and ends at the highest", () => {
  expect([...frequencyOrder(3, (i, j) => 3 * i + j)]).toEqual([0, 1, 3, 4, 2, 6, 5, 7, 8]);
});

test("the lower median is the smaller middle value", () => {
  expect(lowerMedian(Float64Array.of(4, 1, 3, 2))).toBe(2);
  expect(lowerMedian(Float64Array.of(10, -2, 9, 1))).toBe(1);
});
