import { checkNeighbours, checkQueries, checkRadius } from "./checks.js";
import { ChunkIndex } from "./chunk-index.js";
import { HammingError, type HashList } from "./hash-list.js";
import { compileKernel, KernelHeap } from "./kernel.js";
import { MatchBuffers, matchCapacity } from "./match-buffers.js";
import { type KernelRunner, type KernelTask, type RunnerFactory, runHere, runTasks } from "./runner.js";
import type { HammingScanner, Matches, ScanOptions } from "./scanner.js";

/** Entries per task: 32 KiB of 256-bit hashes stay in the first cache while every query of the task meets them. */
const tileEntries = 1024;
/** Queries per task: with a tile about a million pairs, a millisecond. */
const blockQueries = 1024;
/** Pairs that a task of few queries should have, so that calling the kernel stays cheap beside its work. */
const taskPairs = 2 ** 18;
/** Queries per task of an indexed search: well under a millisecond at a million entries. */
const indexedQueries = 16;
/** Four interleaved counters of u32 per distance. */
const lanes = 4;

/** Choices of {@link createScanner}. */
export interface ScannerOptions {
  /** Where the kernel runs: on this thread unless given. */
  readonly run?: RunnerFactory;
  /** Sort the list into a multi-index first: `within` at small radii then looks at few entries of a large list. */
  readonly index?: boolean;
}

/**
 * A scanner in WebAssembly. The list is copied into the kernel's memory once: 32 bytes per 256-bit hash, 288 with
 * an index. Searches run one after the other. Throws `RangeError` if 4 GiB are not enough.
 */
export function createScanner(list: HashList, { run = runHere, index = false }: ScannerOptions = {}): HammingScanner {
  return new KernelScanner(list, run, index);
}

class KernelScanner implements HammingScanner {
  readonly list: HashList;
  readonly #heap = new KernelHeap();
  readonly #runner: KernelRunner;
  readonly #entries: number;
  readonly #index: ChunkIndex | undefined;
  /** The end of the last job that was asked for; building the index is the first. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(list: HashList, run: RunnerFactory, index: boolean) {
    this.list = list;
    this.#entries = this.#heap.store(list.data);
    this.#index = index ? new ChunkIndex(this.#heap, list, this.#entries) : undefined;
    this.#runner = run(compileKernel(list.width), this.#heap.memory);
    if (this.#index) this.#last = this.#run(0, this.#index.tasks(), {});
  }

  within(queries: HashList, radius: number, options: ScanOptions = {}): Promise<Matches> {
    return this.#scan(queries, async (address) => {
      checkRadius(this.list, radius);
      const buffers = new MatchBuffers(this.#heap, this.#runner.slots);
      const flat = (tile: Range, block: Range): KernelTask => ({
        work: tile.count * block.count,
        name: "within",
        args: (slot) => [
          this.#at(address, block.first),
          block.count,
          block.first,
          this.#at(this.#entries, tile.first),
          tile.count,
          tile.first,
          radius,
          buffers.address(slot),
          matchCapacity,
        ],
        // One query has at most a tile of matches, which fit.
        finish: (slot, found) => buffers.take(slot, found) ?? halves(block).map((half) => flat(tile, half)),
      });
      const indexed = (block: Range, index: readonly number[]): KernelTask => ({
        work: block.count * this.list.count,
        name: "probe",
        args: (slot) => [
          this.#at(address, block.first),
          block.count,
          block.first,
          this.#entries,
          this.list.count,
          ...index,
          radius,
          buffers.address(slot),
          matchCapacity,
        ],
        finish: (slot, found) =>
          buffers.take(slot, found) ??
          (block.count > 1
            ? halves(block).map((half) => indexed(half, index))
            : this.#tiles(1).map((tile) => flat(tile, block))),
      });
      const index = this.#index?.suits(radius) ? this.#index.arguments(radius) : undefined;
      const tasks = index
        ? ranges(queries.count, indexedQueries).map((block) => indexed(block, index))
        : pairs(this.#tiles(queries.count), blocksOf(queries), flat);
      await this.#run(queries.count * this.list.count, tasks, options);
      return buffers.sorted();
    });
  }

  nearest(queries: HashList, k: number, options: ScanOptions = {}): Promise<Matches> {
    return this.#scan(queries, async (address) => {
      checkNeighbours(k);
      const kept = Math.min(k, this.list.count);
      if (kept === 0 || queries.count === 0) {
        options.onProgress?.(1);
        return { query: new Uint32Array(), entry: new Uint32Array(), distance: new Uint16Array() };
      }
      const best = this.#heap.allocate(8 * kept * queries.count);
      new Uint8Array(this.#heap.memory.buffer, best, 8 * kept * queries.count).fill(0xff);
      const tiles = this.#tiles(queries.count);
      // A block of queries meets the tiles in order, one task after the other: ties then keep the smaller index.
      const task = (block: Range, tile: number): KernelTask => {
        const { first, count } = tiles[tile] ?? { first: 0, count: 0 };
        return {
          work: block.count * (this.list.count - first),
          name: "nearest",
          args: () => [
            this.#at(address, block.first),
            block.count,
            this.#at(this.#entries, first),
            count,
            first,
            kept,
            best + 8 * kept * block.first,
          ],
          finish: () => (tile + 1 < tiles.length ? [task(block, tile + 1)] : []),
        };
      };
      const perSlot = Math.max(1, Math.ceil(queries.count / this.#runner.slots));
      const blocks = ranges(queries.count, Math.min(blockQueries, perSlot));
      await this.#run(
        queries.count * this.list.count,
        blocks.map((block) => task(block, 0)),
        options,
      );
      const words = new Uint32Array(this.#heap.memory.buffer, best, 2 * kept * queries.count);
      return {
        query: Uint32Array.from({ length: kept * queries.count }, (_, i) => Math.floor(i / kept)),
        entry: Uint32Array.from({ length: kept * queries.count }, (_, i) => words[2 * i + 1] ?? 0),
        distance: Uint16Array.from({ length: kept * queries.count }, (_, i) => words[2 * i] ?? 0),
      };
    });
  }

  histogram(queries: HashList, options: ScanOptions = {}): Promise<Float64Array> {
    return this.#scan(queries, async (address) => {
      const counters = this.#counters();
      const task = (tile: Range, block: Range): KernelTask => ({
        work: tile.count * block.count,
        name: "histogram",
        args: (slot) => [
          this.#at(address, block.first),
          block.count,
          this.#at(this.#entries, tile.first),
          tile.count,
          counters.address(slot),
        ],
        finish: counters.take,
      });
      await this.#run(
        queries.count * this.list.count,
        pairs(this.#tiles(queries.count), blocksOf(queries), task),
        options,
      );
      return counters.totals;
    });
  }

  pairHistogram(options: ScanOptions = {}): Promise<Float64Array> {
    return this.#scan(this.list, async () => {
      const counters = this.#counters();
      const tiles = ranges(this.list.count, tileEntries);
      const { list } = this;
      const at = (tile: Range): number => this.#at(this.#entries, tile.first);
      function* tasks(): Generator<KernelTask> {
        for (const [index, a] of tiles.entries()) {
          yield {
            work: (a.count * (a.count - 1)) / 2,
            name: "pairHistogram",
            args: (slot) => [at(a), a.count, counters.address(slot)],
            finish: counters.take,
          };
          for (const b of tiles.slice(index + 1)) {
            yield {
              work: a.count * b.count,
              name: "histogram",
              args: (slot) => [at(a), a.count, at(b), b.count, counters.address(slot)],
              finish: counters.take,
            };
          }
        }
      }
      await this.#run((list.count * (list.count - 1)) / 2, tasks(), options);
      return counters.totals;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
    await this.#runner.close();
  }

  /** Runs one search at a time, with the queries in the kernel's memory, and gives its memory back. */
  #scan<T>(queries: HashList, search: (queries: number) => Promise<T>): Promise<T> {
    const result = this.#last.then(async () => {
      if (this.#closed) throw new HammingError("closed", "got a search after close, expected none");
      checkQueries(this.list, queries);
      const mark = this.#heap.mark();
      try {
        return await search(queries === this.list ? this.#entries : this.#heap.store(queries.data));
      } finally {
        this.#heap.release(mark);
      }
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  #run(total: number, tasks: Iterable<KernelTask>, options: ScanOptions): Promise<void> {
    return runTasks(this.#runner, total, tasks, options);
  }

  #tiles(queries: number): Range[] {
    const entries = Math.floor(taskPairs / Math.max(1, queries));
    return ranges(this.list.count, Math.min(Math.max(entries, tileEntries), matchCapacity));
  }

  #at(list: number, index: number): number {
    return list + (index * this.list.width) / 8;
  }

  /** Histograms of u32, one per slot, emptied into doubles after every task. */
  #counters(): { totals: Float64Array; address(slot: number): number; take(slot: number): readonly [] } {
    const distances = this.list.width + 1;
    const bytes = 4 * lanes * distances;
    const addresses = Array.from({ length: this.#runner.slots }, () => this.#heap.allocate(bytes));
    const words = (slot: number): Uint32Array =>
      new Uint32Array(this.#heap.memory.buffer, addresses[slot], lanes * distances);
    for (const slot of addresses.keys()) words(slot).fill(0);
    const totals = new Float64Array(distances);
    return {
      totals,
      address: (slot) => addresses[slot] ?? 0,
      take: (slot) => {
        const counts = words(slot);
        for (let i = 0; i < counts.length; i++) {
          const distance = Math.floor(i / lanes);
          totals[distance] = (totals[distance] ?? 0) + (counts[i] ?? 0);
        }
        counts.fill(0);
        return [];
      },
    };
  }
}

interface Range {
  readonly first: number;
  readonly count: number;
}

function halves({ first, count }: Range): Range[] {
  const half = Math.ceil(count / 2);
  return [
    { first, count: half },
    { first: first + half, count: count - half },
  ];
}

function blocksOf(queries: HashList): Range[] {
  return ranges(queries.count, blockQueries);
}

function* pairs(
  tiles: readonly Range[],
  blocks: readonly Range[],
  task: (tile: Range, block: Range) => KernelTask,
): Generator<KernelTask> {
  for (const block of blocks) for (const tile of tiles) yield task(tile, block);
}

function ranges(total: number, length: number): Range[] {
  return Array.from({ length: Math.ceil(total / length) }, (_, index) => ({
    first: index * length,
    count: Math.min(length, total - index * length),
  }));
}
