import { ristretto255 } from "@noble/curves/ed25519.js";
import { bytesToNumberLE, numberToBytesLE } from "@noble/curves/utils.js";
import { CryptoError, requireLength } from "./errors.js";
import { scalarBytes } from "./group/group.js";

const field = ristretto255.Point.Fn;

/** Order q of ristretto255: 2^252 + 27742317777372353535851937790883648493 (RFC 9496 section 4.4). */
export const groupOrder: bigint = field.ORDER;

const orderBytes = numberToBytesLE(groupOrder, scalarBytes);

/** Whether the 32 bytes at `offset` are, little-endian, below q. Branch-free in the bytes. */
export function isCanonicalScalar(bytes: Uint8Array, offset = 0): boolean {
  if (offset + scalarBytes > bytes.length) return false;
  let borrow = 0;
  for (let index = 0; index < scalarBytes; index++) {
    borrow = ((bytes[offset + index] ?? 0) - (orderBytes[index] ?? 0) - borrow) >>> 31;
  }
  return borrow === 1;
}

/** @throws CryptoError `invalid-length`, `invalid-scalar` when not below q. */
export function decodeScalar(bytes: Uint8Array): bigint {
  requireLength("scalar", bytes, scalarBytes);
  if (!isCanonicalScalar(bytes)) throw new CryptoError("invalid-scalar", "scalar: not below the group order");
  return bytesToNumberLE(bytes);
}

/** 32 bytes little-endian of `scalar` in [0, q-1]. @throws CryptoError `invalid-scalar` */
export function encodeScalar(scalar: bigint): Uint8Array {
  if (scalar < 0n || scalar >= groupOrder) throw new CryptoError("invalid-scalar", "scalar: not in [0, q-1]");
  return numberToBytesLE(scalar, scalarBytes);
}

/** Any number of bytes, little-endian, modulo q; 64 uniform bytes give a scalar within 2^-259 of uniform. */
export function reduceScalar(wide: Uint8Array): bigint {
  return bytesToNumberLE(wide) % groupOrder;
}

export function addScalars(a: bigint, b: bigint): bigint {
  return field.add(a, b);
}

export function subtractScalars(a: bigint, b: bigint): bigint {
  return field.sub(a, b);
}

export function multiplyScalars(a: bigint, b: bigint): bigint {
  return field.mul(a, b);
}

/** @throws CryptoError `not-invertible` for 0. */
export function invertScalar(scalar: bigint): bigint {
  if (scalar === 0n) throw new CryptoError("not-invertible", "scalar: 0 has no inverse");
  return field.inv(scalar);
}

/** The inverses of all `scalars` for the price of one inversion and three multiplications each (Montgomery's trick). */
export function invertScalars(scalars: readonly bigint[]): bigint[] {
  const prefixes: bigint[] = [];
  let product = 1n;
  for (const scalar of scalars) {
    prefixes.push(product);
    product = (product * scalar) % groupOrder;
  }
  let inverse = invertScalar(product);
  const inverses = new Array<bigint>(scalars.length);
  for (let index = scalars.length - 1; index >= 0; index--) {
    inverses[index] = (inverse * (prefixes[index] ?? 0n)) % groupOrder;
    inverse = (inverse * (scalars[index] ?? 0n)) % groupOrder;
  }
  return inverses;
}
