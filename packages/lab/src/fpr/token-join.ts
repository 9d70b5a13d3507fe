import { setImmediate } from "node:timers/promises";
import type { HashAlgorithm, HashList } from "@glasshouse/hasher";
import type { TokenScheme } from "@glasshouse/matcher";
import { FprError } from "./errors.js";
import { KeyIndex } from "./key-index.js";

/** Pairs that a token scheme matches, or may match, ordered by image, then by entry. */
export interface TokenPairs {
  readonly image: Uint32Array;
  readonly entry: Uint32Array;
  /** 1 where enough blocks are equal as they are: the pair matches. 0 where it depends on which bits a device turns over. */
  readonly certain: Uint8Array;
}

/** Choices of {@link joinTokens}. */
export interface JoinOptions {
  /** Block hits to keep at most. Default 10 million: 80 MB. */
  readonly mostHits?: number;
  readonly signal?: AbortSignal;
}

/** Images after which other work gets a turn: some milliseconds. */
const turnImages = 4096;

/** Whether a hash is long enough for a scheme. */
export function fitsScheme({ blocks, blockBits }: TokenScheme, bits: number): boolean {
  return blocks * (blockBits || bits) <= bits;
}

/**
 * Every pair of which `scheme.required` blocks differ in at most `scheme.flips` bits. A device turns over the bits with the
 * smallest margins, which a corpus does not keep; no device finds more than these pairs, and none misses the certain ones.
 *
 * A hash join: of a block cut into flips + 1 pieces, at least one piece is equal if at most `flips` bits differ. Tokens that
 * many entries share stay in: a list authority would remove them, and with them the entries' chance to match.
 * @throws FprError `too-many-matches`
 */
export async function joinTokens(
  scheme: TokenScheme,
  { bits, bitOrder }: Pick<HashAlgorithm, "bits" | "bitOrder">,
  images: HashList,
  list: HashList,
  { mostHits = 10_000_000, signal }: JoinOptions = {},
): Promise<TokenPairs> {
  const whole = scheme.blockBits === 0;
  const blockBits = scheme.blockBits || bits;
  // A key holds image, entry and whether the block is equal; its numbers stay below 2^53.
  const hits = new Hits(mostHits, scheme.id);
  const keyOf = (image: number, entry: number, equal: boolean) => 2 * (image * list.count + entry) + Number(equal);
  for (let block = 0; block < scheme.blocks; block++) {
    const positions = Array.from({ length: blockBits }, (_, i) =>
      whole ? i : (bitOrder[block * blockBits + i] as number),
    );
    const pieces = cutPieces(positions, scheme.flips + 1);
    const imageKeys = pieces.map((piece) => extract(images, piece));
    const entryKeys = pieces.map((piece) => extract(list, piece));
    const distance = (image: number, entry: number): number => {
      let sum = 0;
      for (const [p, { words, keys }] of imageKeys.entries()) {
        const other = entryKeys[p] as Keys;
        for (let word = 0; word < words; word++)
          sum += popcount((keys[image * words + word] as number) ^ (other.keys[entry * words + word] as number));
        if (sum > scheme.flips) return sum;
      }
      return sum;
    };
    for (const [p, { words, keys }] of imageKeys.entries()) {
      const index = new KeyIndex((entryKeys[p] as Keys).keys, words);
      const equalBefore = (image: number, entry: number) =>
        imageKeys.slice(0, p).some((own, q) => isEqual(own, image, entryKeys[q] as Keys, entry));
      for (let image = 0; image < images.count; image++) {
        if (image % turnImages === 0) {
          await setImmediate();
          signal?.throwIfAborted();
        }
        index.forEachEqual(keys, image * words, (entry) => {
          const differing = distance(image, entry);
          if (differing <= scheme.flips && !equalBefore(image, entry)) hits.add(keyOf(image, entry, differing === 0));
        });
      }
    }
  }
  return combine(hits.sorted(), list.count, scheme.required);
}

/** One number per block of a pair that may match. */
class Hits {
  readonly #most: number;
  readonly #scheme: string;
  #keys = new Float64Array(1024);
  #count = 0;

  constructor(most: number, scheme: string) {
    this.#most = most;
    this.#scheme = scheme;
  }

  add(key: number): void {
    if (this.#count === this.#most)
      throw new FprError(
        "too-many-matches",
        `${this.#scheme}: got more than ${this.#most} equal blocks, expected a scheme that tells pictures apart: leave it out of --tokens`,
      );
    if (this.#count === this.#keys.length) {
      const grown = new Float64Array(2 * this.#count);
      grown.set(this.#keys);
      this.#keys = grown;
    }
    this.#keys[this.#count++] = key;
  }

  sorted(): Float64Array {
    return this.#keys.subarray(0, this.#count).sort();
  }
}

/** Pairs with enough blocks. */
function combine(keys: Float64Array, entries: number, required: number): TokenPairs {
  const found: { image: number[]; entry: number[]; certain: number[] } = { image: [], entry: [], certain: [] };
  for (let from = 0; from < keys.length; ) {
    const pair = Math.floor((keys[from] as number) / 2);
    let equal = 0;
    let to = from;
    for (; to < keys.length && Math.floor((keys[to] as number) / 2) === pair; to++) equal += (keys[to] as number) % 2;
    if (to - from >= required) {
      found.image.push(Math.floor(pair / entries));
      found.entry.push(pair % entries);
      found.certain.push(Number(equal >= required));
    }
    from = to;
  }
  return {
    image: Uint32Array.from(found.image),
    entry: Uint32Array.from(found.entry),
    certain: Uint8Array.from(found.certain),
  };
}

interface Keys {
  readonly words: number;
  readonly keys: Uint32Array;
}

function cutPieces(positions: readonly number[], count: number): number[][] {
  return Array.from({ length: count }, (_, piece) =>
    positions.slice(
      Math.round((piece * positions.length) / count),
      Math.round(((piece + 1) * positions.length) / count),
    ),
  );
}

/** Bits at the positions (first bit of a hash: the highest of its first byte) of every hash, packed into words. */
function extract({ data, width, count }: HashList, positions: readonly number[]): Keys {
  const words = Math.max(1, Math.ceil(positions.length / 32));
  const keys = new Uint32Array(words * count);
  const bytes = width / 8;
  const byteOf = positions.map((position) => position >> 3);
  const shiftOf = positions.map((position) => 7 - (position & 7));
  for (let hash = 0; hash < count; hash++) {
    const start = hash * bytes;
    for (let i = 0; i < positions.length; i++) {
      const bit = ((data[start + (byteOf[i] as number)] as number) >> (shiftOf[i] as number)) & 1;
      const at = hash * words + (i >> 5);
      keys[at] = (keys[at] as number) | (bit << (i & 31));
    }
  }
  return { words, keys };
}

function isEqual(a: Keys, i: number, b: Keys, j: number): boolean {
  for (let word = 0; word < a.words; word++)
    if (a.keys[i * a.words + word] !== b.keys[j * a.words + word]) return false;
  return true;
}

/** Set bits of a 32-bit word: pairs, nibbles, bytes, then their sum by one multiplication. */
function popcount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
