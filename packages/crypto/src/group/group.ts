import type { RandomBytes } from "../random.js";

/** Bytes of one encoded group element. */
export const pointBytes = 32;
/** Bytes of one encoded scalar. */
export const scalarBytes = 32;

/** A group element by which many scalars will be multiplied. Belongs to the group that prepared it. */
export interface FixedBase {
  /** Its canonical encoding, 32 bytes. */
  readonly point: Uint8Array;
}

/** One blinding step of a voucher for `count` slots; every packed array holds `count` elements. */
export interface BlindingStep {
  /** H(y) of each slot's token. */
  readonly hashed: Uint8Array;
  /** The point P that the table decodes to for each slot. */
  readonly decoded: Uint8Array;
  /** L, the table's public key. */
  readonly base: FixedBase;
  /** Independent scalars beta of each slot. */
  readonly betas: Uint8Array;
  /** Independent scalars gamma of each slot. */
  readonly gammas: Uint8Array;
}

/**
 * ristretto255 (RFC 9496), prime order q, on packed batches: points are canonical 32-byte encodings, scalars canonical 32-byte
 * little-endian numbers below q, laid end to end. All implementations give the same bytes.
 *
 * The identity (32 zero bytes) and the scalar 0 are ordinary inputs and outputs here: a step on one image must never fail visibly
 * because of a hash. Whoever must exclude the identity asks {@link Group.findInvalid} once for the whole table.
 *
 * Every method throws CryptoError `invalid-length` (not a multiple of 32), `unequal-counts` (paired batches), `invalid-point` (no
 * canonical encoding) or `invalid-scalar` (not below q).
 */
export interface Group {
  readonly name: "sodium" | "noble";

  /** `count` scalars uniform in [1, q-1]: 64 random bytes each, reduced modulo q; zeros are drawn again. */
  createScalars(count: number, random?: RandomBytes): Uint8Array;

  /**
   * ristretto255_XMD:SHA-512_R255MAP_RO_ (RFC 9380 appendix B): one point per input.
   * @param domain the domain separation tag, 1 to 255 bytes of UTF-8
   * @throws CryptoError `invalid-domain`
   */
  hashToGroup(inputs: readonly Uint8Array[], domain: string): Uint8Array;

  /** The point of each 64-byte element of `uniform` (RFC 9496 section 4.3.4, element derivation). */
  mapToGroup(uniform: Uint8Array): Uint8Array;

  /** The list's blinded points: alpha * H(input) of each input. */
  blindTokens(inputs: readonly Uint8Array[], domain: string, alpha: Uint8Array): Uint8Array;

  /** scalars[i] * points[i]. */
  multiply(points: Uint8Array, scalars: Uint8Array): Uint8Array;

  /** scalar * points[i]. */
  multiplyAll(points: Uint8Array, scalar: Uint8Array): Uint8Array;

  /** scalars[i] * G, G the generator of RFC 9496. */
  multiplyBase(scalars: Uint8Array): Uint8Array;

  /** Checks `point` and builds a multiplication table where the implementation has one. */
  prepareBase(point: Uint8Array): FixedBase;

  /** scalars[i] * base. */
  multiplyFixed(base: FixedBase, scalars: Uint8Array): Uint8Array;

  /** a[i] + b[i]. */
  add(a: Uint8Array, b: Uint8Array): Uint8Array;

  /** a[i] - b[i]. */
  subtract(a: Uint8Array, b: Uint8Array): Uint8Array;

  /** The sum of every `size` consecutive points. @throws CryptoError `unequal-counts` when `size` does not divide their number. */
  sumGroups(points: Uint8Array, size: number): Uint8Array;

  /** Index of the first element that is not canonical (with `rejectIdentity`: or is the identity), -1 when there is none. */
  findInvalid(points: Uint8Array, options?: { readonly rejectIdentity?: boolean }): number;

  /** q = beta*H(y) + gamma*G and s = beta*P + gamma*L of every slot: with S' = alpha*Q, s = S' exactly when P = alpha*H(y). */
  blind(step: BlindingStep): { q: Uint8Array; s: Uint8Array };
}
