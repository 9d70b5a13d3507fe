import Table from "cli-table3";

const noBorder = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};

/**
 * Rows as aligned columns without lines, each row ending in a newline. Numbers are set to the right, and the columns that
 * `alignment` names.
 */
export function renderTable(
  rows: readonly (readonly (string | number)[])[],
  head: readonly string[] = [],
  alignment: readonly ("left" | "right")[] = [],
): string {
  const table = new Table({
    chars: noBorder,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    head: [...head],
    colAligns: [...alignment],
  });
  for (const row of rows) {
    table.push(row.map((cell) => (typeof cell === "number" ? { content: String(cell), hAlign: "right" } : cell)));
  }
  return table
    .toString()
    .split("\n")
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}
