import type { Pixels } from "./image.js";

/** A flip or turn of an image: first the transposition (if any), then the mirrorings. */
export interface Symmetry {
  /** Turns are clockwise. `transpose` mirrors at the main diagonal, `transverse` at the other one. */
  readonly name: string;
  readonly transpose: boolean;
  /** Left becomes right. */
  readonly mirrorX: boolean;
  /** Top becomes bottom. */
  readonly mirrorY: boolean;
}

/** The eight symmetries of a rectangle's pixels, in the order in which `HashAlgorithm.dihedral` returns hashes. */
export const dihedralSymmetries: readonly Symmetry[] = [
  { name: "upright", transpose: false, mirrorX: false, mirrorY: false },
  { name: "turn-90", transpose: true, mirrorX: true, mirrorY: false },
  { name: "turn-180", transpose: false, mirrorX: true, mirrorY: true },
  { name: "turn-270", transpose: true, mirrorX: false, mirrorY: true },
  { name: "mirror-x", transpose: false, mirrorX: true, mirrorY: false },
  { name: "mirror-y", transpose: false, mirrorX: false, mirrorY: true },
  { name: "transpose", transpose: true, mirrorX: false, mirrorY: false },
  { name: "transverse", transpose: true, mirrorX: true, mirrorY: true },
];

/** The image flipped or turned: no pixel value changes. */
export function applySymmetry(pixels: Pixels, symmetry: Symmetry): Pixels {
  const [width, height] = symmetry.transpose ? [pixels.height, pixels.width] : [pixels.width, pixels.height];
  const data = new Uint8Array(3 * width * height);
  const [stepX, stepY] = symmetry.transpose ? [3 * pixels.width, 3] : [3, 3 * pixels.width];
  let to = 0;
  for (let y = 0; y < height; y++) {
    const line = stepY * (symmetry.mirrorY ? height - 1 - y : y);
    for (let x = 0; x < width; x++) {
      const from = line + stepX * (symmetry.mirrorX ? width - 1 - x : x);
      data[to++] = pixels.data[from] ?? 0;
      data[to++] = pixels.data[from + 1] ?? 0;
      data[to++] = pixels.data[from + 2] ?? 0;
    }
  }
  return { width, height, data };
}

/**
 * The cosine coefficients (1 to `size` half periods per axis, row-major) of the flipped or turned image, from those of
 * the upright one: mirroring negates the odd cosines of its axis, transposing swaps the axes. No arithmetic, so exact.
 */
export function applySymmetryToCoefficients<T extends Float32Array | Float64Array>(
  coefficients: T,
  size: number,
  symmetry: Symmetry,
): T {
  const turned = coefficients.slice() as T;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const value = coefficients[symmetry.transpose ? size * j + i : size * i + j] ?? 0;
      const odd = (symmetry.mirrorX && j % 2 === 0) !== (symmetry.mirrorY && i % 2 === 0);
      turned[size * i + j] = odd ? -value : value;
    }
  }
  return turned;
}
