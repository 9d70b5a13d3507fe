/** Tables as experiments and scenarios return them: typed cells, to be shown by every renderer alike. */
import type { Origin } from "./origin.js";
import type { Rate } from "./rate.js";

/** JSON. A {@link Rate} only in a column of format `rate`. */
export type Cell = string | number | boolean | null | Rate;

/**
 * How a cell is to be read and shown.
 * - `text`, `yes-no`
 * - `count`: whole things, "1,234"
 * - `number`: three significant digits
 * - `probability`: 0 to 1, assumed or computed; never shown as a percentage of zero
 * - `log10-probability`: the decimal logarithm of a probability too small for a double; minus infinity, in results the
 *   words "cannot happen", where the model leaves no way for it, never for what was only not seen
 * - `rate`: a measured {@link Rate}, shown with its counts, interval, list size and unit
 * - `bits`, `bytes`, `ms`, `days`
 */
export type Format =
  | "text"
  | "yes-no"
  | "count"
  | "number"
  | "probability"
  | "log10-probability"
  | "rate"
  | "bits"
  | "bytes"
  | "ms"
  | "days";

/** A column of a {@link Table}. */
export interface Column {
  /** Key of its cells in a row. */
  readonly key: string;
  readonly title: string;
  readonly format: Format;
  /** Where the column's numbers come from, if not from where the table's do. */
  readonly origin?: Origin;
  /** Entries of the list that an assumed or computed false-positive rate of this column is for. */
  readonly listEntries?: number;
}

/** Rows of cells by the key of their column. */
export interface Table {
  /** Lower case with hyphens, unique within a finding. */
  readonly id: string;
  readonly title: string;
  /** Where its numbers come from. */
  readonly origin: Origin;
  readonly columns: readonly Column[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  /** What a reader has to know to read it, in a sentence or two. */
  readonly note?: string;
}

/** A figure drawn from a table's columns, named by key. */
export interface Plot {
  readonly table: string;
  readonly title: string;
  readonly kind: "lines" | "dots";
  readonly x: Axis;
  /** `rate` columns are drawn with their interval. `log10-probability` columns are drawn as they are: their scale is logarithmic. */
  readonly y: Axis;
  /** Key of the column that tells the series apart. */
  readonly series?: string;
}

/** An axis of a {@link Plot}. */
export interface Axis {
  readonly column: string;
  readonly scale: "linear" | "log" | "category";
}
