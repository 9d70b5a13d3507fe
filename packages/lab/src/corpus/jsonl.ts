import type { Readable } from "node:stream";
import type { HashLine } from "../list/hash-line.js";
import { type FailedLine, parseHashLine } from "../list/parse-hash-lines.js";
import { CorpusError } from "./errors.js";

/** One line. */
export function renderJsonl(line: HashLine): string {
  return `${JSON.stringify(line)}\n`;
}

/**
 * Reads the output of `hash --jsonl`, a line at a time. Empty lines are passed over.
 * @param name of the file, for messages
 * @throws ListError `not-json`, `malformed`, with the line's number; CorpusError `unreadable`
 */
export async function* readJsonl(name: string, input: Readable): AsyncGenerator<HashLine | FailedLine> {
  let number = 0;
  for await (const line of splitLines(name, input)) {
    number++;
    if (line.trim() !== "") yield parseHashLine(`${name}:${number}`, line);
  }
}

async function* splitLines(name: string, input: Readable): AsyncGenerator<string> {
  input.setEncoding("utf8");
  let rest = "";
  try {
    for await (const text of input) {
      const lines = (rest + String(text)).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (cause) {
    if (!(cause instanceof Error && "syscall" in cause && "code" in cause)) throw cause;
    throw new CorpusError("unreadable", `${name}: got ${String(cause.code)}, expected a readable file`, { cause });
  }
  yield rest;
}
