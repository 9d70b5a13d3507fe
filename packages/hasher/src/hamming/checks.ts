import { HammingError, type HashList } from "./hash-list.js";

/** Throws `width-mismatch` unless queries and entries have the same bits. */
export function checkQueries(list: HashList, queries: HashList): void {
  if (queries.bits !== list.bits) {
    throw new HammingError("width-mismatch", `got queries of ${queries.bits} bits, expected ${list.bits}`);
  }
}

/** Throws `out-of-range` unless the radius is a whole number from 0 to the bits of a hash. */
export function checkRadius(list: HashList, radius: number): void {
  if (!Number.isInteger(radius) || radius < 0 || radius > list.bits) {
    throw new HammingError("out-of-range", `got radius ${radius}, expected a whole number from 0 to ${list.bits}`);
  }
}

/** Throws `out-of-range` unless `k` is a whole number. */
export function checkNeighbours(k: number): void {
  if (!Number.isInteger(k) || k < 0) {
    throw new HammingError("out-of-range", `got ${k} neighbours, expected a whole number from 0`);
  }
}
