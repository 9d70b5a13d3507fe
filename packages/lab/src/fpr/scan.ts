import { createScanner, type HashList, type ScannerOptions } from "@glasshouse/hasher";
import { runInWorkers } from "@glasshouse/hasher/node";
import { type PairColumns, PairStore } from "./pairs.js";
import type { ScanState } from "./scan-state.js";

/** Pairs of hashes that are compared between two records of the state file: some seconds. */
const pairsPerChunk = 2 ** 30;

/** Choices of {@link scanPairs}. */
export interface ScanOptions {
  /** Largest distance of interest, inclusive. */
  readonly radius: number;
  /** Matches to keep at most; beyond it the radius shrinks. Default 10 million: 100 MB. */
  readonly mostMatches?: number;
  /** Images between two records of the state file. Default: some seconds of work. */
  readonly imagesPerChunk?: number;
  /** Threads. Default: none but this one. */
  readonly workers?: number;
  /** Where finished chunks go, and where those of an earlier run come from. */
  readonly state?: ScanState;
  readonly signal?: AbortSignal;
  /** Told how many images are done. */
  readonly onProgress?: (images: number) => void;
}

/** Matches of a scan. */
export interface ScannedPairs {
  readonly pairs: PairColumns;
  /** Largest distance of which all pairs are there: the radius asked for, unless there were too many matches. */
  readonly radius: number;
}

/** Images per chunk, which follows from the list alone: a resumed run cuts the same chunks. */
export function chunkImages(listEntries: number): number {
  return Math.min(65_536, Math.max(256, Math.ceil(pairsPerChunk / listEntries)));
}

/** Every pair of an image and an entry within the radius, in chunks of images. */
export async function scanPairs(
  images: HashList,
  list: HashList,
  {
    radius,
    mostMatches = 10_000_000,
    imagesPerChunk = chunkImages(list.count),
    workers,
    state,
    signal,
    onProgress,
  }: ScanOptions,
): Promise<ScannedPairs> {
  const store = new PairStore(radius, mostMatches);
  const options: ScannerOptions = workers === undefined ? {} : { run: runInWorkers(workers) };
  const scanner = createScanner(list, options);
  try {
    for (let first = 0; first < images.count; first += imagesPerChunk) {
      signal?.throwIfAborted();
      const count = Math.min(imagesPerChunk, images.count - first);
      const known = await state?.read(first);
      const found = known ?? (await searchChunk(first, count));
      if (known === undefined) await state?.append(first, found);
      for (let i = 0; i < found.query.length; i++)
        store.add(first + (found.query[i] as number), found.entry[i] as number, found.distance[i] as number);
      onProgress?.(first + count);
    }
  } finally {
    await scanner.close();
  }
  return { pairs: store.columns(), radius: store.radius };

  function searchChunk(first: number, count: number) {
    const bytes = images.width / 8;
    const data = images.data.subarray(first * bytes, (first + count) * bytes);
    return scanner.within({ ...images, count, data }, Math.max(0, store.radius), {
      ...(signal && { signal }),
      ...(onProgress && { onProgress: (share) => onProgress(first + share * count) }),
    });
  }
}
