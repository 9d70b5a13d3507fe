import { hkdfSync } from "node:crypto";
import { deriveKey, encodeText, hkdfSha256, longestDerivation } from "@glasshouse/crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectCode } from "./codes.js";
import { fromHex, loadVectors, toHex } from "./vectors.js";

const { vectors } = loadVectors<{
  vectors: { secret: string; salt: string; info: string; length: number; derived: string }[];
}>("hkdf-sha256.rfc5869");

test.each(vectors)("RFC 5869: $derived", ({ secret, salt, info, length, derived }) => {
  expect(toHex(hkdfSha256(fromHex(secret), fromHex(salt), fromHex(info), length))).toBe(derived);
});

describe("deriveKey", () => {
  test("is HKDF-SHA256 with the length-prefixed label before the context", () => {
    const bytes = fc.uint8Array({ maxLength: 100 });
    fc.assert(
      fc.property(
        bytes,
        fc.string({ maxLength: 30 }),
        bytes,
        fc.integer({ min: 1, max: 500 }),
        (k, label, c, length) => {
          const name = encodeText(label);
          const info = Buffer.concat([Uint8Array.of(name.length & 255, name.length >> 8), name, c]);
          const expected = Buffer.from(hkdfSync("sha256", k, new Uint8Array(), info, length)).toString("hex");
          expect(toHex(deriveKey(k, label, c, length))).toBe(expected);
        },
      ),
    );
  });

  test("label and context do not run into one another", () => {
    const secret = new Uint8Array(32).fill(1);
    expect(toHex(deriveKey(secret, "ab", encodeText("c")))).not.toBe(toHex(deriveKey(secret, "a", encodeText("bc"))));
  });

  test("gives up to 8160 bytes and refuses other lengths", () => {
    const secret = new Uint8Array(32);
    expect(deriveKey(secret, "x", secret, longestDerivation)).toHaveLength(8160);
    expect(deriveKey(secret, "x", secret)).toHaveLength(32);
    for (const length of [0, -1, 0.5, 8161, Number.NaN]) {
      expectCode("invalid-length", () => deriveKey(secret, "x", secret, length));
    }
    expectCode("invalid-length", () => deriveKey(secret, "x".repeat(65536), secret));
  });
});
