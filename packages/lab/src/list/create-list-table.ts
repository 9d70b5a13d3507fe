import type { Group, TableEncodingName } from "@glasshouse/crypto";
import { type CountingRule, type CreatedTable, createTable, defaultParams, type Params } from "@glasshouse/matcher";
import { digestAlgorithm } from "../images/algorithm-digest.js";
import { inspectTokens, type TokenReport } from "./inspect-tokens.js";
import type { LoadedList } from "./list-file.js";

/** What the publisher of a table chooses beside the list. */
export interface TableChoices {
  readonly table: TableEncodingName;
  readonly threshold: number;
  readonly counting: CountingRule;
  /** Most counted images of one account window. Default: that of the reference runs. */
  readonly imagesPerWindow?: number;
}

/** A blinded table of a list, and what was left out of it. */
export interface ListTable extends TokenReport {
  readonly created: CreatedTable;
}

/** Blinds a list. @throws ProtocolError as `createTable` */
export function createListTable(group: Group, loaded: LoadedList, choices: TableChoices, epoch: number): ListTable {
  const tokens = inspectTokens(loaded);
  const { algorithm, tokenScheme, list } = loaded;
  const params: Params = {
    ...defaultParams,
    ...choices,
    algorithm: algorithm.id,
    tokenScheme,
    clusterRadius: algorithm.matchRadius,
  };
  const algorithmDigest = digestAlgorithm(algorithm, list.pins);
  return { ...tokens, created: createTable(group, tokens.prepared, params, { algorithmDigest, epoch }) };
}
