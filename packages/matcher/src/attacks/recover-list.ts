/** What can be found out about a list by testing candidates against its table: for experiments on leaked and reused keys. */
import { decodeTable, type Group, pointBytes } from "@glasshouse/crypto";
import type { PreparedTable } from "../protocols/threshold-psi/index.js";
import { tokenDomain } from "../protocols/threshold-psi/keys.js";
import type { Token } from "../tokens.js";

type TestedTable = Pick<PreparedTable, "layout" | "cells">;

/**
 * The candidates that a table holds, tested with its key: one multiplication and one hash to the group per token.
 * @returns one boolean per candidate
 */
export function testWithKey(
  group: Group,
  { layout, cells }: TestedTable,
  alpha: Uint8Array,
  candidates: readonly Token[],
): boolean[] {
  const blinded = group.blindTokens(candidates, tokenDomain, alpha);
  const decoded = decodeTable(group, layout, cells, candidates);
  const slots = decoded.length / blinded.length;
  return candidates.map((_, i) =>
    Array.from({ length: slots }, (_, slot) => slot).some((slot) =>
      isEqualPoint(decoded, i * slots + slot, blinded, i),
    ),
  );
}

/**
 * The candidates that two tables under one alpha both hold, tested without any key: both decode to the same point.
 * @returns one boolean per candidate
 */
export function testBetweenTables(
  group: Group,
  a: TestedTable,
  b: TestedTable,
  candidates: readonly Token[],
): boolean[] {
  const [first, second] = [a, b].map(({ layout, cells }) => decodeTable(group, layout, cells, candidates)) as [
    Uint8Array,
    Uint8Array,
  ];
  const slots = first.length / pointBytes / Math.max(1, candidates.length);
  return candidates.map((_, i) =>
    Array.from({ length: slots * slots }, (_, pair) => pair).some((pair) =>
      isEqualPoint(first, i * slots + Math.floor(pair / slots), second, i * slots + (pair % slots)),
    ),
  );
}

function isEqualPoint(a: Uint8Array, i: number, b: Uint8Array, j: number): boolean {
  for (let at = 0; at < pointBytes; at++) if (a[i * pointBytes + at] !== b[j * pointBytes + at]) return false;
  return true;
}
