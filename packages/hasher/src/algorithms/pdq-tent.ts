import { averageArea, greySteps } from "../area-grid.js";
import { IntegerDct } from "../dct.js";
import type { HashAlgorithm } from "../hash.js";
import type { Pixels } from "../image.js";
import { type PdqSpectrum, pdqBitOrder, pdqDihedral, pdqHash, pdqSize } from "../pdq-bits.js";

const id = "pdq-tent";
const fine = 128;
const coarse = 64;
const tent = [1, 3, 3, 1];
const dct = new IntegerDct(pdqSize, coarse);

/**
 * PDQ's transform, median and quality behind a front end that treats all directions alike: exact area average to
 * 128 x 128, then the tent [1 3 3 1] to 64 x 64. Made for comparison by equality: its bits survive recompression and
 * resizing far more often than PDQ's, and its dihedral hashes are exactly the hashes of the flipped and turned image.
 * Every step is exact in whole numbers up to 5e8 pixels, so every platform gives the same bits. An image of one colour
 * gives the zero hash and quality 0.
 */
export const pdqTent: HashAlgorithm = {
  id,
  input: "pixels",
  bits: pdqSize * pdqSize,
  matchRadius: 30,
  qualityFloor: 50,
  bitOrder: pdqBitOrder,
  shrinkTo: 512,
  source: "this project; transform, median and quality of PDQ (Meta, 2019)",
  hash: (pixels) => pdqHash(id, spectrum(pixels)),
  dihedral: (pixels) => pdqDihedral(id, spectrum(pixels)),
};

function spectrum(pixels: Pixels): PdqSpectrum {
  const grey = coarseGrey(pixels);
  return { coefficients: dct.transform(grey), quality: quality(grey) };
}

/** 64 x 64 grey levels in 256ths, row-major. */
function coarseGrey(pixels: Pixels): Int32Array {
  const { sums, weight } = averageArea(pixels, fine, fine);
  const lines = new Float64Array(coarse * fine); // the tent down, then across; at the border it has three legs
  for (let i = 0; i < coarse; i++) {
    for (let x = 0; x < fine; x++) {
      let sum = 0;
      for (let t = 0; t < tent.length; t++) {
        const y = 2 * i - 1 + t;
        if (y >= 0 && y < fine) sum += (tent[t] ?? 0) * (sums[fine * y + x] ?? 0);
      }
      lines[fine * i + x] = sum;
    }
  }
  const grey = new Int32Array(coarse * coarse);
  for (let i = 0; i < coarse; i++) {
    for (let j = 0; j < coarse; j++) {
      let sum = 0;
      for (let t = 0; t < tent.length; t++) {
        const x = 2 * j - 1 + t;
        if (x >= 0 && x < fine) sum += (tent[t] ?? 0) * (lines[fine * i + x] ?? 0);
      }
      grey[coarse * i + j] = Math.round(sum / ((tentWeight(i) * tentWeight(j) * weight) / greySteps));
    }
  }
  return grey;
}

function tentWeight(i: number): number {
  return i === 0 || i === coarse - 1 ? 7 : 8;
}

/** PDQ's image-domain quality: the sum of the steps between neighbours, in whole percent of the range, over 90. */
function quality(grey: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < coarse; i++) {
    for (let j = 0; j < coarse; j++) {
      const here = grey[coarse * i + j] ?? 0;
      if (i + 1 < coarse) sum += percent(here - (grey[coarse * (i + 1) + j] ?? 0));
      if (j + 1 < coarse) sum += percent(here - (grey[coarse * i + j + 1] ?? 0));
    }
  }
  return Math.min(100, Math.floor(sum / 90));
}

function percent(step: number): number {
  return Math.floor((100 * Math.abs(step)) / (255 * greySteps));
}
