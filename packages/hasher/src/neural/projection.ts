import { NeuralError } from "./errors.js";

/** A matrix that turns an embedding into as many numbers as the hash has bits: one bit per sign. */
export interface Projection {
  /** Rows: a multiple of 8. */
  readonly bits: number;
  /** Columns: the length of the embedding. */
  readonly dimensions: number;
  /** Row-major, bits * dimensions numbers. */
  readonly values: Float32Array;
}

/**
 * Reads a seed file: little-endian 32-bit floating-point numbers, row by row, after a header of any kind.
 * Throws `projection-size`.
 */
export function decodeProjection(
  bytes: Uint8Array,
  { bits, dimensions, headerBytes = 0 }: { bits: number; dimensions: number; headerBytes?: number },
): Projection {
  const expected = headerBytes + 4 * bits * dimensions;
  if (bits < 8 || bits % 8 !== 0 || bytes.length !== expected) {
    throw new NeuralError("projection-size", `got ${bytes.length} bytes for ${bits} bits, expected ${expected} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + headerBytes);
  const values = Float32Array.from({ length: bits * dimensions }, (_, i) => view.getFloat32(4 * i, true));
  return { bits, dimensions, values };
}

/** One number per bit. Throws `embedding-size` or `not-finite`. */
export function project({ bits, dimensions, values }: Projection, embedding: Float32Array): Float32Array {
  if (embedding.length !== dimensions) {
    throw new NeuralError("embedding-size", `got an embedding of ${embedding.length} numbers, expected ${dimensions}`);
  }
  const projected = new Float32Array(bits);
  for (let row = 0; row < bits; row++) {
    let sum = 0;
    for (let i = 0; i < dimensions; i++) sum += (values[dimensions * row + i] ?? 0) * (embedding[i] ?? 0);
    projected[row] = sum;
  }
  if (!projected.every(Number.isFinite)) {
    throw new NeuralError("not-finite", "got numbers that are not finite from the model, expected finite ones");
  }
  return projected;
}
