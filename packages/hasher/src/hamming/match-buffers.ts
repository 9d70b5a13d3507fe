import type { KernelHeap } from "./kernel.js";
import type { Matches } from "./scanner.js";

/** Matches that one kernel call can report. A tile of entries has to fit: then one query always does. */
export const matchCapacity = 65_536;
const wordsPerMatch = 3;

/** Where the slots of a search write their matches, and all matches taken over so far. */
export class MatchBuffers {
  readonly #heap: KernelHeap;
  readonly #addresses: readonly number[];
  readonly #parts: Uint32Array[] = [];

  constructor(heap: KernelHeap, slots: number) {
    this.#heap = heap;
    this.#addresses = Array.from({ length: slots }, () => heap.allocate(4 * wordsPerMatch * matchCapacity));
  }

  address(slot: number): number {
    return this.#addresses[slot] ?? 0;
  }

  /** Takes over the matches that a slot has written; `undefined` if the space was not enough (-1). */
  take(slot: number, found: number): readonly [] | undefined {
    if (found < 0) return undefined;
    const words = new Uint32Array(this.#heap.memory.buffer, this.address(slot), wordsPerMatch * found);
    if (found > 0) this.#parts.push(words.slice());
    return [];
  }

  /** All matches, ordered by query, then by entry. */
  sorted(): Matches {
    const words = new Uint32Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let filled = 0;
    for (const part of this.#parts) {
      words.set(part, filled);
      filled += part.length;
    }
    const at = (match: number, field: number): number => words[wordsPerMatch * match + field] ?? 0;
    const order = Uint32Array.from({ length: words.length / wordsPerMatch }, (_, match) => match);
    order.sort((a, b) => at(a, 0) - at(b, 0) || at(a, 1) - at(b, 1));
    return {
      query: order.map((match) => at(match, 0)),
      entry: order.map((match) => at(match, 1)),
      distance: Uint16Array.from(order, (match) => at(match, 2)),
    };
  }
}
