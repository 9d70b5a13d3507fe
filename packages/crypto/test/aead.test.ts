import {
  aeadTagBytes,
  concatBytes,
  deriveCommitment,
  encodeText,
  open,
  openCommitted,
  seal,
  sealCommitted,
} from "@glasshouse/crypto";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectCode } from "./codes.js";
import { fromHex, loadVectors, toHex } from "./vectors.js";

const { vectors } = loadVectors<{
  vectors: Record<"name" | "key" | "nonce" | "associatedData" | "plaintext" | "ciphertext" | "tag", string>[];
}>("chacha20-poly1305.rfc8439");

test.each(vectors)("RFC 8439 $name", ({ key, nonce, associatedData, plaintext, ciphertext, tag }) => {
  const [k, n, data] = [fromHex(key), fromHex(nonce), fromHex(associatedData)];
  const sealed = seal(k, n, fromHex(plaintext), data);
  expect(toHex(sealed)).toBe(ciphertext + tag);
  expect(toHex(open(k, n, sealed, data) ?? new Uint8Array())).toBe(plaintext);
});

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const text = fc.uint8Array({ maxLength: 300 });

describe("seal and open", () => {
  test("equal @noble/ciphers and are inverse", () => {
    fc.assert(
      fc.property(bytes(32), bytes(12), text, text, (key, nonce, plaintext, data) => {
        const sealed = seal(key, nonce, plaintext, data);
        expect(toHex(sealed)).toBe(toHex(chacha20poly1305(key, nonce, data).encrypt(plaintext)));
        expect(open(key, nonce, sealed, data)).toEqual(plaintext);
      }),
    );
  });

  test("any flipped bit anywhere gives null", () => {
    fc.assert(
      fc.property(bytes(32), bytes(12), text, text, fc.nat(), fc.nat(7), (key, nonce, plaintext, data, at, bit) => {
        const flip = (original: Uint8Array) =>
          original.map((byte, index) => (index === at % original.length ? byte ^ (1 << bit) : byte));
        const sealed = seal(key, nonce, plaintext, data);
        expect(open(key, nonce, flip(sealed), data)).toBeNull();
        expect(open(flip(key), nonce, sealed, data)).toBeNull();
        expect(open(key, flip(nonce), sealed, data)).toBeNull();
        if (data.length > 0) expect(open(key, nonce, sealed, flip(data))).toBeNull();
        if (plaintext.length > 0) expect(open(key, nonce, sealed.subarray(0, -1), data)).toBeNull();
      }),
    );
  });

  test("large plaintexts outgrow the preallocated memory", () => {
    const plaintext = new Uint8Array(9_000_000).map((_, index) => index);
    const sealed = seal(new Uint8Array(32), new Uint8Array(12), plaintext, new Uint8Array());
    const opened = open(new Uint8Array(32), new Uint8Array(12), sealed, new Uint8Array());
    expect(Buffer.compare(opened ?? new Uint8Array(), plaintext)).toBe(0);
  });

  test("refuse wrong lengths", () => {
    const [key, nonce, none] = [new Uint8Array(32), new Uint8Array(12), new Uint8Array()];
    expectCode("invalid-length", () => seal(key.subarray(1), nonce, none, none));
    expectCode("invalid-length", () => seal(key, nonce.subarray(1), none, none));
    expectCode("invalid-length", () => open(new Uint8Array(33), nonce, new Uint8Array(16), none));
    expectCode("invalid-length", () => open(key, new Uint8Array(24), new Uint8Array(16), none));
    expectCode("ciphertext-too-short", () => open(key, nonce, new Uint8Array(aeadTagBytes - 1), none));
    expect(open(key, nonce, new Uint8Array(aeadTagBytes), none)).toBeNull();
  });
});

describe("sealCommitted and openCommitted", () => {
  const key = new Uint8Array(32).fill(3);
  const context = encodeText("context");

  test("are inverse, and begin with the commitment", () => {
    fc.assert(
      fc.property(bytes(32), text, text, (k, plaintext, c) => {
        const sealed = sealCommitted(k, plaintext, c);
        expect(sealed).toHaveLength(plaintext.length + 48);
        expect(toHex(sealed.subarray(0, 32))).toBe(toHex(deriveCommitment(k, c)));
        expect(openCommitted(k, sealed, c)).toEqual(plaintext);
      }),
    );
  });

  test("null under another key, another context, a changed commitment or ciphertext", () => {
    const sealed = sealCommitted(key, encodeText("payload"), context);
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openCommitted(key, changed, context)).toBeNull();
    }
    expect(openCommitted(new Uint8Array(32).fill(4), sealed, context)).toBeNull();
    expect(openCommitted(key, sealed, encodeText("other"))).toBeNull();
  });

  test("the commitment is checked, not only the tag", () => {
    // What a sealer who knows the key can make: a ciphertext that authenticates, behind the commitment to another key.
    const honest = sealCommitted(key, encodeText("payload"), context);
    const forged = concatBytes(deriveCommitment(new Uint8Array(32), context), honest.subarray(32));
    expect(openCommitted(key, forged, context)).toBeNull();
  });

  test("refuse wrong lengths", () => {
    expectCode("invalid-length", () => sealCommitted(key.subarray(1), context, context));
    expectCode("invalid-length", () => openCommitted(key.subarray(1), new Uint8Array(48), context));
    expectCode("invalid-length", () => deriveCommitment(new Uint8Array(31), context));
    expectCode("ciphertext-too-short", () => openCommitted(key, new Uint8Array(47), context));
  });
});
