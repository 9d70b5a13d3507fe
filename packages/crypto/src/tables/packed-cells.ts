import { CryptoError } from "../errors.js";
import { pointBytes } from "../group/group.js";
import type { TablePlan } from "./encoding.js";
import type { TableLayout } from "./layout.js";

/** Packed copy of the elements of `packed` at `indices`. */
export function gather(packed: Uint8Array, indices: Int32Array): Uint8Array {
  const out = new Uint8Array(indices.length * pointBytes);
  for (let k = 0; k < indices.length; k++) {
    const from = (indices[k] ?? 0) * pointBytes;
    out.set(packed.subarray(from, from + pointBytes), k * pointBytes);
  }
  return out;
}

/** Writes the k-th element of `elements` to place indices[k] of `packed`. */
export function scatter(packed: Uint8Array, indices: Int32Array, elements: Uint8Array): void {
  for (let k = 0; k < indices.length; k++) {
    packed.set(elements.subarray(k * pointBytes, (k + 1) * pointBytes), (indices[k] ?? 0) * pointBytes);
  }
}

/** The free cells of a plan, ascending. */
export function freeCells(plan: TablePlan): Int32Array {
  const free: number[] = [];
  for (let cell = 0; cell < plan.owners.length; cell++) if (plan.owners[cell] === -1) free.push(cell);
  return Int32Array.from(free);
}

/** All cells zero but the free ones. */
export function fillFreeCells(plan: TablePlan, fillers: Uint8Array): Uint8Array {
  const cells = new Uint8Array(plan.owners.length * pointBytes);
  scatter(cells, freeCells(plan), fillers);
  return cells;
}

/** @throws CryptoError `unequal-counts` unless values and fillers have one point per token and per free cell. */
export function requirePlanSizes(layout: TableLayout, plan: TablePlan, values: Uint8Array, fillers: Uint8Array): void {
  const tokens = plan.order.length + plan.dropped.length;
  const free = plan.owners.length - plan.order.length;
  const sizes: [string, number, number][] = [
    ["cells of the plan", plan.owners.length, layout.cells],
    ["bytes of values", values.length, tokens * pointBytes],
    ["bytes of fillers", fillers.length, free * pointBytes],
  ];
  for (const [what, got, expected] of sizes) {
    if (got !== expected) throw new CryptoError("unequal-counts", `${what}: got ${got}, expected ${expected}`);
  }
}
