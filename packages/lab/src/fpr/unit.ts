import { quote } from "../corpus/database.js";

/** What is taken to be independent of one another. */
export type UnitRule =
  | { readonly kind: "file" | "folder" | "day" }
  /** Pictures of one folder, each taken at most `seconds` after the one before. */
  | { readonly kind: "exif-gap"; readonly seconds: number }
  | { readonly kind: "column"; readonly column: string };

/** "file", "folder", "day", "exif-gap=60s" (also m, h), or the name of a column; `null` for a gap that is none. */
export function parseUnit(text: string): UnitRule | null {
  if (text === "file" || text === "folder" || text === "day") return { kind: text };
  const gap = /^exif-gap(?:=(\d{1,6})([smh]?))?$/.exec(text);
  if (gap !== null) {
    const factor = { s: 1, m: 60, h: 3600 }[gap[2] || "s"] ?? 1;
    const seconds = Number(gap[1] ?? 60) * factor;
    return seconds > 0 ? { kind: "exif-gap", seconds } : null;
  }
  return text === "" || text.startsWith("exif-gap") ? null : { kind: "column", column: text };
}

/** One of them, for people: what one unit is. */
export function renderUnit(rule: UnitRule): string {
  switch (rule.kind) {
    case "file":
      return "file";
    case "folder":
      return "folder";
    case "day":
      return "day of capture";
    case "exif-gap":
      return `burst (same folder, gaps of at most ${rule.seconds} s)`;
    case "column":
      return rule.column;
  }
}

/** The column of the corpus without which a unit means nothing; `null` if every row has one. */
export function columnOf(rule: UnitRule): string | null {
  switch (rule.kind) {
    case "file":
    case "folder":
      return null;
    case "day":
    case "exif-gap":
      return "captured_at";
    case "column":
      return rule.column;
  }
}

/**
 * A SELECT of every row of `source` with a column `glasshouse_unit` (0, 1, ...) added: a corpus may have a column `unit` of its own. Rows without a value are one unit together (with
 * `exif-gap`: one per folder): what is not known to be independent counts as dependent.
 */
export function selectUnits(rule: UnitRule, source: string): string {
  if (rule.kind === "exif-gap") {
    const order = "captured_at NULLS LAST, glasshouse_position";
    const starts = `
      SELECT *, CASE WHEN row_number() OVER burst = 1
        OR (captured_at IS NULL AND lag(captured_at) OVER burst IS NOT NULL)
        OR captured_at - lag(captured_at) OVER burst > INTERVAL ${rule.seconds} SECOND THEN 1 ELSE 0 END AS glasshouse_starts
      FROM ${source} WINDOW burst AS (PARTITION BY folder ORDER BY ${order})`;
    return `SELECT * EXCLUDE (glasshouse_starts),
      sum(glasshouse_starts) OVER (ORDER BY folder, ${order} ROWS UNBOUNDED PRECEDING) - 1 AS glasshouse_unit FROM (${starts})`;
  }
  if (rule.kind === "file")
    return `SELECT *, row_number() OVER (ORDER BY glasshouse_position) - 1 AS glasshouse_unit FROM ${source}`;
  const day = "CAST(captured_at AS DATE)";
  const key = "column" in rule ? `CAST(${identifier(rule.column)} AS VARCHAR)` : rule.kind === "day" ? day : "folder";
  return `SELECT *, dense_rank() OVER (ORDER BY ${key} NULLS FIRST) - 1 AS glasshouse_unit FROM ${source}`;
}

/** A name of a column in SQL. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Whether a row has no value of the unit's column, in SQL. */
export function lacksUnit(rule: UnitRule): string {
  const column = columnOf(rule);
  return column === null ? "false" : `${identifier(column)} IS NULL`;
}

/** A Parquet file with the position of every row as `glasshouse_position`, in SQL. */
export function positioned(file: string): string {
  return `(SELECT * EXCLUDE (file_row_number), file_row_number AS glasshouse_position FROM read_parquet(${quote(file)}, file_row_number = true))`;
}
