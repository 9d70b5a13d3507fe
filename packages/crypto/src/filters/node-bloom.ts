import library from "bloom-filters";
import { CryptoError } from "../errors.js";
import { systemRandom } from "../random.js";
import {
  decodeFilter,
  encodeFilter,
  type FilterKind,
  filterSeedBytes,
  type MembershipFilter,
  requireContents,
  requireRate,
} from "./filter.js";

// CommonJS whose names Node cannot see from outside.
const { BloomFilter } = library;

// The library hashes to the low 32 bits of xxHash64: beyond that many bits, cells would never be reached.
const largestBits = 2 ** 32 - 1;
const mostHashes = 64;

/** The library takes a number as its seed. Only the first 32 bits of ours count: xxHash is no cryptographic hash anyway. */
function seedNumber(seed: Uint8Array): number {
  return new DataView(seed.buffer, seed.byteOffset).getUint32(0, true);
}

// The library treats Uint8Array as a Node Buffer, ArrayBuffer as bytes.
function toArrayBuffer(key: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(key.length);
  new Uint8Array(copy).set(key);
  return copy;
}

/**
 * Two terms: all bits of a stranger are set by chance, or its whole pattern is that of a member. The library derives every position from
 * two hashes modulo the number of bits, so there are bits^2 patterns only, and small filters with many hash functions are far worse
 * than the textbook's first term (1 member at 2^-20: 29 bits, and every 800th stranger is reported).
 * Not filter.rate(), which takes the number of set bits for the number of members and is off by factors of 30 to 120.
 */
function computeRate(setBits: number, bits: number, hashes: number): number {
  if (setBits === bits) return 1;
  const members = (-bits / hashes) * Math.log(1 - setBits / bits);
  return Math.min(1, (setBits / bits) ** hashes + members / bits ** 2);
}

function wrapFilter(filter: InstanceType<typeof BloomFilter>, seed: Uint8Array): MembershipFilter {
  return {
    kind: "bloom",
    falsePositiveRate: computeRate(filter.length, filter.size, filter._nbHashes),
    has: (key) => filter.has(toArrayBuffer(key)),
    // Not saveAsJSON(), whose base64 string of 100 MB ends the process.
    encode: () =>
      encodeFilter({ kind: "bloom", detail: filter._nbHashes, size: filter.size, seed }, filter._filter.array),
  };
}

/**
 * A Bloom filter by the library bloom-filters 3.0.4: the data structure that most descriptions of client-side matching start from, for
 * comparison with {@link fuseFilter}. Node only: the library expects Buffer. Good to about 10^8 members.
 */
export const bloomFilter: FilterKind = {
  name: "bloom",

  create(keys, targetRate, random = systemRandom) {
    requireRate(targetRate, Number.MIN_VALUE);
    const seed = random(filterSeedBytes);
    const members = Math.max(1, keys.length);
    // Half of the target for each of the two ways to be wrong; see computeRate.
    const hashes = Math.ceil(1 - Math.log2(targetRate));
    const bits = Math.ceil(Math.max((members * hashes) / Math.LN2, Math.sqrt((2 * members) / targetRate)));
    if (bits > largestBits || hashes > mostHashes) {
      throw new CryptoError("capacity-exceeded", `bloom filter: got ${bits} bits, expected at most ${largestBits}`);
    }
    const filter = new BloomFilter(bits, hashes);
    filter.seed = seedNumber(seed);
    for (const key of keys) filter.add(toArrayBuffer(key));
    return wrapFilter(filter, seed);
  },

  decode(bytes) {
    const { header, contents } = decodeFilter("bloom", bytes);
    if (header.size < 1 || header.detail < 1 || header.detail > mostHashes) {
      throw new CryptoError("invalid-filter", `bloom filter: got ${header.size} bits, ${header.detail} hash functions`);
    }
    requireContents(contents, Math.ceil(header.size / 8));
    if ((contents.at(-1) ?? 0) >> (((header.size - 1) % 8) + 1) !== 0) {
      throw new CryptoError("invalid-filter", "bloom filter: bits beyond its size are set");
    }
    const filter = new BloomFilter(header.size, header.detail);
    filter.seed = seedNumber(header.seed);
    filter._filter.array = contents;
    return wrapFilter(filter, header.seed);
  },
};
