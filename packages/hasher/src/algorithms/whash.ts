import { averageArea } from "../area-grid.js";
import { packBits } from "../bits.js";
import type { HashAlgorithm } from "../hash.js";
import { decidedPercent, plainOrder } from "../margins.js";

const id = "whash";
const size = 8;

/**
 * The 64-bit wavelet hash with the Haar wavelet: the 8 x 8 low band, its mean taken out, against its median, row by row.
 * Haar's low band *is* the area average and taking out the mean moves cells and median alike; so this is `ahash` with the
 * median in the place of the mean, which is why the two behave alike. No resampling to a power of two is needed.
 */
export const whash: HashAlgorithm = {
  id,
  input: "pixels",
  bits: size * size,
  matchRadius: 10,
  qualityFloor: 0,
  bitOrder: plainOrder(size * size),
  source: "Petrov: Wavelet image hash in Python, fullstackml.com, 2016; the default of imagehash.whash",
  hash: (pixels) => {
    const { sums, weight } = averageArea(pixels, size, size);
    const sorted = sums.slice().sort();
    const median = ((sorted[sums.length / 2 - 1] ?? 0) + (sorted[sums.length / 2] ?? 0)) / 2;
    const ones = Uint8Array.from(sums, (sum) => (sum > median ? 1 : 0));
    const margins = Float32Array.from(sums, (sum) => Math.abs(sum - median) / weight);
    return { algorithm: id, bits: packBits(ones), quality: decidedPercent(margins), margins };
  },
};
