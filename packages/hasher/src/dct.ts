import { greySteps } from "./area-grid.js";

/**
 * The order of increasing spatial frequency of a `size` x `size` block of coefficients without the mean, whose bits lie
 * at `position(i, j)`: (i+1)^2 + (j+1)^2 ascending, then i ascending.
 */
export function frequencyOrder(size: number, position: (i: number, j: number) => number): Uint16Array {
  const cells = Array.from({ length: size * size }, (_, k) => ({ i: Math.floor(k / size), j: k % size }));
  const radius = (c: { i: number; j: number }): number => (c.i + 1) ** 2 + (c.j + 1) ** 2;
  cells.sort((a, b) => radius(a) - radius(b) || a.i - b.i);
  return Uint16Array.from(cells, (c) => position(c.i, c.j));
}

/** The smaller of the two middle values of an even number of values (rank n/2 of n). */
export function lowerMedian(values: Float32Array | Float64Array): number {
  return values.slice().sort()[values.length / 2 - 1] ?? 0;
}

/** 8192 cos(pi n / 128), rounded. Whole numbers, because engines may differ in the last place of Math.cos. */
const cosineScale = 8192;
const cosines = Int32Array.from({ length: 65 }, (_, n) => Math.round(cosineScale * Math.cos((Math.PI * n) / 128)));

/** Rows are the cosines of 1 to `size` half periods over `samples` samples (64 or 32), times 8192. */
function cosineTable(size: number, samples: number): Float64Array {
  const table = new Float64Array(size * samples);
  for (let i = 0; i < size; i++) {
    for (let x = 0; x < samples; x++) {
      const n = ((i + 1) * (2 * x + 1) * (64 / samples)) % 256; // the angle in units of pi/128
      const half = n > 128 ? 256 - n : n;
      table[samples * i + x] = half > 64 ? -(cosines[128 - half] ?? 0) : (cosines[half] ?? 0);
    }
  }
  return table;
}

/**
 * Two-dimensional cosine transform (type II, orthonormal) of a square of whole numbers, in whole numbers: every
 * intermediate value stays below 2^53, so the result depends neither on the platform nor on the order of summation, and
 * the coefficients of a mirrored or transposed square are exactly the negated or transposed ones.
 */
export class IntegerDct {
  readonly #size: number;
  readonly #samples: number;
  readonly #table: Float64Array;
  readonly #rows: Float64Array;

  /** Keeps cosines of 1 to `size` half periods per axis, the mean left out, of `samples` x `samples` values. */
  constructor(size: number, samples: 32 | 64) {
    this.#size = size;
    this.#samples = samples;
    this.#table = cosineTable(size, samples);
    this.#rows = new Float64Array(samples * size);
  }

  /**
   * @param values samples x samples grey levels in 256ths, row-major: whole numbers from 0 to 65,280
   * @returns size x size coefficients in grey levels, row-major (down, across)
   */
  transform(values: Int32Array): Float64Array {
    const size = this.#size;
    const samples = this.#samples;
    const table = this.#table;
    const rows = this.#rows;
    // The rounded cosines of even rows do not quite add up to 0: without the mean, a flat square gives exact zeros.
    const mean = Math.round(values.reduce((sum, v) => sum + v, 0) / values.length);
    for (let y = 0; y < samples; y++) {
      for (let j = 0; j < size; j++) {
        let sum = 0;
        for (let x = 0; x < samples; x++)
          sum += ((values[samples * y + x] ?? 0) - mean) * (table[samples * j + x] ?? 0);
        rows[size * y + j] = sum;
      }
    }
    const scale = 2 / (samples * cosineScale * cosineScale * greySteps); // a power of two: exact
    const coefficients = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let sum = 0;
        for (let y = 0; y < samples; y++) sum += (table[samples * i + y] ?? 0) * (rows[size * y + j] ?? 0);
        coefficients[size * i + j] = sum * scale;
      }
    }
    return coefficients;
  }
}
