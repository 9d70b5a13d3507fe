import { concatBytes, encodeText } from "./bytes.js";
import { CryptoError } from "./errors.js";
import { readMemory, withMemory, writeMemory } from "./sodium/memory.js";
import { sodium } from "./sodium/module.js";

const hashBytes = 32;
/** Longest output of one derivation: 255 blocks (RFC 5869 section 2.3). */
export const longestDerivation: number = 255 * hashBytes;

/**
 * HKDF-SHA256 (RFC 5869): extract with `salt`, expand to `length` bytes with `info`.
 * @throws CryptoError `invalid-length` unless 1 <= length <= 8160.
 */
export function hkdfSha256(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  if (!Number.isInteger(length) || length < 1 || length > longestDerivation) {
    throw new CryptoError("invalid-length", `derived bytes: got ${length}, expected 1 to ${longestDerivation}`);
  }
  return withMemory(hashBytes + length + secret.length + salt.length + info.length, (key) => {
    const out = key + hashBytes;
    const secretAt = out + length;
    const saltAt = secretAt + secret.length;
    const infoAt = saltAt + salt.length;
    writeMemory(secretAt, secret);
    writeMemory(saltAt, salt);
    writeMemory(infoAt, info);
    sodium._crypto_kdf_hkdf_sha256_extract(key, saltAt, salt.length, secretAt, secret.length);
    sodium._crypto_kdf_hkdf_sha256_expand(out, length, infoAt, info.length, key);
    return readMemory(out, length);
  });
}

const noSalt = new Uint8Array(0);

/**
 * `length` bytes (1 to 8160) bound to `label` and `context`: HKDF-SHA256 without salt,
 * info = length of the label (2 bytes, little-endian) || label || context.
 * Serves as the pseudorandom function too: shorter outputs are prefixes of longer ones, so never ask twice with one label and context
 * where independent values are wanted. `secret` must itself be uniform or have the entropy of a group element.
 */
export function deriveKey(secret: Uint8Array, label: string, context: Uint8Array, length = 32): Uint8Array {
  const name = encodeText(label);
  if (name.length > 65535)
    throw new CryptoError("invalid-length", `label: got ${name.length} bytes, expected at most 65535`);
  const info = concatBytes(Uint8Array.of(name.length & 255, name.length >> 8), name, context);
  return hkdfSha256(secret, noSalt, info, length);
}
