import { CryptoError } from "../errors.js";
import type { RandomBytes } from "../random.js";

export type FilterKindName = "fuse" | "bloom";

/** A set that answers "certainly not a member" or "a member, or a false positive", and never denies a member. */
export interface MembershipFilter {
  readonly kind: FilterKindName;
  /** Probability that `has` is true for a key that is not a member, computed from the contents. */
  readonly falsePositiveRate: number;
  has(key: Uint8Array): boolean;
  /** Header and raw contents; `decode` of the same kind reads them without a copy. */
  encode(): Uint8Array;
}

/** A kind of filter: how to make one and how to read one. */
export interface FilterKind {
  readonly name: FilterKindName;
  /**
   * @param keys members, of at most 1024 bytes each; repeated ones count once
   * @param targetRate largest acceptable false positive rate, in (0, 1)
   * @throws CryptoError `invalid-rate`, `capacity-exceeded`, `invalid-length`
   */
  create(keys: readonly Uint8Array[], targetRate: number, random?: RandomBytes): MembershipFilter;
  /** @throws CryptoError `invalid-filter` */
  decode(bytes: Uint8Array): MembershipFilter;
}

export const filterHeaderBytes = 48;
export const filterSeedBytes = 32;
const magic = 0x31464847; // "GHF1"
const kindCodes: Readonly<Record<FilterKindName, number>> = { fuse: 1, bloom: 2 };

/**
 * The 48 bytes in front of every encoded filter: "GHF1", kind (1 fuse, 2 bloom), `detail` (bits per fingerprint; hash functions),
 * two zero bytes, `size` (4 bytes little-endian: capacity; bits), four zero bytes, seed (32 bytes).
 */
export interface FilterHeader {
  readonly kind: FilterKindName;
  readonly detail: number;
  readonly size: number;
  readonly seed: Uint8Array;
}

export function encodeFilter({ kind, detail, size, seed }: FilterHeader, contents: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(filterHeaderBytes + contents.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint8(4, kindCodes[kind]);
  view.setUint8(5, detail);
  view.setUint32(8, size, true);
  bytes.set(seed, filterHeaderBytes - filterSeedBytes);
  bytes.set(contents, filterHeaderBytes);
  return bytes;
}

/** Header and contents (a view) of an encoded filter of this kind. @throws CryptoError `invalid-filter` */
export function decodeFilter(kind: FilterKindName, bytes: Uint8Array): { header: FilterHeader; contents: Uint8Array } {
  if (bytes.length < filterHeaderBytes) {
    throw new CryptoError(
      "invalid-filter",
      `filter: got ${bytes.length} bytes, expected at least ${filterHeaderBytes}`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reserved = view.getUint16(6, true) | view.getUint32(12, true);
  if (view.getUint32(0, true) !== magic || view.getUint8(4) !== kindCodes[kind] || reserved !== 0) {
    throw new CryptoError("invalid-filter", `filter: header is not that of a ${kind} filter`);
  }
  const header: FilterHeader = {
    kind,
    detail: view.getUint8(5),
    size: view.getUint32(8, true),
    seed: bytes.slice(filterHeaderBytes - filterSeedBytes, filterHeaderBytes),
  };
  return { header, contents: bytes.subarray(filterHeaderBytes) };
}

/** @throws CryptoError `invalid-filter` unless the contents have the length that the header implies. */
export function requireContents(contents: Uint8Array, expected: number): void {
  if (contents.length !== expected) {
    throw new CryptoError("invalid-filter", `filter contents: got ${contents.length} bytes, expected ${expected}`);
  }
}

/** @throws CryptoError `invalid-rate` unless smallest <= rate < 1. */
export function requireRate(rate: number, smallest: number): void {
  if (!(rate >= smallest && rate < 1)) {
    throw new CryptoError("invalid-rate", `false positive rate: got ${rate}, expected ${smallest} or more and below 1`);
  }
}
