import { writeFile } from "node:fs/promises";
import { Command, CommanderError } from "commander";
import { BenchError } from "./harness/errors.js";
import { renderReport } from "./harness/report.js";
import { runSuite } from "./harness/run.js";
import type { Suite } from "./harness/suite.js";
import type { Soak } from "./soaks/soak.js";

/** What the command can run and where it writes. */
export interface CommandContext {
  readonly suites: Readonly<Record<string, Suite>>;
  readonly soaks: Readonly<Record<string, Soak>>;
  /** Data. */
  readonly out: (text: string) => void;
  /** Progress and complaints. */
  readonly log: (text: string) => void;
}

/** A ratio does not hold, the oracle was contradicted, or a soak found something. */
const foundFault = 1;
/** The command line asks for what does not exist. */
const wrongUsage = 2;

/** Runs `bench ...` or `soak ...`. @returns the exit code: 0, 1 or 2. */
export async function runCommand(args: readonly string[], context: CommandContext): Promise<number> {
  let exitCode = 0;
  const program = new Command("glasshouse-bench").exitOverride().configureOutput({
    writeOut: context.out,
    writeErr: context.log,
  });
  program
    .command("bench")
    .description("measure a suite; exit code 1 when one of its ratios does not hold")
    .argument("[suite]", "one of those that --list shows")
    .option("--json <file>", "write the report as JSON to a file, or with - to standard output")
    .option("--quick", "few and short repeats: shows that the suite runs, its figures are rough")
    .option("--list", "show the suites")
    .action(async (suite: string | undefined, options: { json?: string; quick?: boolean; list?: boolean }) => {
      if (options.list === true) context.out(renderList(context.suites));
      else exitCode = await bench(suite, options, context);
    });
  program
    .command("soak")
    .description("long runs that look for rare faults; exit code 1 when one is found")
    .argument("[name]", "one of those that --list shows")
    .option("--list", "show the soak runs")
    .action(async (name: string | undefined, options: { list?: boolean }) => {
      if (options.list === true) context.out(renderList(context.soaks));
      else exitCode = await soak(name, context);
    });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    // commander has told the user already; asking for help is no mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : wrongUsage;
    if (!(error instanceof BenchError)) throw error;
    context.log(`${error.code}: ${error.message}\n`);
    return foundFault;
  }
  return exitCode;
}

async function bench(
  id: string | undefined,
  { json, quick = false }: { json?: string; quick?: boolean },
  { suites, out, log }: CommandContext,
): Promise<number> {
  const suite = find(suites, id);
  if (id === undefined || suite === undefined) {
    log(`suite: got ${id ?? "none"}, expected one of\n${renderList(suites)}`);
    return wrongUsage;
  }
  const { report, ratios } = await runSuite(id, suite, { quick, onProgress: (message) => log(`${message}\n`) });
  const text = renderReport(report, ratios);
  const data = `${JSON.stringify(report, null, 2)}\n`;
  if (json === "-") {
    log(text);
    out(data);
  } else {
    out(text);
    if (json !== undefined) await writeFile(json, data);
  }
  const broken = report.ratios.filter(({ holds }) => !holds);
  for (const { name } of broken) log(`does not hold: ${name}\n`);
  return broken.length > 0 ? foundFault : 0;
}

async function soak(id: string | undefined, { soaks, log }: CommandContext): Promise<number> {
  const found = find(soaks, id);
  if (found === undefined) {
    log(`soak: got ${id ?? "none"}, expected one of\n${renderList(soaks)}`);
    return wrongUsage;
  }
  return (await found.run(log)) ? 0 : foundFault;
}

function find<T>(registry: Readonly<Record<string, T>>, id: string | undefined): T | undefined {
  return id !== undefined && Object.hasOwn(registry, id) ? registry[id] : undefined;
}

function renderList(registry: Readonly<Record<string, { readonly description: string }>>): string {
  return Object.entries(registry)
    .map(([id, { description }]) => `${id.padEnd(12)}${description}\n`)
    .join("");
}
