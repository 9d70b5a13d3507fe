import { encodeTuple } from "../bytes.js";
import { CryptoError } from "../errors.js";
import { withMemory, writeMemory } from "../sodium/memory.js";
import { sodium } from "../sodium/module.js";

export const digestBytes = 32;
const longestToken = 1024;

/**
 * SHA-256(tuple(label, seed) || token) of every token, packed.
 *
 * Why not a quicker keyed hash: the seed is public, and with a known key SipHash promises nothing against somebody who looks for tokens
 * that collide. SHA-256 is a random function for whoever fixed the tokens before the seed, and costs 1-2 us beside the 250 us of group
 * operations that each entry of a table needs.
 * @throws CryptoError `invalid-length` for tokens above 1024 bytes
 */
export function digestTokens(label: string, seed: Uint8Array, tokens: readonly Uint8Array[]): Uint8Array {
  const prefix = encodeTuple(label, seed);
  const digests = new Uint8Array(tokens.length * digestBytes);
  withMemory(digestBytes + prefix.length + longestToken, (digestAt) => {
    const inputAt = digestAt + digestBytes;
    writeMemory(inputAt, prefix);
    for (const [index, token] of tokens.entries()) {
      if (token.length > longestToken) {
        throw new CryptoError("invalid-length", `token: got ${token.length} bytes, expected at most ${longestToken}`);
      }
      writeMemory(inputAt + prefix.length, token);
      sodium._crypto_hash_sha256(digestAt, inputAt, prefix.length + token.length, 0);
      digests.set(sodium.HEAPU8.subarray(digestAt, digestAt + digestBytes), index * digestBytes);
    }
  });
  return digests;
}

function compareDigests(digests: DataView, a: number, b: number): number {
  for (let offset = 0; offset < digestBytes; offset += 4) {
    const difference = digests.getUint32(a * digestBytes + offset) - digests.getUint32(b * digestBytes + offset);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** `indices` sorted by the digests they point at: an order of the tokens that does not depend on the order they came in. */
export function sortByDigest(digests: Uint8Array, indices: Uint32Array): Uint32Array {
  const view = new DataView(digests.buffer, digests.byteOffset, digests.byteLength);
  return indices.slice().sort((a, b) => compareDigests(view, a, b));
}

/** Those of `sorted`, as made by {@link sortByDigest}, whose digest equals that of the index before. */
export function findRepeats(digests: Uint8Array, sorted: Uint32Array): Uint32Array {
  const view = new DataView(digests.buffer, digests.byteOffset, digests.byteLength);
  return sorted.filter((index, rank) => rank > 0 && compareDigests(view, sorted[rank - 1] ?? 0, index) === 0);
}

/** @throws CryptoError `duplicate-token` when {@link findRepeats} finds any */
export function requireDistinct(digests: Uint8Array, sorted: Uint32Array): void {
  const repeats = findRepeats(digests, sorted).length;
  if (repeats > 0)
    throw new CryptoError("duplicate-token", `tokens: got ${repeats} repeated, expected distinct tokens`);
}

/** floor(word * bound / 2^32) for a 32-bit word, exact for bounds up to 2^36: a uniform number below `bound`. */
export function scaleWord(word: number, bound: number): number {
  const high = (word >>> 16) * bound;
  const low = (word & 0xffff) * bound;
  return Math.floor((high + Math.floor(low / 65536)) / 65536);
}
