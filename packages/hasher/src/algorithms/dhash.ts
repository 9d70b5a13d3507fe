import { averageArea } from "../area-grid.js";
import { packBits } from "../bits.js";
import type { HashAlgorithm } from "../hash.js";
import { decidedPercent, plainOrder } from "../margins.js";

const id = "dhash";
const size = 8;

/**
 * The 64-bit difference hash: the image averaged to 9 x 8, one bit per pair of horizontal neighbours, 1 where the right
 * one is brighter, row by row. Exact area average instead of the resampling of an image library.
 */
export const dhash: HashAlgorithm = {
  id,
  input: "pixels",
  bits: size * size,
  matchRadius: 10,
  qualityFloor: 0,
  bitOrder: plainOrder(size * size),
  source: "Krawetz: Kind of like that, hackerfactor.com, 2013; bit sense of the Python package imagehash",
  hash: (pixels) => {
    const { sums, weight } = averageArea(pixels, size + 1, size);
    const ones = new Uint8Array(size * size);
    const margins = new Float32Array(size * size);
    for (let p = 0; p < size * size; p++) {
      const left = p + Math.floor(p / size); // rows of the grid are one cell longer
      const step = (sums[left + 1] ?? 0) - (sums[left] ?? 0);
      ones[p] = step > 0 ? 1 : 0;
      margins[p] = Math.abs(step) / weight;
    }
    return { algorithm: id, bits: packBits(ones), quality: decidedPercent(margins), margins };
  },
};
