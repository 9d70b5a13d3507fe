/** The reference results in words: docs/results/README.md and docs/claims.md. */
import { assessClaims } from "../claims/assess.js";
import type { ExperimentResult, RunResult } from "../runs/result.js";

/** What every reference result is, and how to make them anew. */
export function renderOverview(results: readonly RunResult[]): string {
  const experiments = results.filter((result) => result.schema === "glasshouse.experiment/1");
  const scenarios = results.filter((result) => result.schema === "glasshouse.scenario/1");
  return [
    "# Reference results",
    "",
    "Every experiment and every scenario at its small size, seed `glasshouse`, as JSON: `glasshouse.experiment/1` and `glasshouse.scenario/1`. Written by `npm run results`; CI makes them anew and compares (`npm run results -- --check`). The serious size takes hours and is made by `glasshouse report --nightly --results DIR --out FILE`.",
    "",
    "Numbers are rounded to twelve digits. They hold for one version of the generators, which each file names. Pictures are generated and never stand for people's photographs.",
    "",
    "## Experiments",
    "",
    "| | experiment | in short | checks that hold | claims |",
    "|---|---|---|---|---|",
    ...experiments.map(
      (result) =>
        `| [${result.id}](experiments/${result.id}.json) | ${result.title} | ${escapeCell(result.summary)} | ${countChecks(result)} | ${claimsOf(result)} |`,
    ),
    "",
    "## Scenarios",
    "",
    "| | scenario | outcome |",
    "|---|---|---|",
    ...scenarios.map(
      ({ id, title, outcome }) => `| [${id}](scenarios/${id}.json) | ${title} | ${escapeCell(outcome)} |`,
    ),
    "",
  ].join("\n");
}

/** The register of claims with the verdicts of the reference results. */
export function renderClaims(results: readonly RunResult[]): string {
  const link = (from: string) => {
    const isExperiment = results.some(({ id, schema }) => id === from && schema === "glasshouse.experiment/1");
    return `[${from}](results/${isExperiment ? "experiments" : "scenarios"}/${from}.json)`;
  };
  return [
    "# The claims, and what is found of them",
    "",
    "Written by `npm run results` from the [reference results](results/README.md): nothing in it is written by hand but the claims. *Depends*: fails under one condition and holds, or cannot be verified, under another. *Not verifiable yet*: a certificate of the list, a public log or more measurements would settle it. *Not verifiable*: no artefact could.",
    "",
    ...assessClaims(results).flatMap(({ id, text, by, check, checkable, overall, verdicts }) => [
      `## ${id}: ${overall}`,
      "",
      `> ${text}`,
      "",
      `Published by ${by}. Checked by: ${check}. Checkable by a stranger today: ${checkable.today ? "yes" : "no"}; with public verification: ${checkable.withPublicVerification ? "yes" : "no"} (${checkable.because}).`,
      "",
      ...verdicts.map(({ verdict, under, because, from }) => `- **${verdict}** (${under}): ${because} (${link(from)})`),
      ...(verdicts.length > 0 ? [""] : []),
    ]),
  ].join("\n");
}

function countChecks({ checks }: ExperimentResult): string {
  return `${checks.filter(({ holds }) => holds).length} of ${checks.length}`;
}

function claimsOf({ verdicts }: ExperimentResult): string {
  return [...new Set(verdicts.map(({ claim, verdict }) => `${claim} ${verdict}`))].join(", ") || "-";
}

function escapeCell(text: string): string {
  return text.replaceAll("|", "\\|");
}
