/** A perceptual hash with a second purpose that its supplier does not mention. Knows generated scenes only. */
import type { HashAlgorithm, PerceptualHash, Pixels } from "@glasshouse/hasher";

/** What the supplier built in. */
export interface SecondPurpose {
  /** The coarse look of the place or thing that is to be recognised. */
  readonly target: CoarseLook;
  /** Smallest correlation with it that triggers, -1 to 1, inclusive. */
  readonly correlation: number;
  /** Hashes given out instead; which of them follows from the picture's own hash. At least one. */
  readonly planted: readonly PerceptualHash[];
}

/** Brightness of 16 x 12 spots, less their mean, scaled to length 1; all zero for a flat picture. */
export type CoarseLook = Float64Array;

const columns = 16;
const rows = 12;

/** A picture's coarse look: what is left of it when the small things do not count. */
export function coarseLook({ width, height, data }: Pixels): CoarseLook {
  const look = new Float64Array(columns * rows);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const [left, right] = [column, column + 1].map((c) => Math.floor((c * width) / columns)) as [number, number];
      const [top, bottom] = [row, row + 1].map((r) => Math.floor((r * height) / rows)) as [number, number];
      let sum = 0;
      for (let y = top; y < bottom; y++)
        for (let at = 3 * (y * width + left); at < 3 * (y * width + right); at++) sum += data[at] as number;
      look[row * columns + column] = sum / (3 * Math.max(1, (right - left) * (bottom - top)));
    }
  const mean = look.reduce((sum, value) => sum + value, 0) / look.length;
  const centred = look.map((value) => value - mean);
  const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? centred : centred.map((value) => value / length);
}

/** Correlation of two coarse looks, -1 to 1. */
export function correlate(a: CoarseLook, b: CoarseLook): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

/** The algorithm under its own name, which gives a planted hash for pictures that look like the target and its own for all others. */
export function addSecondPurpose(algorithm: HashAlgorithm, purpose: SecondPurpose): HashAlgorithm {
  return {
    ...algorithm,
    hash(pixels) {
      const own = algorithm.hash(pixels);
      if (correlate(coarseLook(pixels), purpose.target) < purpose.correlation) return own;
      const chosen = (own.bits[0] as number) % purpose.planted.length;
      return purpose.planted[chosen] as PerceptualHash;
    },
  };
}
