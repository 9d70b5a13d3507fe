import wrappers from "libsodium-wrappers-sumo";
import { CryptoError } from "../errors.js";

// The wrappers allocate and copy for every argument of every call. The compiled functions below them work on addresses, so that a batch
// is copied in once and out once. 64-bit lengths are two 32-bit arguments, low word first. A result of 0 is success.
const functionNames = [
  "_malloc",
  "_free",
  "_crypto_aead_chacha20poly1305_ietf_decrypt",
  "_crypto_aead_chacha20poly1305_ietf_encrypt",
  "_crypto_core_ristretto255_add",
  "_crypto_core_ristretto255_from_hash",
  "_crypto_core_ristretto255_is_valid_point",
  "_crypto_core_ristretto255_scalar_reduce",
  "_crypto_core_ristretto255_sub",
  "_crypto_hash_sha256",
  "_crypto_hash_sha512",
  "_crypto_kdf_hkdf_sha256_expand",
  "_crypto_kdf_hkdf_sha256_extract",
  "_crypto_scalarmult_ristretto255",
  "_crypto_scalarmult_ristretto255_base",
  "_crypto_sign_detached",
  "_crypto_sign_seed_keypair",
  "_crypto_sign_verify_detached",
] as const;

/** The compiled libsodium functions that this package calls, and their memory. */
export type SodiumModule = Readonly<Record<(typeof functionNames)[number], (...args: number[]) => number>> & {
  /** Replaced when the memory grows: read it again after every allocation. */
  readonly HEAPU8: Uint8Array;
};

function isSodiumModule(value: unknown): value is SodiumModule {
  return (
    typeof value === "object" &&
    value !== null &&
    Reflect.get(value, "HEAPU8") instanceof Uint8Array &&
    functionNames.every((name) => typeof Reflect.get(value, name) === "function")
  );
}

async function loadSodium(): Promise<SodiumModule> {
  await wrappers.ready;
  const compiled: unknown = Reflect.get(wrappers, "libsodium");
  if (!isSodiumModule(compiled)) {
    throw new CryptoError(
      "sodium-unusable",
      "libsodium-wrappers-sumo: a compiled function this package calls is missing",
    );
  }
  return compiled;
}

/** Loaded while the module graph is, so that hashing and sealing are plain synchronous functions for everyone else. */
export const sodium: SodiumModule = await loadSodium();
