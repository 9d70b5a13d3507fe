import {
  createPlainScanner,
  createScanner,
  encodeHex,
  type HammingScanner,
  type HashList,
  hashAt,
  type Matches,
} from "@glasshouse/hasher";
import { runInWorkers } from "@glasshouse/hasher/node";
import type { Contestant } from "../harness/contestant.js";
import { BenchError } from "../harness/errors.js";
import type { PreparedSuite, Scale, Suite } from "../harness/suite.js";
import { createHashes, createQueries, plantedRadius as radius } from "../inputs/hashes.js";

/** Searching lists by Hamming distance: the kernel against JavaScript, threads, and the index against looking at every entry. */
export const hamming: Suite = {
  description: "radius search of 256-bit hashes in lists of 100,000 and 1,000,000",
  prepare,
};

const sizes: Readonly<Record<Scale, { readonly list: number; readonly large: number }>> = {
  full: { list: 100_000, large: 1_000_000 },
  tiny: { list: 3000, large: 5000 },
};

async function prepare(scale: Scale): Promise<PreparedSuite> {
  const size = sizes[scale];
  const list = createHashes("list", size.list);
  const large = createHashes("large list", size.large);
  const many = createQueries(list, 512);
  const few = createQueries(list, 8);
  const indexed = createQueries(large, 64);

  const scanners = {
    plain: createPlainScanner(list),
    kernel: createScanner(list),
    oneThread: createScanner(list, { run: runInWorkers(1) }),
    twoThreads: createScanner(list, { run: runInWorkers(2) }),
    flat: createScanner(large),
    index: createScanner(large, { index: true }),
  };
  const tuned = createTunedSearch(list);
  const hexList = Array.from({ length: Math.min(size.list, 2000) }, (_, i) => encodeHex(hashAt(list, i)));
  const hexQuery = encodeHex(hashAt(few, 0));

  const kernel = search("kernel, one thread, per pair", scanners.kernel, many);
  const plain = search("oracle: plain twin, per pair", scanners.plain, few);
  const javascript: Contestant = {
    name: "JavaScript on 32-bit words with early exit, per pair",
    operationsPerCall: few.count * list.count,
    run: () => tuned(few, radius),
  };
  const strings: Contestant = {
    name: "hexadecimal strings, per pair",
    operationsPerCall: hexList.length,
    run: () => hexList.filter((hash) => hexDistance(hash, hexQuery) <= radius).length,
  };
  const oneThread = search("kernel on one worker, per pair", scanners.oneThread, many);
  const twoThreads = search("kernel on two workers, per pair", scanners.twoThreads, many);
  const flat = search(`every entry of ${size.large}, per pair`, scanners.flat, indexed);
  const index = search(`multi-index of ${size.large}, per pair`, scanners.index, indexed);
  return {
    oracle: plain,
    verify: async () => {
      const expected = await scanners.plain.within(few, radius);
      for (const name of ["kernel", "oneThread", "twoThreads"] as const)
        requireEqual(name, await scanners[name].within(few, radius), expected);
      requireEqual("index", await scanners.index.within(indexed, radius), await scanners.flat.within(indexed, radius));
      if (tuned(few, radius) !== expected.query.length)
        throw new BenchError("oracle-mismatch", "JavaScript on words: another number of matches than the plain twin");
      if (expected.query.length < few.count / 2)
        throw new BenchError("oracle-mismatch", "planted matches: not all found");
    },
    groups: [
      { contestants: [kernel, javascript, strings] },
      { contestants: [oneThread, twoThreads] },
      { contestants: [flat, index] },
    ],
    ratios: [
      ratio("JavaScript / kernel", javascript, kernel, 4),
      ratio("hexadecimal strings / kernel", strings, kernel, 1000),
      { ...ratio("one worker / two workers, wall time", oneThread, twoThreads, 1.8), clock: "wall" },
      ratio("every entry / multi-index, radius 30", flat, index, 8),
    ],
    dispose: async () => {
      await Promise.all(Object.values(scanners).map((scanner) => scanner.close()));
    },
  };
}

function ratio(name: string, slow: Contestant, quick: Contestant, target: number) {
  return { name, of: { [slow.name]: 1 }, to: { [quick.name]: 1 }, bound: "atLeast", target } as const;
}

function search(name: string, scanner: HammingScanner, queries: HashList): Contestant {
  return {
    name,
    operationsPerCall: queries.count * scanner.list.count,
    isAsync: true,
    run: () => scanner.within(queries, radius),
  };
}

function requireEqual(what: string, got: Matches, expected: Matches): void {
  for (const field of ["query", "entry", "distance"] as const)
    if (String(got[field]) !== String(expected[field]))
      throw new BenchError("oracle-mismatch", `${what}: its matches differ in ${field}`);
}

/** As quick as plain JavaScript gets: words in an array, bit-parallel counting, half of the hash first. */
function createTunedSearch(list: HashList): (queries: HashList, bound: number) => number {
  const entries = wordsOf(list);
  return (queries, bound) => {
    const asked = wordsOf(queries);
    let found = 0;
    for (let q = 0; q < asked.length; q += 8)
      for (let e = 0; e < entries.length; e += 8) {
        const half = halfDistance(asked, q, entries, e);
        if (half <= bound && half + halfDistance(asked, q + 4, entries, e + 4) <= bound) found++;
      }
    return found;
  };
}

function halfDistance(a: Uint32Array, i: number, b: Uint32Array, j: number): number {
  return (
    countBits((a[i] as number) ^ (b[j] as number)) +
    countBits((a[i + 1] as number) ^ (b[j + 1] as number)) +
    countBits((a[i + 2] as number) ^ (b[j + 2] as number)) +
    countBits((a[i + 3] as number) ^ (b[j + 3] as number))
  );
}

/** Set bits of a 32-bit word: pairs, nibbles, bytes, then their sum by one multiplication. */
function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function wordsOf({ data }: HashList): Uint32Array {
  return new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
}

/** What programs do that keep hashes as text: digit by digit. */
function hexDistance(a: string, b: string): number {
  let distance = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Number.parseInt(a.charAt(i), 16) ^ Number.parseInt(b.charAt(i), 16);
    distance += difference.toString(2).replaceAll("0", "").length;
  }
  return distance;
}
