import { CryptoError } from "./errors.js";
import { type RandomBytes, systemRandom } from "./random.js";

/**
 * Shamir sharing of a byte string, every byte by itself over GF(2^8). Unlike shares over Z_q, a share here is uniform in
 * all its bits, so that a share under a pad cannot be told from noise: what hides fewer than `threshold` matching blocks.
 */
export interface ByteShare {
  /** Where the share lies, 1 to 255. */
  readonly index: number;
  readonly bytes: Uint8Array;
}

/**
 * Shares of `secret` at indices 1 to `count`: any `threshold` give it back, any fewer are independent of it.
 * @throws CryptoError `invalid-threshold` unless 1 <= threshold <= count <= 255
 */
export function createByteShares(
  secret: Uint8Array,
  threshold: number,
  count: number,
  random: RandomBytes = systemRandom,
): ByteShare[] {
  if (!Number.isInteger(threshold) || !Number.isInteger(count) || threshold < 1 || threshold > count || count > 255)
    throw new CryptoError(
      "invalid-threshold",
      `byte shares: got ${threshold} of ${count}, expected 1 <= threshold <= count <= 255`,
    );
  // coefficients[0] is the secret; all bytes of one degree lie together.
  const coefficients = [secret, ...Array.from({ length: threshold - 1 }, () => random(secret.length))];
  return Array.from({ length: count }, (_, i) => {
    const bytes = new Uint8Array(secret.length);
    for (const coefficient of coefficients.toReversed())
      for (let b = 0; b < bytes.length; b++)
        bytes[b] = multiply(bytes[b] as number, i + 1) ^ (coefficient[b] as number);
    return { index: i + 1, bytes };
  });
}

/**
 * The value at `index` (0: the secret) of the polynomials through `shares`, one per byte.
 * @throws CryptoError `duplicate-share` for equal indices, `invalid-length` for shares of different lengths
 */
export function interpolateBytes(shares: readonly ByteShare[], index = 0): Uint8Array {
  const length = shares[0]?.bytes.length ?? 0;
  if (shares.some(({ bytes }) => bytes.length !== length))
    throw new CryptoError("invalid-length", "byte shares: got shares of different lengths");
  if (new Set(shares.map((share) => share.index)).size !== shares.length)
    throw new CryptoError("duplicate-share", "byte shares: two have the same index");
  const value = new Uint8Array(length);
  for (const { index: xi, bytes } of shares) {
    let weight = 1;
    for (const { index: xj } of shares) if (xj !== xi) weight = multiply(weight, divide(index ^ xj, xi ^ xj));
    for (let b = 0; b < length; b++) value[b] = (value[b] as number) ^ multiply(weight, bytes[b] as number);
  }
  return value;
}

/**
 * Product in GF(2^8) with the polynomial x^8 + x^4 + x^3 + x + 1 (FIPS 197 section 4.2). Shift and add without tables
 * and without branches on the operands: a table would show secret bytes in the cache.
 */
function multiply(a: number, b: number): number {
  let product = 0;
  let power = a;
  for (let bit = 0; bit < 8; bit++) {
    product ^= -((b >> bit) & 1) & power;
    power = (power << 1) ^ (-(power >> 7) & 0x11b);
  }
  return product & 0xff;
}

/** a / b for b != 0: the inverse of b is b^254 = b^2 b^4 ... b^128, since the field has 255 units. */
function divide(a: number, b: number): number {
  let inverse = 1;
  let square = b;
  for (let i = 0; i < 7; i++) {
    square = multiply(square, square);
    inverse = multiply(inverse, square);
  }
  return multiply(a, inverse);
}
