import { popcount32 } from "../bits.js";
import { checkNeighbours, checkQueries, checkRadius } from "./checks.js";
import type { HashList } from "./hash-list.js";
import type { HammingScanner, Matches } from "./scanner.js";

/**
 * The plain twin of the WebAssembly scanner: JavaScript, one pair after the other, the oracle of the tests. It reports
 * progress at the end only and cannot be interrupted.
 */
export function createPlainScanner(list: HashList): HammingScanner {
  const entries = wordsOf(list);
  const wordsPerHash = list.width / 32;
  /** Shows the distances of each query to all entries; the array is used again for the next query. */
  const scan = (queries: HashList, show: (query: number, distances: Uint16Array) => void): void => {
    checkQueries(list, queries);
    const words = wordsOf(queries);
    const distances = new Uint16Array(list.count);
    for (let query = 0; query < queries.count; query++) {
      for (let entry = 0; entry < list.count; entry++) {
        let distance = 0;
        for (let w = 0; w < wordsPerHash; w++) {
          distance += popcount32((words[query * wordsPerHash + w] ?? 0) ^ (entries[entry * wordsPerHash + w] ?? 0));
        }
        distances[entry] = distance;
      }
      show(query, distances);
    }
  };
  return {
    list,
    async within(queries, radius, options = {}) {
      checkRadius(list, radius);
      const found: Found[] = [];
      scan(queries, (query, distances) => {
        for (let entry = 0; entry < list.count; entry++) {
          const distance = distances[entry] ?? 0;
          if (distance <= radius) found.push({ query, entry, distance });
        }
      });
      options.onProgress?.(1);
      return toMatches(found);
    },
    async nearest(queries, k, options = {}) {
      checkNeighbours(k);
      const found: Found[] = [];
      scan(queries, (query, distances) => {
        const all = Array.from(distances, (distance, entry) => ({ query, entry, distance }));
        found.push(...all.sort((a, b) => a.distance - b.distance || a.entry - b.entry).slice(0, k));
      });
      options.onProgress?.(1);
      return toMatches(found);
    },
    async histogram(queries, options = {}) {
      const counts = new Float64Array(list.width + 1);
      scan(queries, (_query, distances) => addTo(counts, distances));
      options.onProgress?.(1);
      return counts;
    },
    async pairHistogram(options = {}) {
      const counts = new Float64Array(list.width + 1);
      scan(list, (query, distances) => addTo(counts, distances.subarray(query + 1)));
      options.onProgress?.(1);
      return counts;
    },
    async close() {},
  };
}

function addTo(counts: Float64Array, distances: Uint16Array): void {
  for (const distance of distances) counts[distance] = (counts[distance] ?? 0) + 1;
}

function wordsOf({ data }: HashList): Uint32Array {
  return new Uint32Array(data.slice().buffer); // a copy: a view of `data` may start between words
}

interface Found {
  readonly query: number;
  readonly entry: number;
  readonly distance: number;
}

function toMatches(found: readonly Found[]): Matches {
  return {
    query: Uint32Array.from(found, (f) => f.query),
    entry: Uint32Array.from(found, (f) => f.entry),
    distance: Uint16Array.from(found, (f) => f.distance),
  };
}
