import {
  columnBytes,
  concatBytes,
  type DetectionParameters,
  defaultAttempts,
  deriveColumn,
  deriveDetectionKey,
  deriveSyntheticColumn,
  detect,
  fieldOrder,
  syntheticColumnBytes,
  systemRandom,
} from "@glasshouse/crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDot,
  decodeElements,
  encodeElements,
  invertInto,
  limbs,
  multiplyInto,
  negateInto,
  reduceElements,
} from "../src/detection/field.js";
import { expectCode } from "./codes.js";
import { toHex } from "./vectors.js";

const element = fc.oneof(
  fc.bigInt({ min: 0n, max: fieldOrder - 1n }),
  fc.constantFrom(0n, 1n, 58n, 59n, 60n, 2n ** 22n - 1n, 2n ** 44n - 1n, 2n ** 44n, fieldOrder - 1n, fieldOrder - 2n),
);

function encodeBigints(values: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setBigUint64(8 * index, value, true);
  return bytes;
}

function decodeBigints(bytes: Uint8Array): bigint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 8 }, (_, index) => view.getBigUint64(8 * index, true));
}

describe("the field of 2^64 - 59 agrees with integers", () => {
  const out = new Float64Array(limbs);
  const result = () => decodeBigints(encodeElements(out))[0] ?? -1n;

  test("products, negatives, inverses", () => {
    fc.assert(
      fc.property(element, element, (a, b) => {
        const [x, y] = [decodeElements(encodeBigints([a])), decodeElements(encodeBigints([b]))];
        multiplyInto(out, 0, x, 0, y, 0);
        expect(result()).toBe((a * b) % fieldOrder);
        negateInto(out, 0, x, 0);
        expect(result()).toBe(a === 0n ? 0n : fieldOrder - a);
        if (a === 0n) return;
        invertInto(out, 0, x, 0);
        expect((result() * a) % fieldOrder).toBe(1n);
      }),
      { numRuns: 500 },
    );
  });

  test("dot products of any length, also of the largest elements", () => {
    for (const length of [0, 1, 2, 239, 240, 241, 480, 481, 1000]) {
      for (const value of [fieldOrder - 1n, 2n ** 44n - 1n, 2n ** 63n + 12345n]) {
        const vector = decodeElements(encodeBigints(new Array(length).fill(value)));
        const start = decodeElements(encodeBigints([0n, fieldOrder - 1n]));
        addDot(out, 0, start, 1, vector, 0, vector, 0, length);
        expect(result()).toBe((fieldOrder - 1n + BigInt(length) * value * value) % fieldOrder);
      }
    }
    fc.assert(
      fc.property(fc.array(fc.tuple(element, element), { minLength: 1, maxLength: 300 }), (pairs) => {
        const a = decodeElements(encodeBigints(pairs.map(([x]) => x)));
        const b = decodeElements(encodeBigints(pairs.map(([, y]) => y)));
        addDot(out, 0, new Float64Array(limbs), 0, a, 0, b, 0, pairs.length);
        expect(result()).toBe(pairs.reduce((sum, [x, y]) => (sum + x * y) % fieldOrder, 0n));
      }),
    );
  });

  test("bytes: round trip, reduction, refusal at the bound", () => {
    fc.assert(
      fc.property(
        fc.array(element, { maxLength: 5 }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        (values, wide) => {
          const bytes = encodeBigints(values);
          expect(toHex(encodeElements(decodeElements(bytes)))).toBe(toHex(bytes));
          const integer = BigInt(`0x${toHex(wide.toReversed())}`);
          expect(decodeBigints(encodeElements(reduceElements(wide)))).toEqual([integer % fieldOrder]);
        },
      ),
    );
    for (const wide of [0, 255].map((byte) => new Uint8Array(16).fill(byte))) {
      const integer = BigInt(`0x${toHex(wide)}`);
      expect(decodeBigints(encodeElements(reduceElements(wide)))).toEqual([integer % fieldOrder]);
    }
    expect(() => decodeElements(encodeBigints([fieldOrder - 1n, 2n ** 64n - 2n ** 32n - 1n]))).not.toThrow();
    expectCode("invalid-field-element", () => decodeElements(encodeBigints([0n, fieldOrder])));
    expectCode("invalid-field-element", () => decodeElements(encodeBigints([2n ** 64n - 1n])));
    expectCode("invalid-length", () => decodeElements(new Uint8Array(7)));
    expectCode("invalid-length", () => reduceElements(new Uint8Array(8)));
  });
});

const seed = new Uint8Array(32).fill(1);

/** `real` and `synthetic` fresh columns in a random order, and where the real ones are. */
function makeColumns(parameters: DetectionParameters, real: number, synthetic: number) {
  const key = deriveDetectionKey(systemRandom(32), parameters);
  const columns = [
    ...Array.from({ length: real }, () => ({ real: true, bytes: deriveColumn(key, systemRandom(16)) })),
    ...Array.from({ length: synthetic }, () => {
      return { real: false, bytes: deriveSyntheticColumn(parameters, systemRandom(syntheticColumnBytes(parameters))) };
    }),
  ];
  const order = new BigUint64Array(systemRandom(8 * columns.length).buffer);
  const shuffled = columns
    .map((column, k) => ({ ...column, rank: order[k] ?? 0n }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const indices = shuffled.flatMap((column, index) => (column.real ? [index] : []));
  return { columns: shuffled.map((column) => column.bytes), indices };
}

describe("deriveColumn", () => {
  const parameters = { threshold: 5, syntheticLimit: 3 };

  test("is x' and s polynomials of degree threshold - 2 at x', by integers", () => {
    const key = deriveDetectionKey(seed, parameters);
    const coefficients = decodeBigints(encodeElements(key.coefficients));
    expect(coefficients).toHaveLength(3 * 4);
    expect(new Set(coefficients).size).toBe(12);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (argument) => {
        const x = BigInt(`0x${toHex(argument.toReversed())}`) % fieldOrder;
        const values = [0, 1, 2].map((polynomial) => {
          const own = coefficients.slice(polynomial * 4, polynomial * 4 + 4);
          return own.reduce((sum, coefficient, power) => (sum + coefficient * x ** BigInt(power)) % fieldOrder, 0n);
        });
        expect(decodeBigints(deriveColumn(key, argument))).toEqual([x, ...values]);
      }),
    );
  });

  test("depends on the seed; long polynomials too are pseudorandom to the end", () => {
    expect(toHex(deriveColumn(deriveDetectionKey(seed, parameters), seed.subarray(16)))).not.toBe(
      toHex(deriveColumn(deriveDetectionKey(new Uint8Array(32), parameters), seed.subarray(16))),
    );
    const long = deriveDetectionKey(seed, { threshold: 1001, syntheticLimit: 2 });
    expect(new Set(decodeBigints(encodeElements(long.coefficients))).size).toBe(2000);
  });

  test("refuses parameters and lengths out of range", () => {
    for (const bad of [
      { threshold: 1, syntheticLimit: 1 },
      { threshold: 2, syntheticLimit: 0 },
      { threshold: 2.5, syntheticLimit: 1 },
      { threshold: 1000, syntheticLimit: 26 },
    ]) {
      expectCode("invalid-threshold", () => deriveDetectionKey(seed, bad));
      expectCode("invalid-threshold", () => detect([], bad));
    }
    const key = deriveDetectionKey(seed, parameters);
    expectCode("invalid-length", () => deriveDetectionKey(seed.subarray(1), parameters));
    expectCode("invalid-length", () => deriveColumn(key, seed));
    expectCode("invalid-length", () => deriveSyntheticColumn(parameters, seed));
    expectCode("invalid-length", () => detect([new Uint8Array(columnBytes(parameters) - 1)], parameters));
    expectCode("invalid-field-element", () => detect([new Uint8Array(columnBytes(parameters)).fill(255)], parameters));
  });
});

describe("detect", () => {
  test("threshold 31 with up to 30 synthetics: 30 real fail, 31 are found exactly", () => {
    const parameters = { threshold: 31, syntheticLimit: 30 };
    for (const synthetic of [0, 7, 30]) {
      for (const real of [0, 1, 30]) {
        expect(detect(makeColumns(parameters, real, synthetic).columns, parameters).kind).toBe("below-threshold");
      }
      for (const real of [31, 32, 45]) {
        const { columns, indices } = makeColumns(parameters, real, synthetic);
        expect(detect(columns, parameters)).toEqual({ kind: "opened", indices });
      }
    }
  });

  test("61 synthetics and nothing real never open, nor do more", () => {
    const parameters = { threshold: 31, syntheticLimit: 30 };
    expect(detect(makeColumns(parameters, 0, 60).columns, parameters).kind).toBe("below-threshold");
    expect(detect(makeColumns(parameters, 0, 61).columns, parameters).kind).toBe("saturated");
    expect(detect(makeColumns(parameters, 0, 70).columns, parameters, 3).kind).toBe("saturated");
    expect(detect(makeColumns(parameters, 30, 31).columns, parameters).kind).toBe("saturated");
  });

  test("any threshold and limit: exact whenever the synthetics keep to the limit", () => {
    const small = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(
        small,
        small,
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 8 }),
        (t, s, real, synthetic) => {
          const parameters = { threshold: t + 1, syntheticLimit: s };
          const { columns, indices } = makeColumns(parameters, real, Math.min(synthetic, s));
          const expected = real > t ? { kind: "opened", indices } : { kind: "below-threshold" };
          expect(detect(columns, parameters)).toEqual(expected);
        },
      ),
    );
  });

  test("beyond the limit other orders find what the first one misses", () => {
    // 12 real and 8 synthetic columns at t = s = 5.
    const parameters = { threshold: 6, syntheticLimit: 5 };
    let [plain, retried] = [0, 0];
    for (let world = 0; world < 40; world++) {
      const { columns, indices } = makeColumns(parameters, 12, 8);
      const outcomes = [detect(columns, parameters, 0), detect(columns, parameters, defaultAttempts)];
      for (const outcome of outcomes) {
        if (outcome.kind === "opened") expect(outcome.indices).toEqual(indices);
        else expect(outcome.kind).toBe("saturated");
      }
      if (outcomes[0]?.kind === "opened") plain += 1;
      if (outcomes[1]?.kind === "opened") retried += 1;
    }
    expect(plain).toBeLessThan(40);
    expect(retried).toBe(40);
  });

  test("equal columns count once and are reported together", () => {
    const parameters = { threshold: 4, syntheticLimit: 2 };
    const key = deriveDetectionKey(seed, parameters);
    const [a, b, c, d] = [1, 2, 3, 4].map((k) => deriveColumn(key, new Uint8Array(16).fill(k)));
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error("unreachable");
    expect(detect([a, b, c, a, b, c, a], parameters)).toEqual({ kind: "below-threshold" });
    expect(detect([a, b, a, c, d, d], parameters)).toEqual({ kind: "opened", indices: [0, 1, 2, 3, 4, 5] });
  });

  test("a source of randomness may hand out parts of a larger buffer", () => {
    const parameters = { threshold: 5, syntheticLimit: 4 };
    const seen = new Set<string>();
    for (let trial = 0; trial < 30; trial++) {
      const { columns } = makeColumns(parameters, 8, 7);
      const drawn = systemRandom(4 * columns.length);
      const whole = detect(columns, parameters, 1, () => drawn);
      const part = detect(columns, parameters, 1, (length) =>
        concatBytes(new Uint8Array(99), drawn).subarray(99, 99 + length),
      );
      expect(part).toEqual(whole);
      seen.add(whole.kind);
    }
    expect([...seen].sort()).toEqual(["opened", "saturated"]);
  });

  test("the outcome within the limit does not depend on the order of the columns", () => {
    const parameters = { threshold: 5, syntheticLimit: 4 };
    const { columns, indices } = makeColumns(parameters, 6, 4);
    expect(detect(columns.toReversed(), parameters)).toEqual({
      kind: "opened",
      indices: indices.map((index) => columns.length - 1 - index).toReversed(),
    });
  });
});
