import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import { type Command, Option } from "commander";
import { describeEnvironment } from "../environment.js";
import { type BenchReport, benchReportSchema, type Experiment, experiments } from "../experiments/index.js";
import { resolveParameters } from "../findings/index.js";
import { findById, type Task } from "../runs/perform.js";
import { performAll } from "../runs/pool.js";
import type { RunResult } from "../runs/result.js";
import { findResult, writeResult } from "../runs/store.js";
import { startProgress } from "../terminal/progress.js";
import { renderTable } from "../terminal/table.js";
import { CommandError, type Terminal, writeData } from "../terminal/terminal.js";
import { createCommand, renderExamples, renderParagraphs } from "./command.js";
import { integerOption } from "./options.js";
import { parameterOptions, settingsOf } from "./parameter-options.js";
import { addRunOptions, concludeChecks, defaultSeed, type RunOneOptions, runOne, writeTables } from "./run-one.js";

interface OneOptions extends RunOneOptions {
  readonly nightly?: true;
  readonly bench: readonly string[];
}

interface AllOptions {
  readonly all?: true;
  readonly seed: string;
  readonly nightly?: true;
  readonly bench: readonly string[];
  readonly workers: number;
  readonly out?: string;
}

const description = `Measure an objection to client-side scanning. Controls come first: they show that the measurement can
come out both ways. Then what was measured or computed, the published figure beside it, what it says of the claims of 2021,
and what it does not show.

Without a name, lists the experiments. With --all, runs them all and writes a JSON file each, and every table as CSV; the
same command goes on after an interruption.`;

/** `glasshouse experiment` */
export function createExperimentCommand(terminal: Terminal): Command {
  const command = createCommand(terminal, "experiment")
    .usage("[id] [options]")
    .argument("[id]", "O1 to O18")
    .enablePositionalOptions() // what stands behind an id belongs to it
    .description(renderParagraphs(description))
    .option("--all", "all experiments")
    .addOption(new Option("--seed <text>", "of everything random").default(defaultSeed))
    .option("--nightly", "the serious size: hours instead of seconds")
    .addOption(benchOption())
    .addOption(integerOption("--workers <count>", "worker threads", [0, 256]).default(availableParallelism()))
    .option("-o, --out <folder>", "where --all writes")
    .action((id: string | undefined, options: AllOptions) => {
      if (id !== undefined) findById("experiment", experiments, id); // says what there is
      return options.all ? runAll(terminal, options) : list(terminal);
    })
    .addHelpText(
      "after",
      renderExamples(
        ["glasshouse experiment O2", "how bursts of photographs change the odds"],
        ["glasshouse experiment O2 --help", "what may be set"],
        ["glasshouse experiment --all --out results", "everything"],
      ),
    );
  for (const experiment of experiments) command.addCommand(createOne(terminal, experiment));
  return command;
}

function createOne(terminal: Terminal, { id, title, objection, parameters, nightly }: Experiment): Command {
  const command = createCommand(terminal, id)
    .alias(id.toLowerCase())
    .summary(title)
    .description(renderParagraphs(`${title}\n\n${objection}`));
  for (const option of parameterOptions(parameters)) command.addOption(option);
  return addRunOptions(command, "glasshouse.experiment/1")
    .option("--nightly", "the serious size: hours instead of seconds")
    .addOption(benchOption())
    .action(async (options: OneOptions & Readonly<Record<string, unknown>>) => {
      const settings = { ...(options.nightly ? nightly : {}), ...settingsOf(parameters, options) };
      const benchmarks = await readBenchmarks(terminal, options.bench);
      await runOne(terminal, { kind: "experiment", id, settings, benchmarks }, options);
    });
}

async function list(terminal: Terminal): Promise<void> {
  const rows = experiments.map(({ id, title, adversary }) => [id, title, adversary]);
  await writeData(terminal, renderTable(rows, ["", "experiment", "adversary"]));
}

async function runAll(terminal: Terminal, options: AllOptions): Promise<void> {
  if (options.out === undefined)
    throw new CommandError("usage", "--all writes a file per experiment; expected --out FOLDER");
  const folder = path.resolve(terminal.cwd, options.out);
  const benchmarks = await readBenchmarks(terminal, options.bench);
  const tasks: Task[] = experiments.map(({ id, nightly }) => ({
    kind: "experiment",
    id,
    settings: options.nightly ? nightly : {},
    seed: options.seed,
    benchmarks,
  }));
  const results = await performMissing(terminal, tasks, folder, options.workers);
  for (const result of results) await writeTables(folder, result);
  await writeData(
    terminal,
    renderTable(
      results.map(({ id, title, checks, verdicts }) => [
        id,
        title,
        `${checks.filter(({ holds }) => holds).length} of ${checks.length}`,
        [...new Set(verdicts.map(({ claim, verdict }) => `${claim} ${verdict}`))].join(", "),
      ]),
      ["", "experiment", "checks hold", "claims"],
    ),
  );
  concludeChecks(terminal, results);
}

/** Performs what the folder does not hold yet; all results, in the order of the tasks. */
export async function performMissing(
  terminal: Terminal,
  tasks: readonly Task[],
  folder: string,
  workers: number,
): Promise<RunResult[]> {
  const results = await Promise.all(
    tasks.map(async (task) => {
      const { parameters } = experiments.find(({ id }) => id === task.id) as Experiment;
      // O18 follows from reports besides its settings: it takes no time to do it again.
      return task.benchmarks.length > 0 ? null : findResult(folder, task, resolveParameters(parameters, task.settings));
    }),
  );
  const missing = tasks.flatMap((task, index) => (results[index] === null ? [{ task, index }] : []));
  const shares = missing.map(() => 0);
  const progress = startProgress(terminal, "experiments", 100 * tasks.length, 100 * (tasks.length - missing.length));
  const done = () => 100 * (tasks.length - missing.length) + shares.reduce((sum, share) => sum + 100 * share, 0);
  try {
    await performAll(
      missing.map(({ task }) => task),
      {
        workers,
        environment: describeEnvironment(),
        signal: terminal.signal,
        onProgress: (i, share) => {
          shares[i] = share;
          progress.update(Math.floor(done()));
        },
        onResult: async (i, result) => {
          shares[i] = 1;
          progress.update(Math.floor(done()));
          results[(missing[i] as (typeof missing)[number]).index] = result;
          await writeResult(folder, result);
        },
      },
    );
  } finally {
    progress.stop();
  }
  return results.filter((result) => result !== null);
}

function benchOption(): Option {
  return new Option("--bench <file>", "JSON report of a bench suite, for O18; may be repeated")
    .argParser((file: string, earlier: readonly string[]) => [...earlier, file])
    .default([] as readonly string[], "none");
}

async function readBenchmarks(terminal: Terminal, files: readonly string[]): Promise<BenchReport[]> {
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.resolve(terminal.cwd, file), "utf8").catch((error: Error) => {
        throw new CommandError("unusable-input", `${file}: ${error.message}`);
      });
      const report = parseReport(text);
      if (report === null) throw new CommandError("unusable-input", `${file}: expected a report glasshouse.bench/1`);
      return report;
    }),
  );
}

function parseReport(text: string): BenchReport | null {
  try {
    return benchReportSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
