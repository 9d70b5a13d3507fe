// Hamming distances in AssemblyScript, scalar i64.popcnt: measured faster here than SIMD, which has no population count
// of 64 bits. Compiled once per width (`wordsPerHash` is a constant of the compilation: 4 or 1) by wasm/build.mjs.
// Every function works on memory laid out by its caller and allocates nothing.

declare const wordsPerHash: i32;

const bytesPerHash: usize = (<usize>wordsPerHash) << 3;

/** A found pair: index of the query, index of the entry, distance. */
const bytesPerMatch: usize = 12;
/** A neighbour: distance, index of the entry. */
const bytesPerNeighbour: usize = 8;

/** The borders of 65,536 buckets. */
const bytesPerOffsets: usize = 65_537 << 2;

/** Returned by `within` and `probe` when the space for matches is used up. */
const outOfSpace: i32 = -1;

/**
 * Appends every pair with distance <= radius, queries in order and entries in order within a query.
 * Returns the number of pairs, or -1 if `capacity` pairs were not enough.
 */
export function within(
  queries: usize,
  queryCount: u32,
  firstQuery: u32,
  entries: usize,
  entryCount: u32,
  firstEntry: u32,
  radius: i32,
  out: usize,
  capacity: i32,
): i32 {
  let found: i32 = 0;
  const end = entries + <usize>entryCount * bytesPerHash;
  for (let q: u32 = 0; q < queryCount; q++) {
    const query = queries + <usize>q * bytesPerHash;
    const q0 = load<u64>(query);
    const q1 = wordsPerHash > 1 ? load<u64>(query, 8) : 0;
    const q2 = wordsPerHash > 1 ? load<u64>(query, 16) : 0;
    const q3 = wordsPerHash > 1 ? load<u64>(query, 24) : 0;
    for (let entry = entries; entry < end; entry += bytesPerHash) {
      let distance = popcnt(q0 ^ load<u64>(entry));
      if (wordsPerHash > 1) {
        distance += popcnt(q1 ^ load<u64>(entry, 8));
        if (<i32>distance > radius) continue;
        distance += popcnt(q2 ^ load<u64>(entry, 16)) + popcnt(q3 ^ load<u64>(entry, 24));
      }
      if (<i32>distance > radius) continue;
      if (found === capacity) return outOfSpace;
      const match = out + <usize>found * bytesPerMatch;
      store<u32>(match, firstQuery + q);
      store<u32>(match, firstEntry + <u32>((entry - entries) / bytesPerHash), 4);
      store<u32>(match, <u32>distance, 8);
      found++;
    }
  }
  return found;
}

/**
 * Keeps the k nearest entries of every query, sorted by distance, then by index, in `best` (k neighbours per query).
 * The caller fills `best` with 0xff bytes first and offers entries in ascending order.
 */
export function nearest(
  queries: usize,
  queryCount: u32,
  entries: usize,
  entryCount: u32,
  firstEntry: u32,
  k: u32,
  best: usize,
): i32 {
  const end = entries + <usize>entryCount * bytesPerHash;
  for (let q: u32 = 0; q < queryCount; q++) {
    const query = queries + <usize>q * bytesPerHash;
    const q0 = load<u64>(query);
    const q1 = wordsPerHash > 1 ? load<u64>(query, 8) : 0;
    const q2 = wordsPerHash > 1 ? load<u64>(query, 16) : 0;
    const q3 = wordsPerHash > 1 ? load<u64>(query, 24) : 0;
    const first = best + <usize>q * <usize>k * bytesPerNeighbour;
    const last = first + <usize>(k - 1) * bytesPerNeighbour;
    let limit = load<u32>(last);
    for (let entry = entries; entry < end; entry += bytesPerHash) {
      let distance = popcnt(q0 ^ load<u64>(entry));
      if (wordsPerHash > 1) {
        distance += popcnt(q1 ^ load<u64>(entry, 8));
        if (<u32>distance >= limit) continue;
        distance += popcnt(q2 ^ load<u64>(entry, 16)) + popcnt(q3 ^ load<u64>(entry, 24));
      }
      if (<u32>distance >= limit) continue;
      let place = last;
      while (place > first && load<u32>(place - bytesPerNeighbour) > <u32>distance) {
        store<u64>(place, load<u64>(place - bytesPerNeighbour));
        place -= bytesPerNeighbour;
      }
      store<u32>(place, <u32>distance);
      store<u32>(place, firstEntry + <u32>((entry - entries) / bytesPerHash), 4);
      limit = load<u32>(last);
    }
  }
  return 0;
}

/**
 * Adds the distances of all pairs (query, entry) to four interleaved histograms of u32 at `counts`: neighbouring pairs
 * often have the same distance, and one counter would make each addition wait for the last.
 */
export function histogram(queries: usize, queryCount: u32, entries: usize, entryCount: u32, counts: usize): i32 {
  for (let q: u32 = 0; q < queryCount; q++) {
    count(queries + <usize>q * bytesPerHash, entries, entryCount, counts);
  }
  return 0;
}

/** Adds the distances of all unordered pairs of different entries, as `histogram` does. */
export function pairHistogram(entries: usize, entryCount: u32, counts: usize): i32 {
  for (let e: u32 = 1; e < entryCount; e++) {
    const entry = entries + <usize>e * bytesPerHash;
    count(entry - bytesPerHash, entry, entryCount - e, counts);
  }
  return 0;
}

function count(query: usize, entries: usize, entryCount: u32, counts: usize): void {
  const q0 = load<u64>(query);
  const q1 = wordsPerHash > 1 ? load<u64>(query, 8) : 0;
  const q2 = wordsPerHash > 1 ? load<u64>(query, 16) : 0;
  const q3 = wordsPerHash > 1 ? load<u64>(query, 24) : 0;
  const end = entries + <usize>entryCount * bytesPerHash;
  let lane: usize = 0;
  for (let entry = entries; entry < end; entry += bytesPerHash) {
    let distance = popcnt(q0 ^ load<u64>(entry));
    if (wordsPerHash > 1) {
      distance += popcnt(q1 ^ load<u64>(entry, 8));
      distance += popcnt(q2 ^ load<u64>(entry, 16)) + popcnt(q3 ^ load<u64>(entry, 24));
    }
    const counter = counts + ((<usize>distance) << 4) + lane;
    store<u32>(counter, load<u32>(counter) + 1);
    lane = (lane + 4) & 15;
  }
}

/**
 * Builds one chunk of a multi-index: the entries in the order of their 16-bit chunk, each as a record of 16 bytes (96
 * other bits of the hash, then the index), and at `offsets` the 65,537 borders of the buckets.
 *
 * The other bits let `probe` drop nearly every entry without fetching it from its place in the list: 96 unrelated bits
 * differ in 30 or fewer places once in 6,000 times, and a fetch is a cache miss.
 */
export function sortChunk(entries: usize, entryCount: u32, chunk: u32, offsets: usize, records: usize): i32 {
  memory.fill(offsets, 0, bytesPerOffsets);
  const first = entries + ((<usize>chunk) << 1);
  const end = first + <usize>entryCount * bytesPerHash;
  for (let value = first; value < end; value += bytesPerHash) {
    const counter = offsets + ((<usize>load<u16>(value)) << 2);
    store<u32>(counter, load<u32>(counter, 4) + 1, 4);
  }
  const lastOffset = offsets + bytesPerOffsets - 4;
  for (let offset = offsets; offset < lastOffset; offset += 4) {
    store<u32>(offset, load<u32>(offset, 4) + load<u32>(offset), 4);
  }
  let index: u32 = 0;
  for (let value = first; value < end; value += bytesPerHash) {
    const offset = offsets + ((<usize>load<u16>(value)) << 2);
    const record = records + ((<usize>load<u32>(offset)) << 4);
    store<u32>(offset, load<u32>(offset) + 1);
    const entry = value - ((<usize>chunk) << 1);
    store<u64>(record, load<u64>(entry + otherWord(chunk)));
    store<u32>(record, wordsPerHash > 1 ? load<u32>(entry + otherHalf(chunk)) : 0, 8);
    store<u32>(record, index++, 12);
  }
  // Every border has moved to the end of its bucket, where the next one starts.
  for (let offset = lastOffset; offset > offsets; offset -= 4) store<u32>(offset, load<u32>(offset - 4));
  store<u32>(offsets, 0);
  return 0;
}

/** Where in a 256-bit hash the 64 and 32 other bits of a record lie: in words without the chunk. */
function otherWord(chunk: u32): usize {
  return wordsPerHash > 1 ? (<usize>(((chunk >> 2) + 1) & 3)) << 3 : 0;
}
function otherHalf(chunk: u32): usize {
  return (<usize>(((chunk >> 2) + 2) & 3)) << 3;
}

/**
 * Multi-index search: for every 16-bit chunk of a query looks at the buckets whose number differs from the chunk in at
 * most `chunkRadii[chunk]` bits (i32, -1 for none) and appends their entries with distance <= radius, each entry once,
 * queries in order. The borders and records of chunk c (see `sortChunk`) follow those of chunk c - 1. `masks` (u16) are
 * sorted by weight, `maskCounts[w]` (u32) have a weight of at most w. Returns as `within` does.
 */
export function probe(
  queries: usize,
  queryCount: u32,
  firstQuery: u32,
  entries: usize,
  entryCount: u32,
  offsets: usize,
  records: usize,
  chunks: u32,
  chunkRadii: usize,
  masks: usize,
  maskCounts: usize,
  radius: i32,
  out: usize,
  capacity: i32,
): i32 {
  let found: i32 = 0;
  for (let q: u32 = 0; q < queryCount; q++) {
    const query = queries + <usize>q * bytesPerHash;
    for (let chunk: u32 = 0; chunk < chunks; chunk++) {
      const chunkRadius = load<i32>(chunkRadii + ((<usize>chunk) << 2));
      if (chunkRadius < 0) continue;
      const maskEnd = masks + ((<usize>load<u32>(maskCounts + ((<usize>chunkRadius) << 2))) << 1);
      const chunkOffsets = offsets + <usize>chunk * bytesPerOffsets;
      const chunkRecords = records + ((<usize>chunk * <usize>entryCount) << 4);
      const value = <usize>load<u16>(query + ((<usize>chunk) << 1));
      const word = load<u64>(query + otherWord(chunk));
      const half = wordsPerHash > 1 ? <u64>load<u32>(query + otherHalf(chunk)) : 0;
      for (let mask = masks; mask < maskEnd; mask += 2) {
        const bucket = chunkOffsets + ((value ^ <usize>load<u16>(mask)) << 2);
        const end = chunkRecords + ((<usize>load<u32>(bucket, 4)) << 4);
        for (let record = chunkRecords + ((<usize>load<u32>(bucket)) << 4); record < end; record += 16) {
          let distance = popcnt(word ^ load<u64>(record));
          if (wordsPerHash > 1) distance += popcnt(half ^ <u64>load<u32>(record, 8));
          if (<i32>distance > radius) continue;
          const index = load<u32>(record, 12);
          const entry = entries + <usize>index * bytesPerHash;
          if (wordsPerHash > 1) distance = fullDistance(query, entry);
          if (<i32>distance > radius || foundBefore(query, entry, chunk, chunkRadii)) continue;
          if (found === capacity) return outOfSpace;
          const match = out + <usize>found * bytesPerMatch;
          store<u32>(match, firstQuery + q);
          store<u32>(match, index, 4);
          store<u32>(match, <u32>distance, 8);
          found++;
        }
      }
    }
  }
  return found;
}

function fullDistance(a: usize, b: usize): u64 {
  return (
    popcnt(load<u64>(a) ^ load<u64>(b)) +
    popcnt(load<u64>(a, 8) ^ load<u64>(b, 8)) +
    popcnt(load<u64>(a, 16) ^ load<u64>(b, 16)) +
    popcnt(load<u64>(a, 24) ^ load<u64>(b, 24))
  );
}

function foundBefore(query: usize, entry: usize, chunk: u32, chunkRadii: usize): bool {
  for (let c: usize = 0; c < <usize>chunk; c++) {
    const differing = load<u16>(query + (c << 1)) ^ load<u16>(entry + (c << 1));
    if (<i32>popcnt<u32>(<u32>differing) <= load<i32>(chunkRadii + (c << 2))) return true;
  }
  return false;
}
