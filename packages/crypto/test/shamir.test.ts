import {
  createPolynomial,
  decodeScalar,
  encodeScalar,
  evaluatePolynomial,
  groupOrder,
  interpolateAtZero,
  invertScalar,
  invertScalars,
  isCanonicalScalar,
  multiplyScalars,
  reduceScalar,
} from "@glasshouse/crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectCode } from "./codes.js";
import { toHex } from "./vectors.js";

const scalar = fc.bigInt({ min: 0n, max: groupOrder - 1n });
const nonZero = fc.bigInt({ min: 1n, max: groupOrder - 1n });

describe("scalars", () => {
  test("encode, decode and reduce agree with integers", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), scalar, (bytes, value) => {
        const integer = BigInt(`0x${toHex(bytes.toReversed())}`);
        expect(isCanonicalScalar(bytes)).toBe(integer < groupOrder);
        expect(reduceScalar(bytes)).toBe(integer % groupOrder);
        expect(decodeScalar(encodeScalar(value))).toBe(value);
      }),
    );
  });

  test("canonical at the bound and one off", () => {
    const below = encodeScalar(groupOrder - 1n);
    const order = below.map((byte, index) => (index === 0 ? byte + 1 : byte));
    expect(isCanonicalScalar(below)).toBe(true);
    expect(isCanonicalScalar(order)).toBe(false);
    expect(isCanonicalScalar(below, 1)).toBe(false);
    expectCode("invalid-scalar", () => decodeScalar(order));
    expectCode("invalid-length", () => decodeScalar(below.subarray(1)));
    expectCode("invalid-scalar", () => encodeScalar(groupOrder));
    expectCode("invalid-scalar", () => encodeScalar(-1n));
  });

  test("inverses, one by one and together", () => {
    fc.assert(
      fc.property(fc.array(nonZero, { minLength: 1, maxLength: 8 }), (values) => {
        for (const [index, inverse] of invertScalars(values).entries()) {
          expect(multiplyScalars(values[index] ?? 0n, inverse)).toBe(1n);
          expect(inverse).toBe(invertScalar(values[index] ?? 0n));
        }
      }),
    );
    expectCode("not-invertible", () => invertScalar(0n));
    expectCode("not-invertible", () => invertScalars([3n, 0n]));
    expect(invertScalars([])).toEqual([]);
  });
});

describe("Shamir sharing", () => {
  test("any `threshold` shares give the secret, one fewer a different polynomial's", () => {
    fc.assert(
      fc.property(
        scalar,
        fc.uniqueArray(nonZero, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 3 }),
        (secret, xs, extra) => {
          const threshold = Math.max(1, xs.length - extra);
          const polynomial = createPolynomial(encodeScalar(secret), threshold);
          const shares = xs.map((x) => evaluatePolynomial(polynomial, encodeScalar(x)));
          expect(polynomial.coefficients).toHaveLength(threshold);
          expect(toHex(interpolateAtZero(shares, threshold))).toBe(toHex(encodeScalar(secret)));
          expect(toHex(interpolateAtZero(shares.toReversed(), threshold))).toBe(toHex(encodeScalar(secret)));
          if (threshold > 1) {
            expect(toHex(interpolateAtZero(shares, threshold - 1))).not.toBe(toHex(encodeScalar(secret)));
          }
        },
      ),
    );
  });

  test("shares lie on the polynomial", () => {
    const polynomial = { coefficients: [5n, 7n, groupOrder - 1n] };
    expect(decodeScalar(evaluatePolynomial(polynomial, encodeScalar(3n)).y)).toBe(5n + 21n - 9n);
  });

  test("threshold 100", () => {
    const secret = encodeScalar(123456789n);
    const polynomial = createPolynomial(secret, 100);
    const shares = Array.from({ length: 100 }, (_, k) => evaluatePolynomial(polynomial, encodeScalar(BigInt(k + 1))));
    expect(toHex(interpolateAtZero(shares, 100))).toBe(toHex(secret));
    const [first, ...others] = shares;
    const wrong = { x: first?.x ?? secret, y: encodeScalar(1n) };
    expect(toHex(interpolateAtZero([wrong, ...others], 100))).not.toBe(toHex(secret));
  });

  test("refuses what cannot be a share", () => {
    const polynomial = createPolynomial(encodeScalar(1n), 2);
    const [a, b] = [1n, 2n].map((x) => evaluatePolynomial(polynomial, encodeScalar(x)));
    if (a === undefined || b === undefined) throw new Error("unreachable");
    const zero = { x: encodeScalar(0n), y: a.y };
    const tooLarge = { x: new Uint8Array(32).fill(255), y: a.y };
    expectCode("zero-share", () => evaluatePolynomial(polynomial, zero.x));
    expectCode("zero-share", () => interpolateAtZero([a, zero]));
    expectCode("duplicate-share", () => interpolateAtZero([a, a]));
    expectCode("duplicate-share", () => interpolateAtZero([a, { x: a.x, y: b.y }]));
    expectCode("too-few-shares", () => interpolateAtZero([a, b], 3));
    expectCode("invalid-scalar", () => interpolateAtZero([a, tooLarge]));
    expectCode("invalid-scalar", () => interpolateAtZero([a, { x: b.x, y: tooLarge.x }]));
    expectCode("invalid-length", () => interpolateAtZero([a, { x: b.x, y: b.y.subarray(1) }]));
    for (const threshold of [0, -1, 1.5]) {
      expectCode("invalid-threshold", () => createPolynomial(encodeScalar(1n), threshold));
      expectCode("invalid-threshold", () => interpolateAtZero([a, b], threshold));
    }
    expectCode("invalid-threshold", () => interpolateAtZero([]));
    expectCode("invalid-scalar", () => createPolynomial(tooLarge.x, 2));
  });
});
