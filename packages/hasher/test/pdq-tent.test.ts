import { createHash } from "node:crypto";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { averageArea } from "../src/area-grid.js";
import { algorithms, applySymmetry, dihedralSymmetries, encodeHex, type Pixels } from "../src/index.js";
import { syntheticImage } from "./support/synthetic.js";
import { syntheticVectors } from "./support/vectors.js";

const pdqTent = algorithms["pdq-tent"];

const size = fc.integer({ min: 1, max: 200 });
const noise: fc.Arbitrary<Pixels> = fc
  .tuple(size, size, fc.integer({ min: 1, max: 1_000_000 }))
  .map(([width, height, seed]) => syntheticImage("lcg_noise", width, height, seed));

/** Every pixel repeated `factor` times in both directions. */
function enlarge({ width, height, data }: Pixels, factor: number): Pixels {
  const enlarged = { width: factor * width, height: factor * height, data: new Uint8Array(data.length * factor ** 2) };
  for (let y = 0; y < enlarged.height; y++) {
    for (let x = 0; x < enlarged.width; x++) {
      const from = 3 * (width * Math.floor(y / factor) + Math.floor(x / factor));
      enlarged.data.set(data.subarray(from, from + 3), 3 * (enlarged.width * y + x));
    }
  }
  return enlarged;
}

test("the bits of all 165 generated images are the published ones", () => {
  const digest = createHash("sha256");
  for (const v of syntheticVectors) {
    const hash = pdqTent.hash(syntheticImage(v.generator, v.width, v.height, v.seed));
    digest.update(`${encodeHex(hash.bits)} ${hash.quality}\n`);
  }
  expect(digest.digest("hex")).toBe("e3a22809a2886cb82254d75dce908a903cf32e08486078ad4f6c8d189ef79d51");
});

property.prop([noise], { numRuns: 40 })(
  "dihedral hashes are exactly those of the flipped and turned image",
  (pixels) => {
    const hashes = pdqTent.dihedral?.(pixels);
    for (const [k, symmetry] of dihedralSymmetries.entries()) {
      expect(hashes?.[k], symmetry.name).toEqual(pdqTent.hash(applySymmetry(pixels, symmetry)));
    }
  },
);

property.prop([noise, fc.integer({ min: 2, max: 3 })], { numRuns: 20 })(
  "an image enlarged by a whole factor has the same hash",
  (pixels, factor) => {
    expect(pdqTent.hash(enlarge(pixels, factor))).toEqual(pdqTent.hash(pixels));
  },
);

test.each([0, 1, 128, 254, 255])("one colour (%i) gives the zero hash and quality 0", (level) => {
  const hash = pdqTent.hash(syntheticImage("solid", 101, 67, level));
  expect(encodeHex(hash.bits)).toBe("0".repeat(64));
  expect(hash.quality).toBe(0);
});

describe("area average", () => {
  property.prop([noise, fc.integer({ min: 1, max: 130 }), fc.integer({ min: 1, max: 130 })], { numRuns: 40 })(
    "equals the sum over a grid so fine that no border cuts a pixel",
    ({ width, height, data }, columns, rows) => {
      const { sums, weight } = averageArea({ width, height, data }, columns, rows);
      expect(weight).toBe(1000 * width * height);
      // A pixel is `columns` x `rows` units, a cell `width` x `height` units.
      const across = overlaps(width, columns);
      const down = overlaps(height, rows);
      const expected = new Float64Array(columns * rows);
      for (const [y, j, tall] of down) {
        for (const [x, i, wide] of across) {
          const o = 3 * (width * y + x);
          const luma = 299 * (data[o] ?? 0) + 587 * (data[o + 1] ?? 0) + 114 * (data[o + 2] ?? 0);
          expected[columns * j + i] = (expected[columns * j + i] ?? 0) + wide * tall * luma;
        }
      }
      expect(sums).toEqual(expected);
    },
  );
});

/** Every pair (pixel, cell) of one axis with the length of their overlap, unit by unit. */
function overlaps(
  pixels: number,
  cells: number,
): ReadonlyArray<readonly [pixel: number, cell: number, length: number]> {
  const lengths = new Map<string, [number, number, number]>();
  for (let unit = 0; unit < pixels * cells; unit++) {
    const [pixel, cell] = [Math.floor(unit / cells), Math.floor(unit / pixels)];
    const entry = lengths.get(`${pixel} ${cell}`) ?? [pixel, cell, 0];
    entry[2]++;
    lengths.set(`${pixel} ${cell}`, entry);
  }
  return [...lengths.values()];
}
