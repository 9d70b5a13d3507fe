/** Results of experiments and scenarios as text for a terminal. */
import {
  type Check,
  type Column,
  commonFacts,
  isRate,
  renderBytes,
  renderCell,
  renderInteger,
  renderOrigin,
  renderRateFacts,
  type Table,
} from "../findings/index.js";
import type { ExperimentResult, RunResult, ScenarioResult } from "../runs/result.js";
import { renderTable } from "./table.js";
import { wrap } from "./wrap.js";

/** Characters of a line in a table: longer text is broken, so that a table fits a terminal. */
const widest = { cell: 44, title: 26 } as const;

/** A result, whole. @param width columns of the terminal */
export function renderRun(result: RunResult, width: number): string {
  const lead = result.schema === "glasshouse.experiment/1" ? experimentLead(result) : scenarioLead(result);
  return [
    `${result.id}  ${result.title}`,
    lead.map((text) => wrap(text, width)).join("\n"),
    renderParameters(result),
    ...(result.schema === "glasshouse.scenario/1" ? [renderViews(result, width)] : []),
    ...result.controls.map((table) => `Control. ${renderFindingTable(table, width)}`),
    ...result.tables.map((table) => renderFindingTable(table, width)),
    renderChecks(result.checks),
    renderPublished(result, width),
    renderVerdicts(result, width),
    wrap(`What this does not show: ${result.doesNotShow}`, width),
  ]
    .filter((part) => part !== "")
    .map((part) => `${part.trimEnd()}\n`)
    .join("\n");
}

function experimentLead({ objection, adversary, method }: ExperimentResult): string[] {
  return [`Objection: ${objection}`, `Adversary: ${adversary}`, `Method: ${method}`];
}

function scenarioLead({ setup, outcome }: ScenarioResult): string[] {
  return [setup, `Outcome: ${outcome}`];
}

function renderParameters({ parameters, seed }: RunResult): string {
  if (parameters.length === 0) return `Seed: ${seed}`;
  const rows = parameters.map(({ name, value, what, assumedBy }) => [
    name,
    typeof value === "number" ? renderCell(value, { format: "number" }) : value,
    `assumed by ${assumedBy}`,
    what,
  ]);
  return `Parameters (seed: ${seed})\n${renderTable(rows)}`;
}

function renderViews({ views }: ScenarioResult, width: number): string {
  const lines = views.flatMap(({ party, reads, cannotRead, bytes }) => {
    const traffic = bytes === null ? "" : ` (sent ${renderBytes(bytes.sent)}, received ${renderBytes(bytes.received)})`;
    const list = (items: readonly string[]) => (items.length > 0 ? items.join("; ") : "nothing");
    return [
      `${party}${traffic}`,
      wrap(`reads: ${list(reads)}`, width, "  "),
      ...(cannotRead.length > 0 ? [wrap(`cannot read: ${list(cannotRead)}`, width, "  ")] : []),
    ];
  });
  return `What each party sees\n${lines.join("\n")}`;
}

function renderFindingTable(table: Table, width: number): string {
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
    ...table.columns.flatMap(({ title, listEntries }) =>
      listEntries === undefined ? [] : [`${title}: against a list of ${renderInteger(listEntries)}`],
    ),
    ...(table.note === undefined ? [] : [table.note]),
  ];
  return `${table.title}\n${aligned}${notes.map((note) => wrap(note, width, "  ")).join("\n")}`;
}

/** Where a table's numbers come from; a line more for every column that differs. */
export function labelsOf(table: Table): string[] {
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

function renderChecks(checks: readonly Check[]): string {
  if (checks.length === 0) return "";
  const rows = checks.map(({ name, expected, got, holds }) => [
    holds ? "ok" : "NO",
    name,
    `expected ${expected}`,
    `got ${got}`,
  ]);
  return `Checks\n${renderTable(rows)}`;
}

function renderPublished({ published }: RunResult, width: number): string {
  if (published.length === 0) return "";
  const items = published.map(({ figure, by, source, ours }) =>
    [wrap(`${figure} (published by ${by}, ${source} source)`, width, "  "), wrap(`here: ${ours}`, width, "    ")].join(
      "\n",
    ),
  );
  return `Published, and ours beside it\n${items.join("\n")}`;
}

function renderVerdicts({ verdicts }: RunResult, width: number): string {
  if (verdicts.length === 0) return "";
  const items = verdicts.map(({ claim, verdict, under, because }) =>
    wrap(`${claim} ${verdict}, under ${under}: ${because}`, width, "  "),
  );
  return `What it says of the claims\n${items.join("\n")}`;
}
