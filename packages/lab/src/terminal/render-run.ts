/** Results of experiments and scenarios as text for a terminal. */
import { type Check, renderBytes, renderCell } from "../findings/index.js";
import type { ExperimentResult, RunResult, ScenarioResult } from "../runs/result.js";
import { renderFindingTable } from "./finding-table.js";
import { renderTable } from "./table.js";
import { wrap } from "./wrap.js";

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

function experimentLead({ objection, adversary, method, summary }: ExperimentResult): string[] {
  return [`Objection: ${objection}`, `Adversary: ${adversary}`, `Method: ${method}`, `In short: ${summary}`];
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
    wrap(`${claim} ${verdict} (${under}): ${because}`, width, "  "),
  );
  return `What it says of the claims\n${items.join("\n")}`;
}
