import { concatBytes } from "../bytes.js";
import { CryptoError } from "../errors.js";
import { sha512 } from "../hash.js";
import { reduceScalar } from "../scalar.js";
import { encodeDomain } from "./packed.js";

const blockBytes = 128;
const digestBytes = 64;
const zeroBlock = new Uint8Array(blockBytes);

/**
 * expand_message_xmd with SHA-512 (RFC 9380 section 5.3.1): `length` bytes, 1 to 16,320, uniform if SHA-512 is a random oracle.
 * @throws CryptoError `invalid-domain`, `invalid-length`
 */
export function expandMessage(message: Uint8Array, domain: string, length: number): Uint8Array {
  const tag = encodeDomain(domain);
  const blocks = Math.ceil(length / digestBytes);
  if (!Number.isInteger(length) || length < 1 || blocks > 255) {
    throw new CryptoError("invalid-length", `expanded bytes: got ${length}, expected 1 to ${255 * digestBytes}`);
  }
  const suffix = concatBytes(tag, Uint8Array.of(tag.length));
  const start = sha512(zeroBlock, message, Uint8Array.of(length >> 8, length & 255, 0), suffix);
  const out = new Uint8Array(blocks * digestBytes);
  let chained = new Uint8Array(digestBytes);
  for (let block = 1; block <= blocks; block++) {
    chained = chained.map((byte, index) => byte ^ (start[index] ?? 0));
    chained.set(sha512(chained, Uint8Array.of(block), suffix));
    out.set(chained, (block - 1) * digestBytes);
  }
  return out.subarray(0, length);
}

/** A scalar in [0, q-1] from `message`: 64 expanded bytes, little-endian, modulo q (HashToScalar of RFC 9497 section 4.1). */
export function hashToScalar(message: Uint8Array, domain: string): bigint {
  return reduceScalar(expandMessage(message, domain, 64));
}
