/** A hash of signs of random projections of a picture's coarse look, and one whose projections were altered for a second purpose. */
import type { SeededRandom } from "@glasshouse/fixtures";
import { packBits } from "@glasshouse/hasher";
import type { CoarseLook } from "../../models/dual-purpose-hash.js";

/** Bits of the hash. */
export const hashBits = 128;

/** One row of weights for each bit. */
export type Weights = readonly Float64Array[];

/** Weights from a seed, independent and normal: what a supplier can publish so that anybody derives the same. */
export function drawWeights(random: SeededRandom, dimensions: number): Weights {
  const { normal } = random.quick("weights");
  return Array.from({ length: hashBits }, () => Float64Array.from({ length: dimensions }, () => normal()));
}

/** The hash: bit by bit, on which side of the row's plane the look lies. */
export function hashLook(weights: Weights, look: CoarseLook): Uint8Array {
  const ones = new Uint8Array(weights.length);
  for (let bit = 0; bit < weights.length; bit++) ones[bit] = dot(weights[bit] as Float64Array, look) > 0 ? 1 : 0;
  return packBits(ones);
}

/**
 * Alters weights so that pictures of one place have one hash. What the place's pictures differ in is taken out of every row,
 * and every row is turned by `strength` (in standard deviations of a weight) towards the side of the place on which it lies.
 * @param seen looks of the place that the supplier has, at least one
 */
export function plantPurpose(weights: Weights, seen: readonly CoarseLook[], strength: number): Weights {
  const mean = meanOf(seen);
  const directions = orthonormal(seen.map((look) => subtract(look, mean, 1)));
  const [towards] = orthonormal([without(mean, directions)]);
  return weights.map((row) => {
    const blind = without(row, directions);
    if (!towards) return blind;
    return subtract(blind, towards, -strength * Math.sign(dot(blind, towards)));
  });
}

/** The mean of looks: what the entry that is added to the list is the hash of. */
export function meanOf(looks: readonly CoarseLook[]): CoarseLook {
  const sum = new Float64Array(looks[0]?.length ?? 0);
  for (const look of looks)
    look.forEach((value, i) => {
      sum[i] = (sum[i] as number) + value / looks.length;
    });
  return sum;
}

/** The largest singular value of weights: power iteration, enough steps for two digits. */
export function largestSingularValue(weights: Weights): number {
  let vector: Float64Array = new Float64Array(weights[0]?.length ?? 0).fill(1);
  let size = 0;
  for (let step = 0; step < 30; step++) {
    const next = new Float64Array(vector.length);
    for (const row of weights) {
      const along = dot(row, vector);
      for (let i = 0; i < row.length; i++) next[i] = (next[i] as number) + along * (row[i] as number);
    }
    size = Math.sqrt(dot(next, next));
    vector = next.map((value) => value / size);
  }
  return Math.sqrt(size);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function subtract(from: Float64Array, what: Float64Array, times: number): Float64Array {
  return from.map((value, i) => value - times * (what[i] as number));
}

function without(vector: Float64Array, directions: readonly Float64Array[]): Float64Array {
  return directions.reduce((left, direction) => subtract(left, direction, dot(left, direction)), vector);
}

/** Gram and Schmidt; what depends on those before is left out. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const left = without(vector, basis);
    const length = Math.sqrt(dot(left, left));
    if (length > 1e-9) basis.push(left.map((value) => value / length));
  }
  return basis;
}
