import { digestBytes, scaleWord } from "./digests.js";

/** Cells per key of a 3-wise fuse structure. */
export const arity = 3;

/** Segments of a 3-wise binary fuse structure: a key has one cell in each of three consecutive segments. */
export interface FuseGeometry {
  /** Cells per segment, a power of two. */
  readonly segmentLength: number;
  /** Number of places where the three segments can start. */
  readonly starts: number;
  /** (starts + 2) * segmentLength. */
  readonly cells: number;
}

/**
 * The dimensions of Graf and Lemire (Binary Fuse Filters, ACM JEA 2022): segment length 2^floor(log_3.33(n) + 2.25), at most 2^18, and
 * about max(1.125, 0.875 + 0.25 log(10^6) / log(n)) cells per key.
 */
export function fuseGeometry(capacity: number): FuseGeometry {
  const keys = Math.max(2, capacity);
  const exponent = Math.min(18, Math.floor(binaryLogarithm(keys) / binaryLogarithm(3.33) + 2.25));
  const segmentLength = 2 ** exponent;
  const cellsPerKey = Math.max(1.125, 0.875 + (0.25 * binaryLogarithm(1e6)) / binaryLogarithm(keys));
  const starts = Math.max(1, Math.ceil(Math.round(keys * cellsPerKey) / segmentLength) - 2);
  return { segmentLength, starts, cells: (starts + 2) * segmentLength };
}

/**
 * log2(x) for x >= 1, to 40 binary digits. Math.log may differ in its last digit between engines, and a table's dimensions must not;
 * this uses only operations that IEEE 754 fixes.
 */
function binaryLogarithm(x: number): number {
  let whole = 0;
  let rest = x;
  while (rest >= 2) {
    rest /= 2;
    whole += 1;
  }
  let fraction = 0;
  for (let digit = 0.5; digit > 2 ** -41; digit /= 2) {
    rest *= rest;
    if (rest >= 2) {
      rest /= 2;
      fraction += digit;
    }
  }
  return whole + fraction;
}

/** The three cells of every digest: a start from its first word, a place in each of three consecutive segments from the next three. */
export function fusePositions(digests: Uint8Array, { segmentLength, starts }: FuseGeometry): Int32Array {
  const words = new DataView(digests.buffer, digests.byteOffset, digests.byteLength);
  const keys = digests.length / digestBytes;
  const positions = new Int32Array(keys * arity);
  for (let key = 0; key < keys; key++) {
    const start = scaleWord(words.getUint32(key * digestBytes, true), starts) * segmentLength;
    for (let segment = 0; segment < arity; segment++) {
      const word = words.getUint32(key * digestBytes + 4 * (segment + 1), true);
      positions[key * arity + segment] = start + segment * segmentLength + (word & (segmentLength - 1));
    }
  }
  return positions;
}
