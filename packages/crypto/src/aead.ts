import { isEqualBytes } from "./bytes.js";
import { CryptoError, requireLength } from "./errors.js";
import { deriveKey } from "./kdf.js";
import { readMemory, withMemory, writeMemory } from "./sodium/memory.js";
import { sodium } from "./sodium/module.js";

export const aeadKeyBytes = 32;
export const aeadNonceBytes = 12;
export const aeadTagBytes = 16;
/** Length of the commitment to the key in front of a committed ciphertext. */
export const commitmentBytes = 32;

/**
 * ChaCha20-Poly1305 (RFC 8439). A pair of key and nonce seals one plaintext, ever.
 * @returns ciphertext || tag, 16 bytes longer than the plaintext.
 */
export function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  associatedData: Uint8Array,
): Uint8Array {
  requireLength("key", key, aeadKeyBytes);
  requireLength("nonce", nonce, aeadNonceBytes);
  const sealedBytes = plaintext.length + aeadTagBytes;
  return withMemory(sealedBytes + plaintext.length + associatedData.length + aeadKeyBytes + aeadNonceBytes, (out) => {
    const input = out + sealedBytes;
    const [dataAt, keyAt, nonceAt] = placeInputs(input, plaintext, associatedData, key, nonce);
    sodium._crypto_aead_chacha20poly1305_ietf_encrypt(
      ...[out, 0, input, plaintext.length, 0, dataAt, associatedData.length, 0, 0, nonceAt, keyAt],
    );
    return readMemory(out, sealedBytes);
  });
}

/**
 * Inverse of {@link seal}; null when the ciphertext does not authenticate under this key, nonce and associated data.
 * @throws CryptoError `ciphertext-too-short` when there is no room for a tag, `invalid-length` for key or nonce.
 */
export function open(
  key: Uint8Array,
  nonce: Uint8Array,
  ciphertext: Uint8Array,
  associatedData: Uint8Array,
): Uint8Array | null {
  requireLength("key", key, aeadKeyBytes);
  requireLength("nonce", nonce, aeadNonceBytes);
  if (ciphertext.length < aeadTagBytes) {
    throw new CryptoError("ciphertext-too-short", `ciphertext: got ${ciphertext.length} bytes, expected at least 16`);
  }
  const plaintextBytes = ciphertext.length - aeadTagBytes;
  return withMemory(
    plaintextBytes + ciphertext.length + associatedData.length + aeadKeyBytes + aeadNonceBytes,
    (out) => {
      const input = out + plaintextBytes;
      const [dataAt, keyAt, nonceAt] = placeInputs(input, ciphertext, associatedData, key, nonce);
      const result = sodium._crypto_aead_chacha20poly1305_ietf_decrypt(
        ...[out, 0, 0, input, ciphertext.length, 0, dataAt, associatedData.length, 0, nonceAt, keyAt],
      );
      return result === 0 ? readMemory(out, plaintextBytes) : null;
    },
  );
}

function placeInputs(
  input: number,
  text: Uint8Array,
  associatedData: Uint8Array,
  key: Uint8Array,
  nonce: Uint8Array,
): [dataAt: number, keyAt: number, nonceAt: number] {
  const dataAt = input + text.length;
  const keyAt = dataAt + associatedData.length;
  const nonceAt = keyAt + aeadKeyBytes;
  writeMemory(input, text);
  writeMemory(dataAt, associatedData);
  writeMemory(keyAt, key);
  writeMemory(nonceAt, nonce);
  return [dataAt, keyAt, nonceAt];
}

const zeroNonce = new Uint8Array(aeadNonceBytes);

/** The commitment to `key` in this context: first 32 bytes of HKDF-SHA256 with label "commit". */
export function deriveCommitment(key: Uint8Array, context: Uint8Array): Uint8Array {
  requireLength("key", key, aeadKeyBytes);
  return deriveKey(key, "commit", context, commitmentBytes);
}

/**
 * Key-committing seal: commitment || ChaCha20-Poly1305 with the zero nonce. Plain ChaCha20-Poly1305 lets a hostile sealer make one
 * ciphertext open to two plaintexts under two keys; here a second key needs a collision in the commitment.
 * Both the commitment and the sealing key come from HKDF(key, "commit", context, 64), so `key` may seal once per context, never twice.
 * @returns 48 bytes more than the plaintext.
 */
export function sealCommitted(key: Uint8Array, plaintext: Uint8Array, context: Uint8Array): Uint8Array {
  requireLength("key", key, aeadKeyBytes);
  const derived = deriveKey(key, "commit", context, commitmentBytes + aeadKeyBytes);
  const sealed = seal(derived.subarray(commitmentBytes), zeroNonce, plaintext, context);
  const out = new Uint8Array(commitmentBytes + sealed.length);
  out.set(derived.subarray(0, commitmentBytes));
  out.set(sealed, commitmentBytes);
  return out;
}

/**
 * Inverse of {@link sealCommitted}; null when the key is not the committed one or the ciphertext does not authenticate.
 * @throws CryptoError `ciphertext-too-short` below 48 bytes, `invalid-length` for the key.
 */
export function openCommitted(key: Uint8Array, sealed: Uint8Array, context: Uint8Array): Uint8Array | null {
  requireLength("key", key, aeadKeyBytes);
  if (sealed.length < commitmentBytes + aeadTagBytes) {
    throw new CryptoError("ciphertext-too-short", `ciphertext: got ${sealed.length} bytes, expected at least 48`);
  }
  const derived = deriveKey(key, "commit", context, commitmentBytes + aeadKeyBytes);
  if (!isEqualBytes(derived.subarray(0, commitmentBytes), sealed.subarray(0, commitmentBytes))) return null;
  return open(derived.subarray(commitmentBytes), zeroNonce, sealed.subarray(commitmentBytes), context);
}
