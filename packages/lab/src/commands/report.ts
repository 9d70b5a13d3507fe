import { access, constants, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import { type Command, Option } from "commander";
import { describeEnvironment, programVersions } from "../environment.js";
import { experiments } from "../experiments/index.js";
import { renderBytes } from "../findings/index.js";
import { renderReport } from "../report/page.js";
import { createReport } from "../report/report.js";
import type { Task } from "../runs/perform.js";
import { performMissing } from "../runs/perform-missing.js";
import { scenarios } from "../scenarios/index.js";
import { CommandError, showText, type Terminal, writeData, writeNotice } from "../terminal/terminal.js";
import { writeWhole } from "../terminal/write-whole.js";
import { benchOption, readBenchmarks } from "./bench-option.js";
import { createCommand, renderExamples, renderParagraphs } from "./command.js";
import { integerOption } from "./options.js";
import { concludeChecks, defaultSeed, writeRunTables } from "./run-one.js";

interface ReportOptions {
  readonly out: string;
  readonly results?: string;
  readonly seed: string;
  readonly nightly?: true;
  readonly bench: readonly string[];
  readonly workers: number;
  readonly csv?: string;
  readonly json?: true;
}

const description = `Write the dossier: every experiment and every scenario, what they say of the claims of 2021, which
criteria they speak to, and what is out of scope. One HTML file with its figures and all results as JSON inside; it asks
nothing of any network, and prints well.

With --results, runs are kept in a folder and not done again; the same command goes on after an interruption.`;

/** `glasshouse report` */
export function createReportCommand(terminal: Terminal): Command {
  return createCommand(terminal, "report")
    .description(renderParagraphs(description))
    .addOption(new Option("-o, --out <file>", "the dossier").makeOptionMandatory())
    .option("--results <folder>", "where runs are kept, a JSON file each")
    .addOption(new Option("--seed <text>", "of everything random").default(defaultSeed))
    .option("--nightly", "experiments at the serious size: hours instead of a minute")
    .addOption(benchOption())
    .addOption(integerOption("--workers <count>", "worker threads", [0, 256]).default(availableParallelism()))
    .option("--csv <folder>", "every table as a CSV file as well")
    .option("--json", "the results on standard output as well, glasshouse.report/1")
    .addHelpText(
      "after",
      renderExamples(
        ["glasshouse report --out report.html", "in about a minute"],
        ["glasshouse report --out report.html --results runs --nightly", "at the serious size, resumable"],
      ),
    )
    .action((options: ReportOptions) => report(terminal, options));
}

async function report(terminal: Terminal, options: ReportOptions): Promise<void> {
  const { seed, nightly, workers, csv, json } = options;
  const resolve = (name: string) => path.resolve(terminal.cwd, name);
  const file = resolve(options.out);
  await requirePlace(file); // now, not after hours
  const benchmarks = await readBenchmarks(terminal, options.bench);
  const tasks: Task[] = [
    ...experiments.map((entry) => ({ kind: "experiment" as const, entry, settings: nightly ? entry.nightly : {} })),
    ...scenarios.map((entry) => ({ kind: "scenario" as const, entry, settings: {} })),
  ].map(({ kind, entry: { id }, settings }) => ({ kind, id, settings, seed, benchmarks }));
  const folder = options.results === undefined ? null : resolve(options.results);
  const results = await performMissing(terminal, "report", tasks, { workers, folder });
  const made = createReport(results, {
    size: nightly ? "nightly" : "small",
    seed,
    program: programVersions(),
    environment: describeEnvironment(),
  });
  const page = renderReport(made);
  await writeWhole(file, page).catch((error: Error) => {
    throw new CommandError("unusable-input", `${file}: ${error.message}`);
  });
  if (csv !== undefined) for (const result of results) await writeRunTables(resolve(csv), result);
  if (json) await writeData(terminal, `${JSON.stringify(made, null, 1)}\n`);
  writeNotice(
    terminal,
    `${showText(options.out)}: ${made.experiments.length} experiments, ${made.scenarios.length} scenarios, ${renderBytes(Buffer.byteLength(page))}`,
  );
  concludeChecks(terminal, results);
}

/** @throws CommandError `unusable-input` unless a file can be written there */
async function requirePlace(file: string): Promise<void> {
  await access(path.dirname(file), constants.W_OK).catch((error: Error) => {
    throw new CommandError("unusable-input", `${file}: ${error.message}`);
  });
  if ((await stat(file).catch(() => null))?.isDirectory())
    throw new CommandError("unusable-input", `${file}: expected a file, got a folder`);
}
