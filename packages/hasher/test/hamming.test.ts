import { fc, test as property } from "@fast-check/vitest";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  createHashList,
  createPlainScanner,
  createScanner,
  type HammingErrorCode,
  type HammingScanner,
  type HashList,
  hammingDistance,
  hashAt,
  type Matches,
  packHashes,
  type ScannerOptions,
} from "../src/index.js";
import { runInWorkers } from "../src/node.js";

vi.setConfig({ testTimeout: 60_000 }); // threads are slow to start on a busy machine

const open = new Set<HammingScanner>();
afterEach(async () => {
  for (const scanner of open) await scanner.close();
  open.clear();
});
function scannerOf(list: HashList, options?: ScannerOptions): HammingScanner {
  const scanner = createScanner(list, options);
  open.add(scanner);
  return scanner;
}

const variants: ReadonlyArray<readonly [string, ScannerOptions]> = [
  ["flat", {}],
  ["multi-index", { index: true }],
  ["flat, 3 threads", { run: runInWorkers(3) }],
  ["multi-index, 2 threads", { index: true, run: runInWorkers(2) }],
];

/** Hashes around a few centres, so that every distance from 0 on occurs; `spread` of 256 bits are turned over. */
function clustered(bits: number, count: number, seed: number, spread = 0.1): HashList {
  const list = createHashList(bits, count);
  let state = seed | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const centres = Array.from({ length: 5 }, () => Uint8Array.from({ length: bits / 8 }, () => next() >>> 24));
  for (let i = 0; i < count; i++) {
    const hash = hashAt(list, i);
    hash.set(centres[next() % centres.length] ?? []);
    const turned = next() % Math.max(1, Math.floor(bits * spread));
    for (let t = 0; t < turned; t++) {
      const p = next() % bits;
      hash[p >> 3] = (hash[p >> 3] ?? 0) ^ (0x80 >> (p & 7));
    }
  }
  return list;
}

function expectSame(actual: Matches, expected: Matches): void {
  expect(Buffer.from(actual.query.buffer).equals(Buffer.from(expected.query.buffer))).toBe(true);
  expect(Buffer.from(actual.entry.buffer).equals(Buffer.from(expected.entry.buffer))).toBe(true);
  expect(Buffer.from(actual.distance.buffer).equals(Buffer.from(expected.distance.buffer))).toBe(true);
}

const scan = fc.record({
  bits: fc.constantFrom(8, 64, 96, 256),
  entries: fc.integer({ min: 0, max: 400 }),
  queries: fc.integer({ min: 0, max: 60 }),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  radiusShare: fc.constantFrom(0, 0.01, 0.06, 0.12, 0.2, 0.5, 1),
  k: fc.integer({ min: 0, max: 12 }),
});

/** Two tiles and a bit, and what the twin finds there: computed once. */
let largeScan: ReturnType<typeof scanLarge> | undefined;
function large(): ReturnType<typeof scanLarge> {
  largeScan ??= scanLarge();
  return largeScan;
}
async function scanLarge(): Promise<
  Record<"list" | "queries" | "few", HashList> &
    Record<"within" | "nearest", Matches> &
    Record<"histogram" | "pairHistogram", Float64Array>
> {
  const [list, queries] = [clustered(256, 2100, 3, 0.2), clustered(256, 1030, 4, 0.2)];
  const few = clustered(256, 30, 5, 0.2);
  const twin = createPlainScanner(list);
  return {
    list,
    queries,
    within: await twin.within(queries, 30),
    few,
    nearest: await twin.nearest(few, 3),
    histogram: await twin.histogram(queries),
    pairHistogram: await twin.pairHistogram(),
  };
}

describe.each(variants)("%s", (_name, options) => {
  property.prop([scan], { numRuns: 15 })("finds what the plain twin finds", async (given) => {
    const list = clustered(given.bits, given.entries, given.seed);
    const queries = clustered(given.bits, given.queries, given.seed + (given.k % 2));
    const radius = Math.floor(given.bits * given.radiusShare);
    const [scanner, twin] = [scannerOf(list, options), createPlainScanner(list)];
    expectSame(await scanner.within(queries, radius), await twin.within(queries, radius));
    expectSame(await scanner.nearest(queries, given.k), await twin.nearest(queries, given.k));
    expect(await scanner.histogram(queries)).toEqual(await twin.histogram(queries));
    expect(await scanner.pairHistogram()).toEqual(await twin.pairHistogram());
  });

  test("lists and queries of more than one tile", async () => {
    const { list, queries, few, ...expected } = await large();
    const scanner = scannerOf(list, options);
    const progress: number[] = [];
    expectSame(await scanner.within(queries, 30, { onProgress: (done) => progress.push(done) }), expected.within);
    expect(progress.length).toBeGreaterThan(1);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
    expect(progress.filter((done) => done >= 1)).toHaveLength(1);
    expectSame(await scanner.nearest(few, 3), expected.nearest);
    expect(await scanner.histogram(queries)).toEqual(expected.histogram);
    expect(await scanner.pairHistogram()).toEqual(expected.pairHistogram);
  });

  test("more matches than a task has space for", async () => {
    const list = createHashList(256, 70_000); // all equal: a single query matches them all
    const { query, entry } = await scannerOf(list, options).within(createHashList(256, 2), 0);
    expect(query).toHaveLength(140_000);
    expect(query[69_999]).toBe(0);
    expect(query[70_000]).toBe(1);
    expect(entry.subarray(70_000).every((index, i) => index === i)).toBe(true);
  });

  test("both sides of the radius", async () => {
    const list = packHashes(256, [withOnes(30), withOnes(31)]);
    const { entry, distance } = await scannerOf(list, options).within(createHashList(256, 1), 30);
    expect([...entry]).toEqual([0]);
    expect([...distance]).toEqual([30]);
  });

  test("a scan that is called off rejects with its reason, and the scanner goes on", async () => {
    const list = clustered(256, 5000, 9);
    const scanner = scannerOf(list, options);
    const controller = new AbortController();
    const reason = new Error("enough");
    const scan = scanner.pairHistogram({ signal: controller.signal, onProgress: () => controller.abort(reason) });
    await expect(scan).rejects.toBe(reason);
    const all = await scanner.pairHistogram();
    expect(all.reduce((sum, pairs) => sum + pairs, 0)).toBe((5000 * 4999) / 2);
  });

  test("searches asked for at the same time do not mix", async () => {
    const list = clustered(256, 900, 5);
    const [scanner, twin] = [scannerOf(list, options), createPlainScanner(list)];
    const seeds = [1, 2, 3].map((seed) => clustered(256, 50, seed));
    const results = await Promise.all(seeds.map((queries) => scanner.within(queries, 60)));
    for (const [i, queries] of seeds.entries()) expectSame(results[i] as Matches, await twin.within(queries, 60));
  });

  test("refuses what makes no sense", async () => {
    const scanner = scannerOf(createHashList(256, 3), options);
    const code = (code: HammingErrorCode): object => ({ name: "HammingError", code });
    const queries = createHashList(256, 1);
    await expect(scanner.within(createHashList(64, 1), 3)).rejects.toMatchObject(code("width-mismatch"));
    for (const radius of [-1, 257, 1.5, Number.NaN]) {
      await expect(scanner.within(queries, radius)).rejects.toMatchObject(code("out-of-range"));
    }
    for (const k of [-1, 0.5, Number.NaN]) {
      await expect(scanner.nearest(queries, k)).rejects.toMatchObject(code("out-of-range"));
    }
    await scanner.close();
    await expect(scanner.within(queries, 3)).rejects.toMatchObject(code("closed"));
  });
});

test("the twin agrees with the distance of two hashes", async () => {
  const list = clustered(96, 40, 2, 0.5);
  const { query, entry, distance } = await createPlainScanner(list).within(list, 96);
  expect(query).toHaveLength(1600);
  for (const [i, q] of query.entries()) {
    expect(distance[i]).toBe(hammingDistance(hashAt(list, q), hashAt(list, entry[i] ?? 0)));
  }
});

describe("hash lists", () => {
  test.each([0, 4, 12, 264, 8.5])("refuse %d bits", (bits) => {
    expect(() => createHashList(bits, 1)).toThrow(expect.objectContaining({ code: "unsupported-width" }));
  });
  test("refuse hashes of another length", () => {
    expect(() => packHashes(256, [new Uint8Array(32), new Uint8Array(31)])).toThrow(
      expect.objectContaining({ code: "length-mismatch" }),
    );
  });
  test("give back what they were given", () => {
    const hashes = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)];
    const list = packHashes(24, hashes);
    expect([hashAt(list, 0), hashAt(list, 1)]).toEqual(hashes);
  });
});

/** 256 bits, the first `count` of them ones. */
function withOnes(count: number): Uint8Array {
  const hash = new Uint8Array(32);
  for (let p = 0; p < count; p++) hash[p >> 3] = (hash[p >> 3] ?? 0) | (0x80 >> (p & 7));
  return hash;
}
