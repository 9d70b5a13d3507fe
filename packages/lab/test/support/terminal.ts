import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable, Writable } from "node:stream";
import { run } from "../../src/run.js";
import type { ExitCode } from "../../src/terminal/exit-codes.js";
import type { Interruption, Terminal, TextOutput } from "../../src/terminal/terminal.js";

/** What one command line did. */
export interface Finished {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order written: what a person sees. */
  readonly screen: string;
}

/** Choices of {@link startCommand}. */
export interface CommandInput {
  readonly cwd?: string;
  readonly stdin?: string;
  /** Both outputs are terminals. */
  readonly isTTY?: boolean;
  /** Told every piece of standard output. */
  readonly onData?: (text: string) => void;
}

class MemoryOutput extends Writable {
  text = "";
  readonly isTTY: boolean;
  readonly columns = 100;
  readonly #onData: (text: string) => void;

  constructor(isTTY: boolean, onData: (text: string) => void) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
    this.#onData = onData;
  }

  override _write(chunk: string | Buffer, _: BufferEncoding, done: () => void): void {
    this.text += String(chunk);
    this.#onData(String(chunk));
    done();
  }
}

/** Starts a command line in this process; `interrupt` ends it early. */
export function startCommand(
  argv: readonly string[],
  { cwd = tmpdir(), stdin = "", isTTY = false, onData }: CommandInput = {},
): { readonly finished: Promise<Finished>; interrupt(reason: Interruption): void } {
  let screen = "";
  const show = (text: string) => {
    screen += text;
  };
  const stdout = new MemoryOutput(isTTY, (text) => {
    show(text);
    onData?.(text);
  });
  const stderr = new MemoryOutput(isTTY, show);
  const controller = new AbortController();
  const outputs: { stdout: TextOutput; stderr: TextOutput } = { stdout, stderr };
  const terminal: Terminal = {
    stdin: Readable.from([Buffer.from(stdin)]),
    ...outputs,
    cwd,
    signal: controller.signal,
    exitCode: 0,
  };
  return {
    finished: run(argv, terminal).then((code) => ({ code, stdout: stdout.text, stderr: stderr.text, screen })),
    interrupt: (reason) => controller.abort(reason),
  };
}

/** Runs a command line in this process, to its end. */
export function runCommand(argv: readonly string[], input?: CommandInput): Promise<Finished> {
  return startCommand(argv, input).finished;
}

/** A folder of its own, and how to remove it. */
export async function createFolder(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), "glasshouse-lab-"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The objects of a JSONL text. */
export function parseLines<T>(text: string): T[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}
