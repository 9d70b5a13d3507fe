/** How much more a table could hold than its manifest says. */
import { type TableLayout, tableEncodings } from "@glasshouse/crypto";
import type { Token } from "../tokens.js";

/** A prime below 2^16, so that products stay exact. Independent modulo it is independent modulo the group's order. */
const modulus = 65_521;

/**
 * Counts the tokens that a table can be made to match all together, taken one by one as long as they fit: each is one
 * linear equation on its cells, and a server that solves them by elimination need not heed capacity or peeling.
 * @param layout of an encoding with one slot per token
 */
export function countFittingTokens(layout: TableLayout, tokens: readonly Token[]): number {
  const { positions, cellsPerSlot } = tableEncodings[layout.encoding];
  const cellsOf = positions(layout, tokens);
  const basis = new Map<number, readonly number[]>();
  tokens.forEach((_, i) => {
    const row = new Array<number>(layout.cells).fill(0);
    for (const cell of cellsOf.subarray(i * cellsPerSlot, (i + 1) * cellsPerSlot))
      row[cell] = (row[cell] as number) + 1;
    const pivot = reduce(row, basis);
    if (pivot !== -1) basis.set(pivot, scale(row, invert(row[pivot] as number)));
  });
  return basis.size;
}

/** Takes the basis out of a row. @returns the first cell left, -1 if none is */
function reduce(row: number[], basis: ReadonlyMap<number, readonly number[]>): number {
  for (let cell = 0; cell < row.length; cell++) {
    const factor = row[cell] as number;
    if (factor === 0) continue;
    const known = basis.get(cell);
    if (!known) return cell;
    for (let at = cell; at < row.length; at++)
      row[at] = ((row[at] as number) + (modulus - factor) * (known[at] as number)) % modulus;
  }
  return -1;
}

function scale(row: readonly number[], factor: number): number[] {
  return row.map((value) => (value * factor) % modulus);
}

/** By Fermat: value^(modulus - 2). */
function invert(value: number): number {
  let [result, power] = [1, value];
  for (let exponent = modulus - 2; exponent > 0; exponent >>= 1) {
    if (exponent & 1) result = (result * power) % modulus;
    power = (power * power) % modulus;
  }
  return result;
}
