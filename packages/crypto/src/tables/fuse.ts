import { CryptoError } from "../errors.js";
import { digestTokens, requireDistinct, sortByDigest } from "./digests.js";
import type { TableEncoding } from "./encoding.js";
import { arity, fuseGeometry, fusePositions } from "./fuse-geometry.js";
import { peel, unpeeled } from "./fuse-peeling.js";
import { requireCapacity, requireLayout, type TableLayout } from "./layout.js";
import { fillFreeCells, gather, requirePlanSizes, scatter } from "./packed-cells.js";

function positionsOf(layout: TableLayout, digests: Uint8Array): Int32Array {
  const { segmentLength } = fuseGeometry(layout.capacity);
  const starts = layout.cells / segmentLength - 2;
  if (!Number.isInteger(starts) || starts < 1) {
    throw new CryptoError("invalid-layout", `cells: got ${layout.cells}, expected 3 or more times ${segmentLength}`);
  }
  return fusePositions(digests, { segmentLength, starts, cells: layout.cells });
}

/**
 * A key-value store over the group, laid out as a 3-wise binary fuse filter: decode(T, y) = T[h1] + T[h2] + T[h3], one slot per token.
 * h1, h2, h3 lie in three consecutive segments, so they always differ.
 */
export const fuse: TableEncoding = {
  slotsPerToken: 1,
  cellsPerSlot: arity,

  cellCount(capacity) {
    return fuseGeometry(capacity).cells;
  },

  positions(layout, tokens) {
    requireLayout(layout);
    return positionsOf(layout, digestTokens("table-position", layout.layoutSeed, tokens));
  },

  plan(layout, tokens) {
    requireLayout(layout);
    requireCapacity(layout, tokens.length);
    const digests = digestTokens("table-position", layout.layoutSeed, tokens);
    const positions = positionsOf(layout, digests);
    const { owners, order } = peel(positions, layout.cells);
    if (order.length < tokens.length) {
      // Equal tokens share all cells and never peel: tell them from an unlucky seed, which the next counter cures.
      requireDistinct(digests, sortByDigest(digests, unpeeled(order, tokens.length)));
      return null;
    }
    return { owners, positions, order: order.reverse(), dropped: new Int32Array(0) };
  },

  solve(group, layout, plan, values, fillers) {
    requirePlanSizes(layout, plan, values, fillers);
    const cells = fillFreeCells(plan, fillers);
    for (const wave of collectWaves(plan.owners, plan.positions, plan.order)) {
      const others = group.add(gather(cells, wave.first), gather(cells, wave.second));
      scatter(cells, wave.cells, group.subtract(gather(values, wave.tokens), others));
    }
    return cells;
  },
};

/** Tokens whose cells can be computed together, and the two other cells of each. */
interface Wave {
  readonly tokens: Int32Array;
  readonly cells: Int32Array;
  readonly first: Int32Array;
  readonly second: Int32Array;
}

// A token's depth is one more than the depth of the deepest of its two other cells; free cells have depth 0. All tokens of one depth go
// through the group in one batch.
function collectWaves(owners: Int32Array, positions: Int32Array, order: Int32Array): Wave[] {
  const depths = new Int32Array(owners.length);
  const waves: { tokens: number[]; cells: number[]; first: number[]; second: number[] }[] = [];
  for (const token of order) {
    let own = -1;
    const others: number[] = [];
    for (let at = token * arity; at < (token + 1) * arity; at++) {
      const cell = positions[at] ?? 0;
      if (owners[cell] === token) own = cell;
      else others.push(cell);
    }
    const [first = 0, second = 0] = others;
    const depth = 1 + Math.max(depths[first] ?? 0, depths[second] ?? 0);
    depths[own] = depth;
    const wave = waves[depth - 1] ?? { tokens: [], cells: [], first: [], second: [] };
    waves[depth - 1] = wave;
    wave.tokens.push(token);
    wave.cells.push(own);
    wave.first.push(first);
    wave.second.push(second);
  }
  return waves.map(({ tokens, cells, first, second }) => ({
    tokens: Int32Array.from(tokens),
    cells: Int32Array.from(cells),
    first: Int32Array.from(first),
    second: Int32Array.from(second),
  }));
}
