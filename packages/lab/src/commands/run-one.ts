/** What the commands `experiment` and `scenario` share: run one entry of a registry and show what it found. */
import path from "node:path";
import { type Command, Option } from "commander";
import { describeEnvironment } from "../environment.js";
import type { Settings } from "../findings/index.js";
import type { Task } from "../runs/perform.js";
import { performAll } from "../runs/pool.js";
import type { RunResult } from "../runs/result.js";
import { encodeResult } from "../runs/store.js";
import { exitCodes } from "../terminal/exit-codes.js";
import { startProgress } from "../terminal/progress.js";
import { renderRun } from "../terminal/render-run.js";
import { type Terminal, writeData, writeNotice } from "../terminal/terminal.js";
import { writeTables } from "./write-tables.js";

/** Options of both commands. */
export interface RunOneOptions {
  readonly seed: string;
  readonly json?: true;
  readonly csv?: string;
}

/** The seed of results that are compared. */
export const defaultSeed = "glasshouse";

/** Adds the options of both commands. */
export function addRunOptions(command: Command, schema: string): Command {
  return command
    .addOption(new Option("--seed <text>", "of everything random").default(defaultSeed))
    .option("--json", `one JSON document, ${schema}`)
    .option("--csv <folder>", "every table as a CSV file as well");
}

/** Runs one task on this thread and writes what it found; exit code 1 if a check does not hold. */
export async function runOne(
  terminal: Terminal,
  task: Omit<Task, "seed"> & { readonly settings: Settings },
  { seed, json, csv }: RunOneOptions,
): Promise<void> {
  const progress = startProgress(terminal, task.id, 100);
  let found: RunResult | undefined;
  try {
    await performAll([{ ...task, seed }], {
      workers: 0,
      environment: describeEnvironment(),
      signal: terminal.signal,
      onProgress: (_, share) => progress.update(Math.floor(100 * share)),
      onResult: async (_, result) => {
        found = result;
      },
    });
  } finally {
    progress.stop();
  }
  if (found === undefined) return;
  await writeData(terminal, json ? encodeResult(found) : renderRun(found, terminal.stdout.columns ?? 100));
  if (csv !== undefined) await writeRunTables(path.resolve(terminal.cwd, csv), found); // if it fails, the above is kept
  concludeChecks(terminal, [found]);
}

/** Every table of a result as a file of its own. */
export function writeRunTables(folder: string, { id, controls, tables }: RunResult): Promise<void> {
  return writeTables(folder, id, [...controls, ...tables]);
}

/** Says which checks do not hold, and sets the exit code. */
export function concludeChecks(terminal: Terminal, results: readonly RunResult[]): void {
  for (const { id, checks } of results)
    for (const { name, expected, got, holds } of checks)
      if (!holds) {
        terminal.exitCode = exitCodes.incomplete;
        writeNotice(terminal, `${id}: ${name}: expected ${expected}, got ${got}`);
      }
}
