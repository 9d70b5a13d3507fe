import { describeEnvironment } from "../environment.js";
import { experiments } from "../experiments/index.js";
import { resolveParameters } from "../findings/index.js";
import { scenarios } from "../scenarios/index.js";
import { startProgress } from "../terminal/progress.js";
import type { Terminal } from "../terminal/terminal.js";
import { findById, type Task } from "./perform.js";
import { performAll } from "./pool.js";
import type { RunResult } from "./result.js";
import { createFolder, findResult, writeResult } from "./store.js";

/** Choices of {@link performMissing}. */
export interface MissingOptions {
  /** Worker threads; 0 performs on this thread. */
  readonly workers: number;
  /** Folder of results: what it holds is not performed again, what is performed is added. `null` for none. */
  readonly folder: string | null;
}

/** Performs tasks that have no result yet, with progress; all results, in the order of the tasks. */
export async function performMissing(
  terminal: Pick<Terminal, "stderr" | "signal">,
  label: string,
  tasks: readonly Task[],
  { workers, folder }: MissingOptions,
): Promise<RunResult[]> {
  const environment = describeEnvironment();
  if (folder !== null) await createFolder(folder); // now, not after the first hour
  const results = await Promise.all(
    tasks.map((task) => (folder === null ? null : findResult(folder, task, valuesOf(task), environment))),
  );
  const missing = tasks.flatMap((task, index) => (results[index] === null ? [{ task, index }] : []));
  const shares = missing.map(() => 0);
  const known = tasks.length - missing.length;
  const progress = startProgress(terminal, label, tasks.length, known);
  const report = (i: number, share: number) => {
    shares[i] = share;
    progress.update(known + Math.floor(10 * shares.reduce((sum, part) => sum + part, 0)) / 10);
  };
  try {
    await performAll(
      missing.map(({ task }) => task),
      {
        workers,
        environment,
        signal: terminal.signal,
        onProgress: report,
        onResult: async (i, result) => {
          report(i, 1);
          results[(missing[i] as (typeof missing)[number]).index] = result;
          if (folder !== null) await writeResult(folder, result);
        },
      },
    );
  } finally {
    progress.stop();
  }
  return results.filter((result) => result !== null);
}

function valuesOf({ kind, id, settings }: Task) {
  const { parameters } = kind === "experiment" ? findById(kind, experiments, id) : findById(kind, scenarios, id);
  return resolveParameters(parameters, settings);
}
