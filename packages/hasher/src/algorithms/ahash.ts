import { averageArea } from "../area-grid.js";
import { packBits } from "../bits.js";
import type { HashAlgorithm } from "../hash.js";
import { decidedPercent, plainOrder } from "../margins.js";

const id = "ahash";
const size = 8;

/**
 * The 64-bit average hash: the image averaged to 8 x 8, one bit per cell, 1 where it is brighter than the mean of the
 * image, row by row. Exact area average instead of the resampling of an image library.
 */
export const ahash: HashAlgorithm = {
  id,
  input: "pixels",
  bits: size * size,
  matchRadius: 10,
  qualityFloor: 0,
  bitOrder: plainOrder(size * size),
  source: "Krawetz: Looks like it, hackerfactor.com, 2011",
  hash: (pixels) => {
    const { sums, weight } = averageArea(pixels, size, size);
    const mean = sums.reduce((total, sum) => total + sum, 0) / sums.length; // 64 cells: an exact division
    const ones = Uint8Array.from(sums, (sum) => (sum > mean ? 1 : 0));
    const margins = Float32Array.from(sums, (sum) => Math.abs(sum - mean) / weight);
    return { algorithm: id, bits: packBits(ones), quality: decidedPercent(margins), margins };
  },
};
