/** A folder of results, a file each, so that a killed run of many goes on where it was. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Environment, programVersions } from "../environment.js";
import { makeFolder } from "../terminal/make-folder.js";
import { CommandError } from "../terminal/terminal.js";
import { writeWhole } from "../terminal/write-whole.js";
import { digestReports, type Task } from "./perform.js";
import { type RunResult, runResultSchema } from "./result.js";

/** The name of a result's file: "O1.json", "baseline.json". */
export function resultFile({ id }: { readonly id: string }): string {
  return `${id}.json`;
}

/** A result as its file has it. */
export function encodeResult(result: RunResult): string {
  return `${JSON.stringify(result, null, 1)}\n`;
}

/** @throws CommandError `unusable-input` if the folder cannot be made */
export async function createFolder(folder: string): Promise<void> {
  await orUnusable(folder, makeFolder(folder));
}

/** @throws CommandError `unusable-input` if the file cannot be written */
export async function writeResult(folder: string, result: RunResult): Promise<void> {
  await orUnusable(folder, writeWhole(path.join(folder, resultFile(result)), encodeResult(result)));
}

async function orUnusable(folder: string, done: Promise<unknown>): Promise<void> {
  try {
    await done;
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new CommandError("unusable-input", `${folder}: ${error.message}`);
  }
}

/**
 * The result of a task that was performed before by this version and commit, or `null`. A version has many commits, and a
 * dossier names one.
 * @param values what the task's settings give
 */
export async function findResult(
  folder: string,
  task: Task,
  values: Readonly<Record<string, number | string>>,
  { commit }: Pick<Environment, "commit">,
): Promise<RunResult | null> {
  const text = await readFile(path.join(folder, resultFile(task)), "utf8").catch(() => null);
  if (text === null) return null;
  const result = parseResult(text);
  if (result === null) return null; // torn or of another version: performed anew
  const had = Object.fromEntries(result.parameters.map(({ name, value }) => [name, value]));
  const same =
    result.schema === `glasshouse.${task.kind}/1` &&
    result.seed === task.seed &&
    (result.benchmarks === null || result.benchmarks === digestReports(task.benchmarks)) &&
    result.environment?.commit === commit &&
    isDeepStrictEqual(result.program, programVersions()) &&
    isDeepStrictEqual(had, values);
  return same ? result : null;
}

function parseResult(text: string): RunResult | null {
  try {
    const found: unknown = JSON.parse(text);
    // As it was written, not as it was parsed: the order of its keys is part of a dossier's bytes.
    return runResultSchema.safeParse(found).success ? (found as RunResult) : null;
  } catch {
    return null;
  }
}
