import { popcount32 } from "../bits.js";
import type { HashList } from "./hash-list.js";
import type { KernelHeap } from "./kernel.js";
import type { KernelTask } from "./runner.js";

const chunkBits = 16;
const buckets = 2 ** chunkBits;
const recordBytes = 16;
/** An entry met in a bucket costs about as much as this many entries read in order. */
const costOfBucketEntry = 4;

/**
 * A multi-index over a list in the kernel's memory: for every 16-bit chunk of the hashes, the entries sorted by the value
 * of that chunk. Hashes within radius r agree so well in at least one chunk that only few buckets have to be looked at
 * (Norouzi, Punjani, Fleet: Fast exact search in Hamming space with multi-index hashing, 2014).
 *
 * Takes 16 bytes per entry and chunk (256 bytes per 256-bit hash) and 256 KiB per chunk.
 */
export class ChunkIndex {
  readonly #heap: KernelHeap;
  readonly #list: HashList;
  readonly #entries: number;
  readonly #chunks: number;
  readonly #offsets: number;
  readonly #records: number;
  readonly #masks: number;
  readonly #maskCounts: Uint32Array;
  readonly #maskCountsAddress: number;

  /** Takes the memory; `tasks` fill it. */
  constructor(heap: KernelHeap, list: HashList, entries: number) {
    this.#heap = heap;
    this.#list = list;
    this.#entries = entries;
    this.#chunks = Math.ceil(list.bits / chunkBits);
    this.#offsets = heap.allocate(4 * (buckets + 1) * this.#chunks);
    this.#records = heap.allocate(recordBytes * list.count * this.#chunks);
    const { masks, counts } = masksByWeight();
    this.#masks = heap.store(new Uint8Array(masks.buffer));
    this.#maskCounts = counts;
    this.#maskCountsAddress = heap.store(new Uint8Array(counts.buffer));
  }

  /** What has to be run once before the first search. */
  tasks(): readonly KernelTask[] {
    const { count } = this.#list;
    return Array.from({ length: this.#chunks }, (_, chunk) => ({
      work: 1,
      name: "sortChunk",
      args: () => [
        this.#entries,
        count,
        chunk,
        this.#offsets + 4 * (buckets + 1) * chunk,
        this.#records + recordBytes * count * chunk,
      ],
      finish: () => [],
    }));
  }

  /** Whether looking at buckets is cheaper than looking at every entry. */
  suits(radius: number): boolean {
    const looked = chunkRadii(radius, this.#chunks).reduce(
      (sum, r) => sum + (r < 0 ? 0 : (this.#maskCounts[r] ?? 0)),
      0,
    );
    return looked * costOfBucketEntry < buckets;
  }

  /** Puts the radii of the chunks into the kernel's memory; returns the index's arguments of `probe`, in their order. */
  arguments(radius: number): readonly number[] {
    const radii = this.#heap.store(new Uint8Array(chunkRadii(radius, this.#chunks).buffer));
    return [this.#offsets, this.#records, this.#chunks, radii, this.#masks, this.#maskCountsAddress];
  }
}

/**
 * How far each chunk has to be searched: with r = a * chunks + b the first b + 1 chunks by a bits, the others by a - 1
 * (-1: not at all). If every chunk differed by more, the hashes would differ by r + 1 or more.
 */
function chunkRadii(radius: number, chunks: number): Int32Array {
  const a = Math.floor(radius / chunks);
  const b = radius % chunks;
  return Int32Array.from({ length: chunks }, (_, chunk) => (chunk <= b ? a : a - 1));
}

/** All 16-bit numbers sorted by weight, and how many have a weight of at most 0, 1, ... 16. */
function masksByWeight(): { masks: Uint16Array; counts: Uint32Array } {
  const masks = new Uint16Array(buckets);
  const counts = new Uint32Array(chunkBits + 1);
  let filled = 0;
  for (let weight = 0; weight <= chunkBits; weight++) {
    for (let mask = 0; mask < buckets; mask++) if (popcount32(mask) === weight) masks[filled++] = mask;
    counts[weight] = filled;
  }
  return { masks, counts };
}
