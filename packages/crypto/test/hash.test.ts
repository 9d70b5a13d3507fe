import { createHash } from "node:crypto";
import {
  encodeText,
  encodeTuple,
  encodeTupleOf,
  expandMessage,
  hashToScalar,
  isEqualBytes,
  sha256,
  sha512,
} from "@glasshouse/crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectCode } from "./codes.js";
import { fromHex, loadVectors, toHex } from "./vectors.js";

test("SHA-256 and SHA-512 equal the platform's on any split of the input", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), (parts) => {
      const whole = Buffer.concat(parts);
      expect(toHex(sha256(...parts))).toBe(createHash("sha256").update(whole).digest("hex"));
      expect(toHex(sha512(...parts))).toBe(createHash("sha512").update(whole).digest("hex"));
    }),
  );
  // Longer than the preallocated memory.
  const long = new Uint8Array(200_000).fill(7);
  expect(toHex(sha256(long))).toBe(createHash("sha256").update(long).digest("hex"));
});

describe("expandMessage", () => {
  const { domain, vectors } = loadVectors<{
    domain: string;
    vectors: { message: string; length: number; uniform: string }[];
  }>("expand-message-xmd-sha512.rfc9380");

  test.each(vectors)("RFC 9380: $length bytes of $message", ({ message, length, uniform }) => {
    expect(toHex(expandMessage(encodeText(message), domain, length))).toBe(uniform);
  });

  test("refuses lengths and domains outside the RFC", () => {
    for (const length of [0, -1, 1.5, 255 * 64 + 1]) {
      expectCode("invalid-length", () => expandMessage(encodeText(""), domain, length));
    }
    expect(expandMessage(encodeText(""), domain, 255 * 64)).toHaveLength(255 * 64);
    expectCode("invalid-domain", () => expandMessage(encodeText(""), "", 32));
    expectCode("invalid-domain", () => hashToScalar(encodeText(""), "x".repeat(256)));
  });
});

describe("encodeTuple", () => {
  const tuple = fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 4 });

  test("is injective: the parts can be read back", () => {
    fc.assert(
      fc.property(tuple, (parts) => {
        const bytes = encodeTuple(...parts);
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        const read: Uint8Array[] = [];
        for (let offset = 0; offset < bytes.length; ) {
          const length = view.getUint32(offset, true);
          read.push(bytes.subarray(offset + 4, offset + 4 + length));
          offset += 4 + length;
        }
        expect(read.map(toHex)).toEqual(parts.map(toHex));
      }),
    );
  });

  test("moves nothing between parts, and text is UTF-8", () => {
    expect(toHex(encodeTuple("ab", "c"))).not.toBe(toHex(encodeTuple("a", "bc")));
    expect(toHex(encodeTuple("é", fromHex("ff")))).toBe("02000000c3a901000000ff");
  });

  test("takes more parts in an array than a call takes arguments", () => {
    const parts = new Array<Uint8Array>(300_000).fill(Uint8Array.of(7));
    const encoded = encodeTupleOf(parts);
    expect(encoded).toHaveLength(5 * parts.length);
    expect(toHex(encoded.subarray(-10))).toBe("01000000070100000007");
    expect(encodeTupleOf(["ab", Uint8Array.of(1)])).toEqual(encodeTuple("ab", Uint8Array.of(1)));
  });
});

test("isEqualBytes compares contents and lengths", () => {
  const bytes = fc.uint8Array({ maxLength: 3, max: 1 });
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(isEqualBytes(a, b)).toBe(toHex(a) === toHex(b));
    }),
    { numRuns: 500 },
  );
});
