import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import {
  BitsError,
  type BitsErrorCode,
  decodeHex,
  encodeHex,
  hammingDistance,
  hammingWeight,
  packBits,
} from "../src/index.js";

const bytes = fc.uint8Array({ maxLength: 70 });

function codeOf(run: () => unknown): BitsErrorCode | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof BitsError) return error.code;
    throw error;
  }
  return undefined;
}

/** Ones, counted digit by digit. */
const onesOf = (text: string): number => text.replaceAll("0", "").length;
const digits = (bits: Uint8Array): string => Array.from(bits, (byte) => byte.toString(2).padStart(8, "0")).join("");

describe("hexadecimal", () => {
  test("known text", () => {
    expect(encodeHex(Uint8Array.of(0, 1, 0x80, 0xff))).toBe("000180ff");
    expect(decodeHex("000180fF")).toEqual(Uint8Array.of(0, 1, 0x80, 0xff));
    expect(decodeHex("")).toEqual(new Uint8Array());
  });
  property.prop([bytes])("round trip", (bits) => {
    expect(decodeHex(encodeHex(bits))).toEqual(bits);
  });
  test.each<[string, BitsErrorCode]>([
    ["abc", "odd-length"],
    ["0g", "not-hexadecimal"],
    ["0/", "not-hexadecimal"],
    ["0:", "not-hexadecimal"],
    ["0`", "not-hexadecimal"],
    ["0@", "not-hexadecimal"],
    ["0x12", "not-hexadecimal"],
    [" 12 ", "not-hexadecimal"],
    ["\u{ff11}1", "not-hexadecimal"],
  ])("refuses %j: %s", (text, code) => {
    expect(codeOf(() => decodeHex(text))).toBe(code);
  });
});

describe("Hamming", () => {
  property.prop([bytes])("weight counts the ones", (bits) => {
    expect(hammingWeight(bits)).toBe(onesOf(digits(bits)));
  });
  property.prop([fc.array(fc.tuple(fc.nat(255), fc.nat(255)), { maxLength: 70 })])(
    "distance is the weight of xor",
    (pairs) => {
      const a = Uint8Array.from(pairs, ([x]) => x);
      const b = Uint8Array.from(pairs, ([, y]) => y);
      expect(hammingDistance(a, b)).toBe(onesOf(digits(a.map((byte, i) => byte ^ (b[i] ?? 0)))));
    },
  );
  test("refuses unequal lengths", () => {
    expect(codeOf(() => hammingDistance(new Uint8Array(8), new Uint8Array(32)))).toBe("length-mismatch");
  });
});

property.prop([fc.uint8Array({ max: 1, maxLength: 70 })])("packBits puts the first bit highest", (ones) => {
  expect(digits(packBits(ones)).slice(0, ones.length)).toBe(ones.join(""));
});
