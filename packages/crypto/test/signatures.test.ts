import {
  createSigningKeys,
  deriveSigningKeys,
  encodeText,
  isSignature,
  sign,
  verifySignature,
} from "@glasshouse/crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectCode } from "./codes.js";
import { fromHex, loadVectors, toHex } from "./vectors.js";

const rfc8032 = loadVectors<{ vectors: Record<"name" | "seed" | "message" | "publicKey" | "signature", string>[] }>(
  "ed25519.rfc8032",
);
const speccheck = loadVectors<{ vectors: Record<"message" | "publicKey" | "signature", string>[] }>(
  "ed25519.speccheck",
);

test.each(rfc8032.vectors)("RFC 8032 $name", ({ seed, message, publicKey, signature }) => {
  const keys = deriveSigningKeys(fromHex(seed));
  expect(toHex(keys.publicKey)).toBe(publicKey);
  expect(toHex(sign(fromHex(message), keys))).toBe(signature);
  expect(isSignature(fromHex(signature), fromHex(message), fromHex(publicKey))).toBe(true);
});

test("of the twelve disputed cases only the mixed-order one that satisfies the cofactorless equation is accepted", () => {
  // Table 5 of the source, row LibSodium: cases 0-2 small order, 4-5 cofactored only, 6-7 S not reduced, 8-11 not canonical.
  const accepted = speccheck.vectors.map(({ message, publicKey, signature }) =>
    isSignature(fromHex(signature), fromHex(message), fromHex(publicKey)),
  );
  expect(accepted).toEqual([false, false, false, true, ...new Array(8).fill(false)]);
});

describe("signatures", () => {
  test("verify, and not after any change", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), (message, at) => {
        const keys = createSigningKeys();
        const signature = sign(message, keys);
        verifySignature(signature, message, keys.publicKey);
        const flip = (bytes: Uint8Array) => bytes.map((byte, k) => (k === at % bytes.length ? byte ^ 1 : byte));
        expectCode("invalid-signature", () => verifySignature(flip(signature), message, keys.publicKey));
        expectCode("invalid-signature", () => verifySignature(signature, flip(message), keys.publicKey));
        expectCode("invalid-signature", () => verifySignature(signature, message, createSigningKeys().publicKey));
      }),
    );
  });

  test("refuse wrong lengths", () => {
    const keys = createSigningKeys();
    const message = encodeText("message");
    expectCode("invalid-length", () => isSignature(new Uint8Array(63), message, keys.publicKey));
    expectCode("invalid-length", () => isSignature(new Uint8Array(64), message, keys.publicKey.subarray(1)));
    expectCode("invalid-length", () => deriveSigningKeys(new Uint8Array(31)));
    expectCode("invalid-length", () => sign(message, { ...keys, secretKey: new Uint8Array(32) }));
  });
});
