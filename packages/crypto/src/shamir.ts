import { CryptoError } from "./errors.js";
import { type RandomBytes, systemRandom } from "./random.js";
import { decodeScalar, encodeScalar, groupOrder, invertScalars, reduceScalar } from "./scalar.js";

/** A polynomial over Z_q, constant term (the secret) first. */
export interface Polynomial {
  readonly coefficients: readonly bigint[];
}

/** A point of a polynomial: `x` (not 0) and `y`, 32-byte little-endian canonical scalars. */
export interface Share {
  readonly x: Uint8Array;
  readonly y: Uint8Array;
}

/**
 * A polynomial of degree `threshold - 1` whose value at 0 is `secret` and whose other coefficients are uniform in Z_q (Shamir 1979):
 * any `threshold` shares determine the secret, any fewer are independent of it.
 * @throws CryptoError `invalid-threshold` below 1, `invalid-scalar`, `invalid-length`
 */
export function createPolynomial(
  secret: Uint8Array,
  threshold: number,
  random: RandomBytes = systemRandom,
): Polynomial {
  requireThreshold(threshold);
  const coefficients = [decodeScalar(secret)];
  while (coefficients.length < threshold) coefficients.push(reduceScalar(random(64)));
  return { coefficients };
}

/** The share of `polynomial` at `x`. @throws CryptoError `zero-share` for x = 0 (it would be the secret itself). */
export function evaluatePolynomial(polynomial: Polynomial, x: Uint8Array): Share {
  const at = decodeShareX(x);
  let y = 0n;
  for (const coefficient of polynomial.coefficients.toReversed()) y = (y * at + coefficient) % groupOrder;
  return { x: x.slice(), y: encodeScalar(y) };
}

/**
 * The secret of the polynomial of degree `threshold - 1` through the first `threshold` of `shares`. Wrong shares give a wrong secret,
 * not an error: what checks it is that something opens under it.
 * @throws CryptoError `too-few-shares`, `duplicate-share` for equal x, `zero-share`, `invalid-threshold`, `invalid-scalar`
 */
export function interpolateAtZero(shares: readonly Share[], threshold: number = shares.length): Uint8Array {
  requireThreshold(threshold);
  if (shares.length < threshold) {
    throw new CryptoError("too-few-shares", `shares: got ${shares.length}, expected at least ${threshold}`);
  }
  const used = shares.slice(0, threshold);
  const xs = used.map((share) => decodeShareX(share.x));
  if (new Set(xs).size !== xs.length) throw new CryptoError("duplicate-share", "shares: two have the same x");

  // Lagrange at 0: y_i * prod_j x_j / (x_i * prod_{j != i} (x_j - x_i)), all denominators inverted together.
  const denominators = xs.map((xi, i) => {
    let product = xi;
    for (const [j, xj] of xs.entries()) if (j !== i) product = (product * (xj - xi)) % groupOrder;
    return product < 0n ? product + groupOrder : product;
  });
  const inverses = invertScalars(denominators);
  let sum = 0n;
  for (const [i, share] of used.entries()) sum += (decodeScalar(share.y) * (inverses[i] ?? 0n)) % groupOrder;
  let allX = 1n;
  for (const x of xs) allX = (allX * x) % groupOrder;
  return encodeScalar((sum * allX) % groupOrder);
}

function decodeShareX(bytes: Uint8Array): bigint {
  const x = decodeScalar(bytes);
  if (x === 0n) throw new CryptoError("zero-share", "share: x is 0");
  return x;
}

function requireThreshold(threshold: number): void {
  if (!Number.isInteger(threshold) || threshold < 1) {
    throw new CryptoError("invalid-threshold", `threshold: got ${threshold}, expected an integer of at least 1`);
  }
}
