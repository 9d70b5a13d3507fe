import { digestBytes, digestTokens, requireDistinct, scaleWord, sortByDigest } from "./digests.js";
import type { TableEncoding } from "./encoding.js";
import { requireCapacity, requireLayout, type TableLayout } from "./layout.js";
import { fillFreeCells, gather, requirePlanSizes, scatter } from "./packed-cells.js";

const choices = 2;

function positionsOf(layout: TableLayout, digests: Uint8Array): Int32Array {
  const words = new DataView(digests.buffer, digests.byteOffset, digests.byteLength);
  const tokens = digests.length / digestBytes;
  const positions = new Int32Array(tokens * choices);
  for (let token = 0; token < tokens; token++) {
    const first = scaleWord(words.getUint32(token * digestBytes, true), layout.cells);
    const second = scaleWord(words.getUint32(token * digestBytes + 4, true), layout.cells);
    positions[token * choices] = first;
    positions[token * choices + 1] = first === second ? (second + 1) % layout.cells : second;
  }
  return positions;
}

/** The tokens at every cell in compressed rows: those of cell c are entries offsets[c] to offsets[c + 1] - 1, in the order of `ranked`. */
function collectRows(
  positions: Int32Array,
  ranked: Uint32Array,
  cells: number,
): { offsets: Int32Array; rows: Int32Array } {
  const offsets = new Int32Array(cells + 1);
  for (const cell of positions) offsets[cell + 1] = (offsets[cell + 1] ?? 0) + 1;
  for (let cell = 0; cell < cells; cell++) offsets[cell + 1] = (offsets[cell + 1] ?? 0) + (offsets[cell] ?? 0);
  const next = offsets.slice();
  const rows = new Int32Array(positions.length);
  for (const token of ranked) {
    for (let choice = 0; choice < choices; choice++) {
      const cell = positions[token * choices + choice] ?? 0;
      const at = next[cell] ?? 0;
      rows[at] = token;
      next[cell] = at + 1;
    }
  }
  return { offsets, rows };
}

/**
 * A cuckoo table (Pagh and Rodler 2001) as in Apple's protocol: a token's point lies in one of two cells, so a voucher tries two slots.
 *
 * Cells are vertices and tokens edges of a graph; a connected component of V cells and E tokens can place min(E, V) of them, and this
 * placement always does. It walks every component from its smallest cell; a tree leaves that cell free, otherwise the walk begins anew
 * at an edge that closes a cycle, and edges that close further cycles are dropped. Ties go by the tokens' digests.
 */
export const cuckoo: TableEncoding = {
  slotsPerToken: choices,
  cellsPerSlot: 1,

  // Two cells per token is where components with two cycles become rare: 0 to a handful of drops at any size.
  cellCount(capacity) {
    return choices * capacity;
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
    const ranked = sortByDigest(digests, Uint32Array.from(tokens.keys()));
    requireDistinct(digests, ranked);
    const owners = orientEdges(positions, ranked, layout.cells);

    const placed = new Uint8Array(tokens.length);
    for (const owner of owners) if (owner >= 0) placed[owner] = 1;
    const all = Int32Array.from(tokens.keys());
    return {
      owners,
      positions,
      order: all.filter((token) => placed[token] === 1),
      dropped: all.filter((token) => placed[token] === 0),
    };
  },

  solve(_group, layout, plan, values, fillers) {
    requirePlanSizes(layout, plan, values, fillers);
    const cells = fillFreeCells(plan, fillers);
    const owned = Int32Array.from(plan.owners.keys()).filter((cell) => (plan.owners[cell] ?? -1) >= 0);
    scatter(
      cells,
      owned,
      gather(
        values,
        plan.owners.filter((token) => token >= 0),
      ),
    );
    return cells;
  },
};

/** The token of every cell, -1 for none. */
function orientEdges(positions: Int32Array, ranked: Uint32Array, cells: number): Int32Array {
  const { offsets, rows } = collectRows(positions, ranked, cells);
  const owners = new Int32Array(cells).fill(-1);
  // 0 not seen, 1 seen by the first walk, 2 seen by the second.
  const seen = new Uint8Array(cells);
  const queue = new Int32Array(cells);

  /** Walks the component of `root`, giving each newly seen cell the token it was reached by; returns the first token closing a cycle. */
  const walk = (root: number, mark: number): number => {
    let closing = -1;
    let queued = 0;
    queue[queued++] = root;
    seen[root] = mark;
    for (let head = 0; head < queued; head++) {
      const cell = queue[head] ?? 0;
      for (let at = offsets[cell] ?? 0; at < (offsets[cell + 1] ?? 0); at++) {
        const token = rows[at] ?? 0;
        if (owners[cell] === token) continue;
        const [a = 0, b = 0] = [positions[token * choices], positions[token * choices + 1]];
        const other = a === cell ? b : a;
        if (seen[other] !== mark) {
          seen[other] = mark;
          owners[other] = token;
          queue[queued++] = other;
        } else if (closing < 0) {
          closing = token;
        }
      }
    }
    return closing;
  };

  for (let root = 0; root < cells; root++) {
    if (seen[root] !== 0) continue;
    const closing = walk(root, 1);
    if (closing < 0) continue;
    const cycleRoot = Math.min(positions[closing * choices] ?? 0, positions[closing * choices + 1] ?? 0);
    owners[cycleRoot] = closing;
    walk(cycleRoot, 2);
  }
  return owners;
}
