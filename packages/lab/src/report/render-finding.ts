/** The parts that experiments and scenarios share, as HTML. */
import {
  type Cell,
  type Check,
  type Column,
  commonFacts,
  type Finding,
  isRate,
  type Origin,
  type Plot,
  renderCell,
  renderInteger,
  renderOrigin,
  renderRateFacts,
  type Table,
} from "../findings/index.js";
import { drawPlot, legendOf } from "../plots/draw-plot.js";
import type { RunResult } from "../runs/result.js";
import { type Html, html, trusted } from "./html.js";

/** A table of more rows is folded on a screen, and whole on paper. */
const openRows = 24;

/** Controls, tables with their figures, checks, published figures and verdicts, in this order. */
export function renderFinding(result: RunResult): Html {
  const tables = [...result.controls, ...result.tables];
  const figures = (table: Table) =>
    result.plots.filter((plot) => plot.table === table.id).map((plot) => renderFigure(plot, tables));
  return html`
${result.controls.length > 0 ? html`<div class="control">${result.controls.map((table) => [renderTable(table, "Control: "), ...figures(table)])}</div>` : null}
${result.tables.map((table) => [renderTable(table), ...figures(table)])}
${renderPublished(result)}
${renderVerdicts(result)}
${renderChecks(result.checks)}
<div class="shows-not"><strong>What this does not show.</strong> ${result.doesNotShow}</div>
${renderParameters(result)}`;
}

/** "measured", "assumed" or "published", as a mark. */
export function renderLabel(origin: Origin): Html {
  return html`<span class="label ${origin.label}" title="${renderOrigin(origin)}">${origin.label}</span>`;
}

/** A verdict, as a mark. */
export function renderVerdict(verdict: string): Html {
  return html`<span class="verdict ${verdict.replaceAll(" ", "-")}">${verdict}</span>`;
}

/** A table with where its numbers come from. */
function renderTable(table: Table, prefix = ""): Html {
  const shared = new Map(table.columns.map((column) => [column.key, commonFacts(table, column)]));
  const head = table.columns.map((column) => {
    const facts = shared.get(column.key) ?? null;
    const about = [
      ...(facts === null ? [] : [facts]),
      ...(column.listEntries === undefined ? [] : [`list of ${renderInteger(column.listEntries)}`]),
    ];
    const label = column.origin === undefined ? null : renderLabel(column.origin);
    return html`<th scope="col" class="${classOf(column)}">${label}${column.title}${about.length > 0 ? html`<small>${about.join("; ")}</small>` : null}</th>`;
  });
  const rows = table.rows.map(
    (row) =>
      html`<tr>${table.columns.map((column, i) => {
        const cell = row[column.key] ?? null;
        const text = renderText(cell, column, shared.get(column.key) ?? null);
        const style = classOf(column, cell);
        return i === 0 && column.format === "text"
          ? html`<th scope="row" class="${style}">${text}</th>`
          : html`<td class="${style}">${text}</td>`;
      })}</tr>\n`,
  );
  const grid = html`<div class="scroll"><table aria-label="${table.title}"><thead><tr>${head}</tr></thead><tbody>
${rows}</tbody></table></div>`;
  return html`
<h4>${prefix}${table.title}</h4>
${rows.length > openRows ? html`<details><summary>${rows.length} rows</summary>${grid}</details>` : grid}
<p class="note">${renderLabel(table.origin)}${describeOrigin(table.origin)}${ownOrigins(table)}${table.note === undefined ? null : ` ${table.note}`}</p>`;
}

function renderText(cell: Cell, column: Column, shared: string | null): string {
  const text = renderCell(cell, column);
  return isRate(cell) && shared === null ? `${text}; ${renderRateFacts(cell)}` : text;
}

function describeOrigin(origin: Origin): string {
  return `${origin.label === "measured" ? "on" : "by"} ${origin.label === "measured" ? origin.on : origin.by}.`;
}

function ownOrigins({ columns }: Table): string {
  return columns
    .flatMap(({ title, origin }) => (origin === undefined ? [] : [` ${title}: ${renderOrigin(origin)}.`]))
    .join("");
}

function classOf({ format }: Column, cell: Cell = null): string {
  if (format === "rate") return "rate";
  if (format === "text" || format === "yes-no") return typeof cell === "string" && cell.length > 40 ? "long" : "text";
  return "number";
}

function renderFigure(plot: Plot, tables: readonly Table[]): Html | null {
  const svg = drawPlot(plot, tables);
  if (svg === null) return null;
  const legend = legendOf(plot, tables);
  return html`
<figure>
${legend === null ? null : html`<ul class="legend"><li>${legend.title}:</li>${legend.series.map(({ name, sample }) => html`<li>${trusted(sample)} ${name}</li>`)}</ul>`}
${trusted(svg)}
<figcaption>${plot.title}</figcaption>
</figure>`;
}

function renderPublished({ published }: Finding): Html | null {
  if (published.length === 0) return null;
  return html`
<h4>Published, and ours beside it</h4>
<div class="scroll"><table><thead><tr><th scope="col">published</th><th scope="col">by</th><th scope="col">here</th></tr></thead><tbody>
${published.map(
  ({ figure, by, source, ours }) =>
    html`<tr><td class="long">${renderLabel({ label: "published", by })}${figure}</td><td>${by} (${source} source)</td><td class="long">${ours}</td></tr>\n`,
)}</tbody></table></div>`;
}

function renderVerdicts({ verdicts }: Finding): Html | null {
  if (verdicts.length === 0) return null;
  return html`
<h4>What it says of the claims</h4>
<div class="scroll"><table><thead><tr><th scope="col">claim</th><th scope="col">verdict</th><th scope="col">under</th><th scope="col">because</th></tr></thead><tbody>
${verdicts.map(
  ({ claim, verdict, under, because }) =>
    html`<tr><td><a href="#${claim}">${claim}</a></td><td>${renderVerdict(verdict)}</td><td class="long">${under}</td><td class="long">${because}</td></tr>\n`,
)}</tbody></table></div>`;
}

function renderChecks(checks: readonly Check[]): Html | null {
  if (checks.length === 0) return null;
  return html`
<h4>Checks</h4>
<div class="scroll"><table><thead><tr><th scope="col">holds</th><th scope="col">check</th><th scope="col">expected</th><th scope="col">got</th></tr></thead><tbody>
${checks.map(
  ({ name, expected, got, holds }) =>
    html`<tr><td class="${holds ? "ok" : "no"}">${holds ? "yes" : "no"}</td><td class="long">${name}</td><td>${expected}</td><td>${got}</td></tr>\n`,
)}</tbody></table></div>`;
}

function renderParameters({ parameters, seed }: RunResult): Html {
  const settings = parameters.map(
    ({ name, value, assumedBy }) =>
      `${name} ${typeof value === "number" ? renderCell(value, { format: "number" }) : value} (${assumedBy})`,
  );
  return html`<p class="note">${renderLabel({ label: "assumed", by: "the parameters" })}Parameters: ${[...settings, `seed ${seed}`].join("; ")}.</p>`;
}
