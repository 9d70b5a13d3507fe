import { availableParallelism } from "node:os";
import path from "node:path";
import { type Command, Option } from "commander";
import { type Experiment, experiments } from "../experiments/index.js";
import { findById, type Task } from "../runs/perform.js";
import { performMissing } from "../runs/perform-missing.js";
import { renderTable } from "../terminal/table.js";
import { CommandError, type Terminal, writeData } from "../terminal/terminal.js";
import { benchOption, readBenchmarks } from "./bench-option.js";
import { createCommand, renderExamples, renderParagraphs } from "./command.js";
import { integerOption } from "./options.js";
import { parameterOptions, settingsOf } from "./parameter-options.js";
import { addRunOptions, concludeChecks, defaultSeed, type RunOneOptions, runOne, writeRunTables } from "./run-one.js";

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
  const results = await performMissing(terminal, "experiments", tasks, { workers: options.workers, folder });
  for (const result of results) await writeRunTables(folder, result);
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
