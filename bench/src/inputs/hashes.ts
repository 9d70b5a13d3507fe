import { createSeededRandom } from "@glasshouse/fixtures";
import { createHashList, type HashList, hashAt } from "@glasshouse/hasher";

/** Largest distance of planted neighbours, bits. */
export const plantedRadius = 30;

/** Uniform hashes: unrelated ones lie near 128 bits apart, as those of pictures do. */
export function createHashes(label: string, count: number): HashList {
  const list = createHashList(256, count);
  const random = createSeededRandom(`bench hamming ${label}`).quick("bits");
  const words = new Uint32Array(list.data.buffer, list.data.byteOffset, list.data.length / 4);
  for (let i = 0; i < words.length; i++) words[i] = random.uint32();
  return list;
}

/** Queries of which the first half lie 0 to {@link plantedRadius} bits from an entry. */
export function createQueries(list: HashList, count: number): HashList {
  const queries = createHashes(`queries ${count}`, count);
  const random = createSeededRandom(`bench hamming planted ${count}`);
  for (let i = 0; i < count; i++) {
    if (i % 2 === 1) continue;
    const near = hashAt(list, random.integer(list.count)).slice();
    for (let flips = random.integer(plantedRadius + 1); flips > 0; flips--) {
      const bit = random.integer(256);
      near[bit >> 3] = (near[bit >> 3] as number) ^ (1 << (bit & 7));
    }
    queries.data.set(near, i * 32);
  }
  return queries;
}
