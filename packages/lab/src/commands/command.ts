import { Command } from "commander";
import type { Terminal } from "../terminal/terminal.js";

/** Makes one command of the program. It reads and writes by the terminal alone and never ends the process. */
export type CommandFactory = (terminal: Terminal) => Command;

/** A command that speaks through the terminal and throws instead of ending the process. Made for subcommands, too. */
export function createCommand(terminal: Terminal, name: string): Command {
  return new Command(name)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      getOutHelpWidth: () => terminal.stdout.columns ?? 100,
      getErrHelpWidth: () => terminal.stderr.columns ?? 100,
      outputError: (text, write) => write(text.replace(/^error: /, "glasshouse: ")),
    })
    .helpOption("-h, --help", "show this help")
    .showHelpAfterError("(--help tells more)");
}

/** Paragraphs as commander wants them: it breaks lines by itself. Empty lines separate paragraphs. */
export function renderParagraphs(text: string): string {
  return text.replace(/(\S)\n(?=\S)/g, "$1 ");
}

/** Help text with commands to copy. */
export function renderExamples(...examples: readonly (readonly [command: string, what: string])[]): string {
  return `\nExamples:\n${examples.map(([command, what]) => `  # ${what}\n  ${command}\n`).join("\n")}`;
}
