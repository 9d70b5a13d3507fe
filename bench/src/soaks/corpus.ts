import { createHash } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createSeededRandom } from "@glasshouse/fixtures";
import { createScanner, encodeHex, type HashList, hashAt, packHashes } from "@glasshouse/hasher";
import { type HashLine, importCorpus, readCorpus } from "@glasshouse/lab/corpus";
import type { Soak } from "./soak.js";

const memoryLimit = 2 ** 31; // bytes
const entryCount = 10_000;
const bits = 256;
const radius = 30;
/** Every so many rows, a row is an entry with up to `radius` bits turned over. */
const plantedEvery = 1009;

/** Hashes that are written, read back and scanned within bounded memory. */
export const corpus: Soak = {
  description: "ten million hashes in a corpus, written, read and scanned against 10,000 entries within 2 GiB",
  // For a shorter run: GLASSHOUSE_CORPUS_ROWS=1000000 npm run soak -- corpus
  run: (log) => soakCorpus(Number(process.env.GLASSHOUSE_CORPUS_ROWS ?? 10_000_000), entryCount, log),
};

/**
 * @param rows hashes in the corpus
 * @param entries hashes that they are compared with
 * @returns whether every row came back, every planted match was found and nothing else, in at most 2 GiB
 */
export async function soakCorpus(rows: number, entries: number, log: (text: string) => void): Promise<boolean> {
  const folder = await mkdtemp(path.join(tmpdir(), "glasshouse-soak-"));
  try {
    const file = path.join(folder, "soak.parquet");
    const list = createEntries(entries);
    const written = createHash("sha256");
    const planted: string[] = [];
    const seconds = startClock();
    await importCorpus(file, createLines(rows, list, written, planted));
    log(`${rows} hashes written in ${seconds()} s, ${(await stat(file)).size} bytes, peak ${peakMebibytes()} MiB\n`);

    const read = createHash("sha256");
    let count = 0;
    for await (const { hashes } of readCorpus(file)) {
      read.update(hashes.data);
      count += hashes.count;
    }
    const isSame = read.digest("hex") === written.digest("hex");
    log(
      `${count} hashes read in ${seconds()} s, ${isSame ? "the same" : "NOT THE SAME"}, peak ${peakMebibytes()} MiB\n`,
    );

    const found = await scan(file, list);
    const isFound = found.length === planted.length && found.every((match, index) => match === planted[index]);
    log(`${rows * entries} pairs scanned in ${seconds()} s, ${found.length} matches of ${planted.length} planted\n`);
    const peak = peakMebibytes();
    log(`peak resident memory ${peak} MiB, expected at most ${memoryLimit / 2 ** 20}\n`);
    return count === rows && isSame && isFound && peak <= memoryLimit / 2 ** 20;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** "row entry distance" of every pair within the radius, by row. */
async function scan(file: string, list: HashList): Promise<string[]> {
  const scanner = createScanner(list);
  const found: string[] = [];
  try {
    for await (const { first, hashes } of readCorpus(file)) {
      const { query, entry, distance } = await scanner.within(hashes, radius);
      query.forEach((row, index) => void found.push(`${first + row} ${entry[index]} ${distance[index]}`));
    }
  } finally {
    await scanner.close();
  }
  return found;
}

const random = createSeededRandom("corpus soak");

function createEntries(count: number): HashList {
  const { uint32 } = random.quick("entries");
  return packHashes(
    bits,
    Array.from({ length: count }, () => new Uint8Array(Uint32Array.from({ length: bits / 32 }, uint32).buffer)),
  );
}

function* createLines(
  rows: number,
  list: HashList,
  written: ReturnType<typeof createHash>,
  planted: string[],
): Generator<HashLine> {
  const { uint32 } = random.quick("rows");
  const pins = {
    decoder: "none: generated bits",
    colourConversion: "off",
    orientation: "exif",
    background: "white",
    frame: "first",
    shrinkOnLoad: "off",
  } as const;
  const words = new Uint32Array(bits / 32);
  const hash = new Uint8Array(words.buffer);
  for (let row = 0; row < rows; row++) {
    for (let word = 0; word < words.length; word++) words[word] = uint32();
    if (row % plantedEvery === 0) {
      const entry = uint32() % list.count;
      const distance = uint32() % (radius + 1);
      hash.set(hashAt(list, entry));
      const start = uint32() % bits;
      for (let i = 0; i < distance; i++) {
        const position = (start + 7 * i) % bits; // 7 is odd: no position comes twice
        hash[position >> 3] = (hash[position >> 3] ?? 0) ^ (0x80 >> (position & 7));
      }
      planted.push(`${row} ${entry} ${distance}`);
    }
    written.update(hash);
    const path = `generated/${row >> 12}/${row}.jpg`;
    yield { path, algorithm: "generated", pins, hash: encodeHex(hash), quality: row % 101, width: 4032, height: 3024 };
  }
}

function startClock(): () => string {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const seconds = (now - last) / 1000;
    last = now;
    return seconds.toFixed(1);
  };
}

/** The most memory that this process has held at once. */
function peakMebibytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
