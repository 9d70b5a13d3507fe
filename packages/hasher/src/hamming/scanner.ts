import type { HashList } from "./hash-list.js";

/** Pairs that a search found, one per index of the three arrays. */
export interface Matches {
  /** Index of the hash that was searched for. */
  readonly query: Uint32Array;
  /** Index of the hash that was found. */
  readonly entry: Uint32Array;
  readonly distance: Uint16Array;
}

/** Progress and cancellation of a long scan. */
export interface ScanOptions {
  /** Called now and then with the share of the work that is done, 0 to 1; last with 1. */
  readonly onProgress?: (done: number) => void;
  /** Rejects the scan with the signal's reason soon after it fires; the scanner stays usable. */
  readonly signal?: AbortSignal;
}

/**
 * Searches a list of hashes by Hamming distance, looking at every entry. Queries have to be of the list's width. All
 * results are exact and do not depend on the number of threads.
 */
export interface HammingScanner {
  readonly list: HashList;
  /** Every pair with distance at most `radius`, ordered by query, then by entry. */
  within(queries: HashList, radius: number, options?: ScanOptions): Promise<Matches>;
  /** The `k` nearest entries of every query (all, if there are fewer), ordered by query, distance, entry. */
  nearest(queries: HashList, k: number, options?: ScanOptions): Promise<Matches>;
  /** How many pairs (query, entry) have distance 0, 1, ... `list.width`. */
  histogram(queries: HashList, options?: ScanOptions): Promise<Float64Array>;
  /** How many unordered pairs of different entries have distance 0, 1, ... `list.width`. */
  pairHistogram(options?: ScanOptions): Promise<Float64Array>;
  /** Ends the scanner's threads. */
  close(): Promise<void>;
}
