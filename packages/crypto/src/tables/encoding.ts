import type { Group } from "../group/group.js";
import type { TableLayout } from "./layout.js";

/** Which token owns which cell. Token indices are those of the list given to `plan`. */
export interface TablePlan {
  /** For every cell the token that owns it, -1 for a free cell. */
  readonly owners: Int32Array;
  /** The cells of every token, `cellsPerToken` each. */
  readonly positions: Int32Array;
  /** The placed tokens in an order in which each cell depends only on free cells and on cells of tokens before it. */
  readonly order: Int32Array;
  /** Tokens without a cell, ascending: the table cannot match them. */
  readonly dropped: Int32Array;
}

/** A way to lay out a table of group elements from which a token's point can be decoded. */
export interface TableEncoding {
  /** Points that one token decodes to, each of which a voucher has to try. */
  readonly slotsPerToken: number;
  /** Cells summed to one point. */
  readonly cellsPerSlot: number;

  /** Number of cells m for a capacity N. */
  cellCount(capacity: number): number;

  /** The cells of every token: slotsPerToken * cellsPerSlot each, slot by slot. @throws CryptoError `invalid-layout` */
  positions(layout: TableLayout, tokens: readonly Uint8Array[]): Int32Array;

  /**
   * Gives cells to tokens. Depends on the set of tokens only, not on their order, so that an authority repeats it exactly.
   * @returns null when this layout seed does not work for these tokens: try the next counter
   * @throws CryptoError `duplicate-token`, `capacity-exceeded`, `invalid-layout`
   */
  plan(layout: TableLayout, tokens: readonly Uint8Array[]): TablePlan | null;

  /**
   * The packed cells of the table.
   * @param values packed, the point that each token must decode to
   * @param fillers packed, the points of the free cells, ascending
   * @throws CryptoError `unequal-counts`, `invalid-point`
   */
  solve(group: Group, layout: TableLayout, plan: TablePlan, values: Uint8Array, fillers: Uint8Array): Uint8Array;
}
