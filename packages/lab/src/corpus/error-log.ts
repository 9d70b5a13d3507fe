import { type FileHandle, open, rename, rm } from "node:fs/promises";
import type { FailedLine } from "../list/parse-hash-lines.js";
import { CorpusError } from "./errors.js";

/** What gave no hash, beside a corpus: one JSON object per line, whole or not at all. */
export interface ErrorLog {
  readonly file: string;
  add(failed: FailedLine): Promise<void>;
  /** Puts the log in place. Without errors there is none, and that of an earlier build goes. */
  finish(): Promise<void>;
  /** Removes what is not finished. */
  close(): Promise<void>;
}

/** The name of the log of a corpus: FILE.errors.jsonl for FILE.parquet. */
export function errorFile(target: string): string {
  return `${target.replace(/\.parquet$/i, "")}.errors.jsonl`;
}

/** Starts a log. @throws CorpusError `unwritable` */
export async function openErrorLog(target: string): Promise<ErrorLog> {
  const file = errorFile(target);
  const temporary = `${file}.tmp`;
  let handle: FileHandle;
  try {
    handle = await open(temporary, "w");
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new CorpusError("unwritable", `${temporary}: got ${reason}, expected a writable file`, { cause });
  }
  let errors = 0;
  return {
    file,
    async add(failed) {
      errors++;
      await handle.write(`${JSON.stringify(failed)}\n`);
    },
    async finish() {
      if (errors === 0) {
        await rm(file, { force: true });
        return;
      }
      await handle.sync();
      await rename(temporary, file);
    },
    async close() {
      await handle.close();
      await rm(temporary, { force: true });
    },
  };
}
