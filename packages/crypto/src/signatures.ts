import { CryptoError, requireLength } from "./errors.js";
import { type RandomBytes, systemRandom } from "./random.js";
import { readMemory, withMemory, writeMemory } from "./sodium/memory.js";
import { sodium } from "./sodium/module.js";

export const signatureBytes = 64;
export const publicKeyBytes = 32;
export const signingSeedBytes = 32;
const secretKeyBytes = 64;

/** An Ed25519 key pair: `publicKey` 32 bytes, `secretKey` 64 bytes (seed || public key, libsodium's form). */
export interface SigningKeys {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

export function createSigningKeys(random: RandomBytes = systemRandom): SigningKeys {
  return deriveSigningKeys(random(signingSeedBytes));
}

/** The Ed25519 key pair of a 32-byte seed (RFC 8032 section 5.1.5, where the seed is called the private key). */
export function deriveSigningKeys(seed: Uint8Array): SigningKeys {
  requireLength("signing seed", seed, signingSeedBytes);
  return withMemory(publicKeyBytes + secretKeyBytes + signingSeedBytes, (publicAt) => {
    const secretAt = publicAt + publicKeyBytes;
    writeMemory(secretAt + secretKeyBytes, seed);
    sodium._crypto_sign_seed_keypair(publicAt, secretAt, secretAt + secretKeyBytes);
    return { publicKey: readMemory(publicAt, publicKeyBytes), secretKey: readMemory(secretAt, secretKeyBytes) };
  });
}

/** Ed25519 signature (RFC 8032, deterministic), 64 bytes. */
export function sign(message: Uint8Array, keys: SigningKeys): Uint8Array {
  requireLength("signing key", keys.secretKey, secretKeyBytes);
  return withMemory(signatureBytes + secretKeyBytes + message.length, (signatureAt) => {
    const secretAt = signatureAt + signatureBytes;
    const messageAt = secretAt + secretKeyBytes;
    writeMemory(secretAt, keys.secretKey);
    writeMemory(messageAt, message);
    sodium._crypto_sign_detached(signatureAt, 0, messageAt, message.length, 0, secretAt);
    return readMemory(signatureAt, signatureBytes);
  });
}

/**
 * Whether `signature` is of `message` under `publicKey`, by libsodium's strict rules: S below the group order, no small-order public key
 * or R, canonical encodings; so that two verifiers never disagree.
 * @throws CryptoError `invalid-length`
 */
export function isSignature(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  requireLength("signature", signature, signatureBytes);
  requireLength("public key", publicKey, publicKeyBytes);
  return withMemory(signatureBytes + publicKeyBytes + message.length, (signatureAt) => {
    const publicAt = signatureAt + signatureBytes;
    const messageAt = publicAt + publicKeyBytes;
    writeMemory(signatureAt, signature);
    writeMemory(publicAt, publicKey);
    writeMemory(messageAt, message);
    return sodium._crypto_sign_verify_detached(signatureAt, messageAt, message.length, 0, publicAt) === 0;
  });
}

/** @throws CryptoError `invalid-signature` unless {@link isSignature}; `invalid-length`. */
export function verifySignature(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): void {
  if (!isSignature(signature, message, publicKey)) {
    throw new CryptoError("invalid-signature", "signature: does not verify under the given public key and message");
  }
}
