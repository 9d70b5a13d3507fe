/** Cells as text, the same in a terminal, a file and a page. */
import { renderBytes, renderInteger, renderNumber, renderPower, renderProbability } from "./numbers.js";
import type { Rate } from "./rate.js";
import type { Cell, Column, Table } from "./table.js";

/** A cell as its column's format says; `null` is "-". */
export function renderCell(cell: Cell, { format }: Pick<Column, "format">): string {
  if (cell === null) return "-";
  if (typeof cell === "object") return renderCounts(cell); // the rest stands in the head, or behind it
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  if (typeof cell === "string") return cell;
  switch (format) {
    case "count":
    case "bits":
      return renderInteger(cell);
    case "bytes":
      return renderBytes(cell);
    case "probability":
      return renderProbability(cell);
    case "log10-probability":
      return renderPower(cell);
    default:
      return renderNumber(cell);
  }
}

/** "3 of 1,000, 0.00062 to 0.0087 (95 %)"; without events "0 of 1,000, at most 0.0037 (95 %)". List size and unit stand apart. */
export function renderRate(rate: Rate): string {
  return `${renderCounts(rate)} (${renderConfidence(rate)})`;
}

function renderCounts({ events, trials, lower, upper }: Rate): string {
  const range =
    events === 0 ? `at most ${renderProbability(upper)}` : `${renderProbability(lower)} to ${renderProbability(upper)}`;
  return `${renderInteger(events)} of ${renderInteger(trials)}, ${range}`;
}

function renderConfidence({ confidence }: Rate): string {
  return `${renderNumber(100 * confidence)} %`;
}

/** What every rate of a column has in common, to be said once, in its head; `null` if they differ. */
export function commonFacts({ rows }: Table, { key }: Column): string | null {
  const facts = new Set(
    rows
      .map((row) => row[key])
      .filter(isRate)
      .map(renderRateFacts),
  );
  return facts.size === 1 ? ([...facts][0] as string) : null;
}

/** "image FPR, list of 10,000, per scene, 95 % interval". */
export function renderRateFacts(rate: Rate): string {
  const { kind, listEntries, unit } = rate;
  const list = listEntries === null ? [] : [`list of ${renderInteger(listEntries)}`];
  return [kind, ...list, `per ${unit}`, `${renderConfidence(rate)} interval`].join(", ");
}

/** Whether a cell is a measured rate. */
export function isRate(cell: Cell | undefined): cell is Rate {
  return typeof cell === "object" && cell !== null;
}
