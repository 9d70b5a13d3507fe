import { encodeTuple } from "../bytes.js";
import { CryptoError, requireLength } from "../errors.js";
import { type Group, pointBytes } from "../group/group.js";
import { cuckoo } from "./cuckoo.js";
import type { TableEncoding, TablePlan } from "./encoding.js";
import { fuse } from "./fuse.js";
import { deriveLayoutSeed, padCapacity, type TableEncodingName, type TableLayout } from "./layout.js";
import { gather } from "./packed-cells.js";

/** The table encodings, by the name a manifest gives. */
export const tableEncodings: Readonly<Record<TableEncodingName, TableEncoding>> = { fuse, cuckoo };

// Peeling fails for at most about 5 % of seeds (measured, any capacity): 64 failures in a row have probability below 10^-83.
const mostAttempts = 64;

/** The layout for a seed, with the number of cells that the capacity implies. */
export function createLayout(encoding: TableEncodingName, capacity: number, layoutSeed: Uint8Array): TableLayout {
  return { encoding, capacity, cells: tableEncodings[encoding].cellCount(capacity), layoutSeed };
}

export interface TablePlanRequest {
  readonly encoding: TableEncodingName;
  /** Distinct tokens. */
  readonly tokens: readonly Uint8Array[];
  readonly listCommitment: Uint8Array;
  readonly serverNonce: Uint8Array;
  /** Default: {@link padCapacity} of the number of tokens. */
  readonly capacity?: number;
  /** Layouts that drop more tokens are passed over; default: none is. Fuse tables drop none. */
  readonly mostDropped?: number;
}

/**
 * Finds the first counter whose layout can hold the tokens.
 * @throws CryptoError `duplicate-token`, `capacity-exceeded`, `invalid-layout` when no counter works
 */
export function planTable(request: TablePlanRequest): { layout: TableLayout; plan: TablePlan; counter: number } {
  const { encoding, tokens, listCommitment, serverNonce, mostDropped = tokens.length } = request;
  const capacity = request.capacity ?? padCapacity(tokens.length);
  for (let counter = 0; counter < mostAttempts; counter++) {
    const layout = createLayout(encoding, capacity, deriveLayoutSeed(listCommitment, serverNonce, counter));
    const plan = tableEncodings[encoding].plan(layout, tokens);
    if (plan !== null && plan.dropped.length <= mostDropped) return { layout, plan, counter };
  }
  throw new CryptoError("invalid-layout", `layout: no counter below ${mostAttempts} holds ${tokens.length} tokens`);
}

const fillerDomain = "glasshouse-v1-filler";

/** The points of these free cells: H(tuple("filler", fillerSeed, cell)). Public knowledge of the seed would show which cells are free. */
export function deriveFillers(group: Group, fillerSeed: Uint8Array, cells: Int32Array): Uint8Array {
  const inputs = Array.from(cells, (cell) => {
    const index = new Uint8Array(4);
    new DataView(index.buffer).setUint32(0, cell, true);
    return encodeTuple("filler", fillerSeed, index);
  });
  return group.hashToGroup(inputs, fillerDomain);
}

/**
 * The points that `tokens` decode to: slotsPerToken packed points per token, token by token.
 * @throws CryptoError `invalid-length`, `invalid-layout`, `invalid-point`
 */
export function decodeTable(
  group: Group,
  layout: TableLayout,
  cells: Uint8Array,
  tokens: readonly Uint8Array[],
): Uint8Array {
  requireLength("table", cells, layout.cells * pointBytes);
  const { cellsPerSlot, positions } = tableEncodings[layout.encoding];
  const terms = gather(cells, positions(layout, tokens));
  return cellsPerSlot === 1 ? terms : group.sumGroups(terms, cellsPerSlot);
}
