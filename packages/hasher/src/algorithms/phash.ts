import { averageArea, quantiseGrey } from "../area-grid.js";
import { packBits } from "../bits.js";
import { frequencyOrder, IntegerDct, lowerMedian } from "../dct.js";
import type { HashAlgorithm } from "../hash.js";
import { decidedPercent } from "../margins.js";

const id = "phash";
const size = 8;
const samples = 32;
const dct = new IntegerDct(size, samples);

/**
 * The 64-bit cosine hash: the image averaged to 32 x 32, the 8 x 8 lowest cosine coefficients without the mean against
 * their median, row by row. After pHash's `ph_dct_imagehash`, whose 7 x 7 mean filter and resampling are replaced by an
 * exact area average; so its bits differ from those of other programs named pHash (which differ from one another too).
 */
export const phash: HashAlgorithm = {
  id,
  input: "pixels",
  bits: size * size,
  matchRadius: 10,
  qualityFloor: 0,
  bitOrder: frequencyOrder(size, (i, j) => size * i + j),
  source:
    "Zauner: Implementation and benchmarking of perceptual image hash functions, 2010, section 3.2.1; pHash 0.9.6",
  hash: (pixels) => {
    const coefficients = dct.transform(quantiseGrey(averageArea(pixels, samples, samples)));
    const median = lowerMedian(coefficients);
    const ones = Uint8Array.from(coefficients, (c) => (c > median ? 1 : 0));
    const margins = Float32Array.from(coefficients, (c) => Math.abs(c - median));
    return { algorithm: id, bits: packBits(ones), quality: decidedPercent(margins), margins };
  },
};
