import type { RandomBytes } from "@glasshouse/crypto";

/** A uniformly random permutation of 0 .. count-1, count at most 2^32 (Fisher-Yates). */
export function createPermutation(count: number, random: RandomBytes): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = uniformBelow(i + 1, random);
    const swapped = order[i] as number;
    order[i] = order[j] as number;
    order[j] = swapped;
  }
  return order;
}

/** A uniformly random choice of `count` items, in random order. */
export function createSubset<T>(items: readonly T[], count: number, random: RandomBytes): T[] {
  return Array.from(createPermutation(items.length, random).subarray(0, count), (i) => items[i] as T);
}

/** Uniform in [0, bound): draws that would favour small values are drawn again. */
export function uniformBelow(bound: number, random: RandomBytes): number {
  const limit = 2 ** 32 - (2 ** 32 % bound);
  for (;;) {
    const bytes = random(4);
    const value = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    if (value < limit) return value % bound;
  }
}
