import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import type { ExitCode } from "./exit-codes.js";

/** A stream of text that may be a terminal. */
export type TextOutput = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** All that a command sees of the outside world: data goes to `stdout`, everything for people to `stderr`. */
export interface Terminal {
  readonly stdin: Readable;
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** Folder of the caller: relative paths start here. */
  readonly cwd: string;
  /** Aborted, with an {@link Interruption} as reason, when the command shall end early. */
  readonly signal: AbortSignal;
  /** What the command will report if it ends by itself; 0 at first. */
  exitCode: ExitCode;
}

/** Why a command ends early. `output-closed`: nobody reads standard output any more, as with `| head`. */
export class Interruption extends Error {
  override readonly name = "Interruption";
  readonly kind: "SIGINT" | "SIGTERM" | "output-closed";

  constructor(kind: Interruption["kind"]) {
    super(kind);
    this.kind = kind;
  }
}

/** Wrong usage or unusable input that no other typed error describes. Its text is for people. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: "usage" | "unusable-input";

  constructor(code: CommandError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** Writes data to standard output, no faster than it is read. Rejects when the command is interrupted. */
export async function writeData(terminal: Terminal, text: string): Promise<void> {
  terminal.signal.throwIfAborted();
  if (!terminal.stdout.write(text)) await once(terminal.stdout, "drain", { signal: terminal.signal });
}

/** Writes one line for people to standard error. */
export function writeNotice(terminal: Pick<Terminal, "stderr">, text: string): void {
  terminal.stderr.write(`${text}\n`);
}

/** Control characters, and those that reorder text: a file's name must not steer the terminal. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text from outside (paths, messages of libraries), fit to be shown in a terminal. */
export function showText(text: string): string {
  return text.replace(unprintable, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
