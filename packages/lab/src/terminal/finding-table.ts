/** Tables of findings as text for a terminal. */
import {
  type Column,
  commonFacts,
  isRate,
  renderCell,
  renderInteger,
  renderOrigin,
  renderRateFacts,
  type Table,
} from "../findings/index.js";
import { renderTable } from "./table.js";
import { wrap } from "./wrap.js";

/** Characters of a line in a table: longer text is broken, so that a table fits a terminal. */
const widest = { cell: 44, title: 26 } as const;

/** A table with its title above, and below it where its numbers come from. @param width columns of the terminal */
export function renderFindingTable(table: Table, width: number): string {
  const shared = new Map(table.columns.map((column) => [column.key, commonFacts(table, column)]));
  const rows = table.rows.map((row) =>
    table.columns.map((column) => {
      const cell = row[column.key] ?? null;
      const text = renderCell(cell, column);
      const whole = isRate(cell) && shared.get(column.key) === null ? `${text}; ${renderRateFacts(cell)}` : text;
      return wrap(whole, widest.cell);
    }),
  );
  const aligned = renderTable(
    rows,
    table.columns.map((column) => wrap(column.title, widest.title)),
    table.columns.map(({ format }) =>
      format === "text" || format === "yes-no" || format === "rate" ? "left" : "right",
    ),
  );
  const notes = [
    ...labelsOf(table),
    ...table.columns.flatMap((column) => {
      const facts = shared.get(column.key) ?? null;
      return facts === null ? [] : [facts.startsWith(column.title) ? facts : `${column.title}: ${facts}`];
    }),
    ...listSizes(table),
    ...(table.note === undefined ? [] : [table.note]),
  ];
  return `${table.title}\n${aligned}${notes.map((note) => wrap(note, width, "  ")).join("\n")}`;
}

/** Which list an assumed false-positive rate is for, said once for columns that share it. */
function listSizes({ columns }: Table): string[] {
  const sizes = new Map<number, string[]>();
  for (const { title, listEntries } of columns)
    if (listEntries !== undefined) sizes.set(listEntries, [...(sizes.get(listEntries) ?? []), title]);
  return [...sizes].map(
    ([entries, titles]) =>
      `${titles.length > 2 ? "False-positive rates here" : titles.join("; ")}: against a list of ${renderInteger(entries)}`,
  );
}

/** Where a table's numbers come from; a line more for every column that differs. */
function labelsOf(table: Table): string[] {
  const own = table.columns.filter(
    (column): column is Column & Required<Pick<Column, "origin">> => column.origin !== undefined,
  );
  const numbers = table.columns.filter(({ format }) => format !== "text" && format !== "yes-no");
  const rest = numbers.some(({ origin }) => origin === undefined) || own.length === 0;
  return [
    ...(rest ? [sentence(renderOrigin(table.origin))] : []),
    ...own.map(({ title, origin }) => `${title}: ${renderOrigin(origin)}`),
  ];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
