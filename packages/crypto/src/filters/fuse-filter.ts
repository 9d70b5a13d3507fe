import { CryptoError } from "../errors.js";
import { type RandomBytes, systemRandom } from "../random.js";
import { digestBytes, digestTokens, findRepeats, sortByDigest } from "../tables/digests.js";
import { arity, type FuseGeometry, fuseGeometry, fusePositions } from "../tables/fuse-geometry.js";
import { type Peeling, peel, unpeeled } from "../tables/fuse-peeling.js";
import { largestCapacity, padCapacity } from "../tables/layout.js";
import {
  decodeFilter,
  encodeFilter,
  type FilterHeader,
  type FilterKind,
  filterSeedBytes,
  type MembershipFilter,
  requireContents,
  requireRate,
} from "./filter.js";

const fingerprintSizes = [8, 16, 32] as const;
type FingerprintBits = (typeof fingerprintSizes)[number];

// As for tables: every seed fails with a probability of a few per cent at most.
const mostAttempts = 64;
// The words before it give the positions.
const fingerprintAt = 16;

function readFingerprint(view: DataView, bits: FingerprintBits, index: number): number {
  if (bits === 8) return view.getUint8(index);
  return bits === 16 ? view.getUint16(2 * index, true) : view.getUint32(4 * index, true);
}

function writeFingerprint(view: DataView, bits: FingerprintBits, index: number, value: number): void {
  if (bits === 8) view.setUint8(index, value);
  else if (bits === 16) view.setUint16(2 * index, value, true);
  else view.setUint32(4 * index, value, true);
}

/** The first `bits` bits of the digest's fifth word. */
function fingerprintOf(digests: DataView, bits: FingerprintBits, key: number): number {
  return digests.getUint32(key * digestBytes + fingerprintAt, true) >>> (32 - bits);
}

function wrapContents(header: FilterHeader, bits: FingerprintBits, contents: Uint8Array): MembershipFilter {
  const geometry = fuseGeometry(header.size);
  const cells = new DataView(contents.buffer, contents.byteOffset, contents.byteLength);
  return {
    kind: "fuse",
    // A stranger's fingerprint is independent of the three cells it is compared with.
    falsePositiveRate: 2 ** -bits,
    has(key) {
      const digest = digestTokens("filter-position", header.seed, [key]);
      const [first = 0, second = 0, third = 0] = fusePositions(digest, geometry);
      const sum =
        readFingerprint(cells, bits, first) ^
        readFingerprint(cells, bits, second) ^
        readFingerprint(cells, bits, third);
      return sum >>> 0 === fingerprintOf(new DataView(digest.buffer), bits, 0);
    },
    encode() {
      return encodeFilter(header, contents);
    },
  };
}

function fillCells(
  { owners, order }: Peeling,
  positions: Int32Array,
  digests: Uint8Array,
  bits: FingerprintBits,
  random: RandomBytes,
): Uint8Array {
  // Free cells stay random: zeros would tell how many members there are.
  const contents = random((owners.length * bits) / 8);
  const cells = new DataView(contents.buffer, contents.byteOffset, contents.byteLength);
  const words = new DataView(digests.buffer, digests.byteOffset, digests.byteLength);
  for (let place = order.length - 1; place >= 0; place--) {
    const key = order[place] ?? 0;
    let own = 0;
    let value = fingerprintOf(words, bits, key);
    for (let at = key * arity; at < (key + 1) * arity; at++) {
      const cell = positions[at] ?? 0;
      if (owners[cell] === key) own = cell;
      else value ^= readFingerprint(cells, bits, cell);
    }
    writeFingerprint(cells, bits, own, value >>> 0);
  }
  return contents;
}

/**
 * A 3-wise binary fuse filter (Graf and Lemire 2022) with fingerprints of 8, 16 or 32 bits: about 1.13 fingerprints per member at 10^6,
 * three reads per question, false positive rate exactly 2^-bits. Its size tells the padded number of members only.
 */
export const fuseFilter: FilterKind = {
  name: "fuse",

  create(keys, targetRate, random = systemRandom) {
    requireRate(targetRate, 2 ** -32);
    const bits = fingerprintSizes.find((size) => 2 ** -size <= targetRate) ?? 32;
    const capacity = padCapacity(keys.length);
    const geometry = fuseGeometry(capacity);
    let members = keys;
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const seed = random(filterSeedBytes);
      const digests = digestTokens("filter-position", seed, members);
      const positions = fusePositions(digests, geometry);
      const peeling = peel(positions, geometry.cells);
      if (peeling.order.length === members.length) {
        const contents = fillCells(peeling, positions, digests, bits, random);
        return wrapContents({ kind: "fuse", detail: bits, size: capacity, seed }, bits, contents);
      }
      // Equal keys never peel, and are only looked for when something did not.
      const sorted = sortByDigest(digests, unpeeled(peeling.order, members.length));
      const repeats = new Set(findRepeats(digests, sorted));
      if (repeats.size > 0) members = members.filter((_, index) => !repeats.has(index));
    }
    throw new CryptoError("capacity-exceeded", `filter: none of ${mostAttempts} seeds holds ${members.length} keys`);
  },

  decode(bytes) {
    const { header, contents } = decodeFilter("fuse", bytes);
    const bits = fingerprintSizes.find((size) => size === header.detail);
    if (bits === undefined || header.size < 1 || header.size > largestCapacity) {
      throw new CryptoError("invalid-filter", `fuse filter: got ${header.detail} bits, capacity ${header.size}`);
    }
    const geometry: FuseGeometry = fuseGeometry(header.size);
    requireContents(contents, (geometry.cells * bits) / 8);
    return wrapContents(header, bits, contents);
  },
};
