import { packBits } from "./bits.js";
import { frequencyOrder, lowerMedian } from "./dct.js";
import { applySymmetryToCoefficients, dihedralSymmetries } from "./dihedral.js";
import type { PerceptualHash } from "./hash.js";

/** Coefficients per axis: cosines of 1 to 16 half periods. The mean is left out. */
export const pdqSize = 16;
const count = pdqSize * pdqSize;

/** What a front end makes of an image: 16 x 16 cosine coefficients, row-major, and the quality (0 to 100). */
export interface PdqSpectrum {
  readonly coefficients: Float32Array | Float64Array;
  readonly quality: number;
}

/** Coefficient (i, j), i down and j across, decides bit 16 i + j; the published form prints the highest bit first. */
export const pdqBitOrder: Uint16Array = frequencyOrder(pdqSize, (i, j) => count - 1 - (pdqSize * i + j));

/** Each bit says whether its coefficient is greater than the lower median; ties give 0. */
export function pdqHash(algorithm: string, { coefficients, quality }: PdqSpectrum): PerceptualHash {
  const median = lowerMedian(coefficients);
  const ones = new Uint8Array(count);
  const margins = new Float32Array(count);
  for (let k = 0; k < count; k++) {
    const p = count - 1 - k;
    const above = (coefficients[k] ?? 0) - median;
    margins[p] = Math.abs(above);
    ones[p] = above > 0 ? 1 : 0;
  }
  return { algorithm, bits: packBits(ones), quality, margins };
}

/** The eight hashes in the order of `dihedralSymmetries`, from one transform. */
export function pdqDihedral(algorithm: string, { coefficients, quality }: PdqSpectrum): readonly PerceptualHash[] {
  return dihedralSymmetries.map((symmetry) =>
    pdqHash(algorithm, { coefficients: applySymmetryToCoefficients(coefficients, pdqSize, symmetry), quality }),
  );
}
