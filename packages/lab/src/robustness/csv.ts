import type { Cell, PairFigures, RobustnessResult, Share } from "./result.js";

const shareColumns = (name: string) => [`${name}_k`, `${name}_n`, `${name}_lower`, `${name}_upper`];

const columns = [
  ...["edit", "set", "algorithm", "radius", "token_scheme", "label"],
  ...["distance_q25", "distance_median", "distance_q75", "distance_q95"],
  ...shareColumns("exact"),
  ...shareColumns("within"),
  ...shareColumns("tokens"),
  ...shareColumns("copies_below_floor"),
  ...shareColumns("originals_below_floor"),
  "list_entries",
  ...shareColumns("unrelated_within_images"),
  ...shareColumns("unrelated_within_pairs"),
  ...shareColumns("unrelated_tokens_images"),
  ...shareColumns("unrelated_tokens_pairs"),
] as const;

/**
 * One row for every edit, algorithm and token scheme (RFC 4180, without quotes: all values are ids and numbers). The unit
 * of `n` is a source image, but where the column says pairs.
 */
export function renderCsv(result: RobustnessResult): string {
  const rows = result.cells.flatMap((cell) => {
    const schemes = cell.tokens.length > 0 ? cell.tokens.map(({ scheme }) => scheme) : [undefined];
    return schemes.map((scheme) => toRow(result, cell, scheme));
  });
  return [columns, ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

function toRow({ algorithms, unrelated, label }: RobustnessResult, cell: Cell, scheme?: string): (string | number)[] {
  const algorithm = algorithms.find(({ id }) => id === cell.algorithm);
  const other = unrelated.find((figures) => figures.algorithm === cell.algorithm);
  const { q25 = "", median = "", q75 = "", q95 = "" } = cell.distance ?? {};
  return [
    ...[cell.edit, cell.set, cell.algorithm, algorithm?.radius ?? "", scheme ?? "", label],
    ...[q25, median, q75, q95],
    ...shareValues(cell.exact),
    ...shareValues(cell.within),
    ...shareValues(cell.tokens.find((share) => share.scheme === scheme)),
    ...shareValues(cell.belowFloor),
    ...shareValues(algorithm?.originalsBelowFloor),
    other?.listEntries ?? "",
    ...pairValues(other?.within),
    ...pairValues(other?.tokens.find((figures) => figures.scheme === scheme)),
  ];
}

function pairValues(figures: PairFigures | undefined): (string | number)[] {
  return [...shareValues(figures?.images), ...shareValues(figures?.pairs)];
}

function shareValues(share: Share | undefined): (string | number)[] {
  return share ? [share.k, share.n, share.lower, share.upper] : ["", "", "", ""];
}
