import { quoteCsv } from "../findings/index.js";
import { deciders, type MatchTable, marks, truths } from "./match-table.js";
import type { FprBounds, FprRate } from "./rates.js";
import type { FprResult } from "./result.js";
import type { Sides } from "./sides.js";

const rateColumns = (name: string) =>
  ["events", "trials", "lower", "upper", "at_most", "effective_n", "method"].map((field) => `${name}_${field}`);

const columns = [
  ...[
    "table",
    "rule",
    "radius",
    "recommended",
    "by",
    "category",
    "kind",
    "origin",
    "list_entries",
    "unit",
    "confidence",
  ],
  ...rateColumns("open_are_false"),
  ...rateColumns("open_are_copies"),
  "model_from_images",
  "model_from_pairs",
] as const;

type Cells = Partial<Record<(typeof columns)[number] | string, string | number | boolean | null>>;

/** rates.csv: one rate per line (RFC 4180), each with its list size, unit, confidence and both bounds. */
export function renderRates(result: FprResult): string {
  const { rules, listSizes, categories, chosen, list, unit, confidence } = result;
  const common = { unit, confidence, origin: "measured", list_entries: list.entries };
  const model = { ...common, origin: "model" };
  const rows: Cells[] = [
    ...rules.flatMap(({ rule, radius, recommended, pair, image }) => [
      { ...common, table: "rules", rule, radius, recommended, kind: "pair FPR", ...cellsOf(pair) },
      { ...common, table: "rules", rule, radius, recommended, kind: "image FPR", ...cellsOf(image) },
    ]),
    ...listSizes.map((row): Cells => {
      const own = { table: "list sizes", rule: row.rule, kind: "image FPR" };
      if (row.origin === "measured") return { ...common, ...own, list_entries: row.listEntries, ...cellsOf(row.image) };
      return {
        ...model,
        ...own,
        list_entries: row.listEntries,
        open_are_false_at_most: row.atMost,
        model_from_images: row.fromImages,
        model_from_pairs: row.fromPairs,
      };
    }),
    ...categories.map(({ by, category, rule, image }) => ({
      ...common,
      ...{ table: "categories", rule, by, category, kind: "image FPR", ...cellsOf(image) },
    })),
    ...(chosen ? [{ ...common, table: "chosen: choosing half", ...chosenCells(chosen.radius, chosen.choosing) }] : []),
    ...(chosen?.other ? [{ ...common, table: "chosen: other half", ...chosenCells(chosen.radius, chosen.other) }] : []),
  ];
  return renderCsv([columns, ...rows.map((row) => columns.map((name) => row[name] ?? ""))]);
}

function chosenCells(radius: number | null, bounds: FprBounds): Cells {
  return { rule: `radius ${radius ?? 0}`, radius: radius ?? 0, kind: "image FPR", ...cellsOf(bounds) };
}

function cellsOf({ least, most }: FprBounds): Cells {
  return { ...rateCells("open_are_false", most), ...rateCells("open_are_copies", least) };
}

function rateCells(name: string, rate: FprRate): Cells {
  const { events, trials, lower, upper, atMost, effectiveN, method } = rate;
  const values = [events, trials, lower, upper, atMost, effectiveN, method];
  return Object.fromEntries(rateColumns(name).map((column, i) => [column, values[i] ?? ""]));
}

/** histogram.csv: pairs by distance up to the largest that was kept, and of a random sample of pairs over all distances. */
export function renderHistogram(table: MatchTable, maxRadius: number, sample: Float64Array): string {
  const open = truths.indexOf("open");
  const counts = { pairs: new Float64Array(maxRadius + 1), false: new Float64Array(maxRadius + 1) };
  for (let at = 0; at < table.distance.length; at++) {
    const distance = table.distance[at] as number;
    if (distance > maxRadius) continue;
    counts.pairs[distance] = (counts.pairs[distance] as number) + 1;
    if ((table.truth[at] as number) >= open) counts.false[distance] = (counts.false[distance] as number) + 1;
  }
  const rows = Array.from(sample, (sampled, distance) => [
    distance,
    counts.pairs[distance] ?? "",
    counts.false[distance] ?? "",
    sampled,
  ]);
  return renderCsv([["distance", "pairs", "pairs_open_or_false", "sampled_pairs"], ...rows]);
}

/** matches.csv in pieces: every pair that was kept, by its rows in the Parquet files or its place in the list file, from 0. */
export function* renderMatches(table: MatchTable, { images, list }: Sides): Generator<string> {
  yield renderCsv([
    ["image_row", "listed_row", "distance", "truth", "decided_by", ...table.schemes.map(({ id }) => id)],
  ]);
  const rowOf = ({ origins }: Sides["images"] | Sides["list"], i: number) =>
    origins.kind === "corpus" ? (origins.position[i] as number) : i;
  const markNames = Object.keys(marks);
  const perPiece = 10_000;
  for (let from = 0; from < table.image.length; from += perPiece) {
    const rows = Array.from({ length: Math.min(perPiece, table.image.length - from) }, (_, i) => {
      const at = from + i;
      return [
        rowOf(images, table.image[at] as number),
        rowOf(list, table.entry[at] as number),
        table.distance[at] as number,
        truths[table.truth[at] as number] ?? "",
        deciders[table.decider[at] as number] ?? "",
        ...table.schemes.map(({ mark }) => markNames[mark[at] as number] ?? ""),
      ];
    });
    yield renderCsv(rows);
  }
}

/**
 * Records of RFC 4180. Spreadsheets take a cell that starts with one of some characters for a formula, and names of files are
 * not to be trusted: such a cell gets an apostrophe in front.
 */
export function renderCsv(rows: readonly (readonly (string | number | boolean | null)[])[]): string {
  return rows.map((row) => `${row.map((cell) => renderCell(String(cell ?? ""))).join(",")}\r\n`).join("");
}

function renderCell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return quoteCsv(safe);
}
