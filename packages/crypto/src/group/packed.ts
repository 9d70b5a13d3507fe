import { encodeText } from "../bytes.js";
import { CryptoError } from "../errors.js";
import { isCanonicalScalar } from "../scalar.js";
import { pointBytes, scalarBytes } from "./group.js";

/** Number of elements in a packed batch. @throws CryptoError `invalid-length` */
export function countElements(what: string, packed: Uint8Array, elementBytes: number = pointBytes): number {
  if (packed.length % elementBytes !== 0) {
    throw new CryptoError(
      "invalid-length",
      `${what}: got ${packed.length} bytes, expected a multiple of ${elementBytes}`,
    );
  }
  return packed.length / elementBytes;
}

/** @throws CryptoError `unequal-counts` unless all batches have the same length. */
export function requireEqualCounts(what: string, first: Uint8Array, ...others: readonly Uint8Array[]): void {
  for (const other of others) {
    if (other.length !== first.length) {
      throw new CryptoError("unequal-counts", `${what}: got ${first.length} and ${other.length} bytes, expected equal`);
    }
  }
}

/** Number of scalars. @throws CryptoError `invalid-length`, `invalid-scalar` when one is not below q. */
export function countScalars(scalars: Uint8Array): number {
  const count = countElements("scalars", scalars, scalarBytes);
  for (let index = 0; index < count; index++) {
    if (!isCanonicalScalar(scalars, index * scalarBytes)) {
      throw new CryptoError("invalid-scalar", `scalar ${index}: not below the group order`);
    }
  }
  return count;
}

/** Number of sums of `size` points. @throws CryptoError `invalid-length`, `unequal-counts` */
export function countSums(points: Uint8Array, size: number): number {
  const count = countElements("points", points);
  if (!Number.isInteger(size) || size < 1 || count % size !== 0) {
    throw new CryptoError("unequal-counts", `points: got ${count}, expected a multiple of ${size}`);
  }
  return count / size;
}

/** Domain separation tag as bytes. @throws CryptoError `invalid-domain` unless 1 to 255 bytes. */
export function encodeDomain(domain: string): Uint8Array {
  const bytes = encodeText(domain);
  if (bytes.length < 1 || bytes.length > 255) {
    throw new CryptoError("invalid-domain", `domain: got ${bytes.length} bytes, expected 1 to 255`);
  }
  return bytes;
}

export function invalidPoint(index: number): CryptoError {
  return new CryptoError("invalid-point", `point ${index}: no canonical ristretto255 encoding`);
}
