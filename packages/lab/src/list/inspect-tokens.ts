import { listTokens, type PreparedList, prepareList } from "@glasshouse/matcher";
import type { LoadedList } from "./list-file.js";

/** What becomes of a list's tokens in a table. */
export interface TokenReport {
  readonly prepared: PreparedList;
  /** Entries none of whose tokens remain: they can never match. */
  readonly unmatchable: readonly string[];
}

/** Cuts a list into tokens and looks for entries that only have tokens which too many others share. */
export function inspectTokens({ entries, algorithm, tokenScheme }: LoadedList): TokenReport {
  const prepared = prepareList(entries, { algorithm: algorithm.id, tokenScheme });
  if (prepared.removed.length === 0) return { prepared, unmatchable: [] };
  const removed = new Set(prepared.removed.map(({ token }) => String(token)));
  const unmatchable = entries
    .filter(({ image }) => listTokens(tokenScheme, image).every((token) => removed.has(String(token))))
    .map(({ id }) => id);
  return { prepared, unmatchable };
}
