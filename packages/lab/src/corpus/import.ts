import { setImmediate } from "node:timers/promises";
import type { HashLine } from "../list/hash-line.js";
import type { FailedLine } from "../list/parse-hash-lines.js";
import { type ErrorLog, openErrorLog } from "./error-log.js";
import { CorpusError } from "./errors.js";
import { openStaging, removeStaging } from "./staging.js";

/** Rows after which other work gets a turn. */
const turnRows = 2048;

/** What an import did. */
export interface ImportResult {
  readonly rows: number;
  /** Lines that say that a file could not be read: they go to the log beside the corpus. */
  readonly failed: number;
}

/**
 * Writes a corpus of lines in their order, with bounded memory. `target` appears whole or not at all; what an
 * interrupted import leaves is removed by the next one.
 * @throws CorpusError `wrong-hash-length`, `no-rows`, `other-build`, `in-use`, `unwritable`; whatever the lines throw
 */
export async function importCorpus(
  target: string,
  lines: AsyncIterable<HashLine | FailedLine> | Iterable<HashLine | FailedLine>,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<ImportResult> {
  const staging = await openStaging(target);
  try {
    await staging.clear();
  } catch (error) {
    staging.close();
    throw error;
  }
  let log: ErrorLog | undefined;
  let rows = 0;
  let failed = 0;
  try {
    log = await openErrorLog(target);
    for await (const line of lines) {
      signal?.throwIfAborted();
      if ("error" in line) {
        failed++;
        await log.add(line);
        continue;
      }
      staging.add(line);
      rows++;
      // Signals are heard, and native memory is given back, only between turns of the event loop.
      if (rows % turnRows === 0) await setImmediate();
    }
    if (rows === 0) throw new CorpusError("no-rows", "got no hash, expected at least one");
    await log.finish();
    await staging.finish();
    return { rows, failed };
  } finally {
    await log?.close();
    staging.close();
    await removeStaging(target);
  }
}
