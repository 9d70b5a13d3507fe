/** Tables as CSV (RFC 4180): a line per row, numbers in full, every rate with its counts, interval, list size and unit. */
import { renderOrigin } from "./origin.js";
import { quoteCsv } from "./quote-csv.js";
import { isRate } from "./render-cell.js";
import type { Cell, Column, Table } from "./table.js";

const rateParts = ["events", "trials", "lower", "upper", "confidence", "method", "listEntries", "unit"] as const;

/** A table as CSV; the last column of each number's label is `origin`. */
export function renderTableCsv(table: Table): string {
  const columns = table.columns.flatMap((column) => expand(table, column));
  const lines = [columns.map(({ name }) => name), ...table.rows.map((row) => columns.map(({ cellOf }) => cellOf(row)))];
  return lines.map((line) => `${line.map((cell) => quoteCsv(String(cell ?? ""))).join(",")}\r\n`).join("");
}

interface CsvColumn {
  readonly name: string;
  cellOf(row: Table["rows"][number]): Cell;
}

function expand(table: Table, { key, format, origin, listEntries }: Column): CsvColumn[] {
  const plain: CsvColumn = {
    name: format === "log10-probability" ? `${key}_log10` : key,
    cellOf: (row) => row[key] ?? null,
  };
  if (format === "text" || format === "yes-no") return [plain];
  const label: CsvColumn = { name: `${key}_origin`, cellOf: () => renderOrigin(origin ?? table.origin) };
  const size: CsvColumn[] =
    listEntries === undefined ? [] : [{ name: `${key}_list_entries`, cellOf: () => listEntries }];
  if (format !== "rate") return [plain, ...size, label];
  const parts = rateParts.map((part) => ({
    name: `${key}_${part === "listEntries" ? "list_entries" : part}`,
    cellOf: (row: Table["rows"][number]) => {
      const cell = row[key];
      return isRate(cell) ? cell[part] : null;
    },
  }));
  return [...parts, label];
}
