import { arity } from "./fuse-geometry.js";

export interface Peeling {
  /** For every cell the key peeled through it, -1 when there is none. */
  readonly owners: Int32Array;
  /** Peeled keys, first peeled first; shorter than the number of keys when a core remains. */
  readonly order: Int32Array;
}

/**
 * Peels the hypergraph of `keys` = positions.length / 3 keys over `cells` cells: while some cell belongs to one remaining key only, that
 * key is taken out through that cell. Cells wait in one queue, filled in ascending order first and then as they become single; which cell
 * a key gets therefore depends on the set of keys alone.
 */
export function peel(positions: Int32Array, cells: number): Peeling {
  const keys = positions.length / arity;
  const degrees = new Int32Array(cells);
  // XOR of the keys still at a cell: when one is left, it is that key.
  const remaining = new Int32Array(cells);
  for (let at = 0; at < positions.length; at++) {
    const cell = positions[at] ?? 0;
    degrees[cell] = (degrees[cell] ?? 0) + 1;
    remaining[cell] = (remaining[cell] ?? 0) ^ Math.floor(at / arity);
  }

  // Degrees only fall, so a cell becomes single at most once.
  const queue = new Int32Array(cells);
  let queued = 0;
  for (let cell = 0; cell < cells; cell++) if (degrees[cell] === 1) queue[queued++] = cell;

  const owners = new Int32Array(cells).fill(-1);
  const order = new Int32Array(keys);
  let peeled = 0;
  for (let head = 0; head < queued; head++) {
    const cell = queue[head] ?? 0;
    if (degrees[cell] !== 1) continue;
    const key = remaining[cell] ?? 0;
    owners[cell] = key;
    order[peeled++] = key;
    for (let at = key * arity; at < (key + 1) * arity; at++) {
      const touched = positions[at] ?? 0;
      const degree = (degrees[touched] ?? 0) - 1;
      degrees[touched] = degree;
      remaining[touched] = (remaining[touched] ?? 0) ^ key;
      if (degree === 1) queue[queued++] = touched;
    }
  }
  return { owners, order: order.subarray(0, peeled) };
}

/** The keys that {@link peel} left, ascending. */
export function unpeeled(order: Int32Array, keys: number): Uint32Array {
  const peeled = new Uint8Array(keys);
  for (const key of order) peeled[key] = 1;
  return Uint32Array.from({ length: keys }, (_, key) => key).filter((key) => peeled[key] === 0);
}
