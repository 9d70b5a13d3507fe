import { CommanderError } from "commander";
import { createCommand, renderExamples } from "./commands/command.js";
import { commands } from "./commands/index.js";
import { programVersions } from "./environment.js";
import { type ExitCode, exitCodes } from "./terminal/exit-codes.js";
import { Interruption, showText, type Terminal, writeNotice } from "./terminal/terminal.js";

const exitCodeHelp = `
Exit codes:
  0    all well
  1    done, but some files could not be read or a run found something wrong
  2    wrong usage or unusable input: nothing was done
  130  ended by Ctrl-C

Data goes to standard output, everything else to standard error.`;

/** Runs one command line. Never throws and never ends the process; what happened is the exit code. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const program = createCommand(terminal, "glasshouse")
    .usage("<command> [options]")
    .enablePositionalOptions() // without it here, a command takes the options behind its subcommand's name for its own
    .description(
      "Glasshouse, an open testbed for client-side scanning: hash pictures, build hash lists, match privately.",
    )
    .version(programVersions().lab, "-V, --version", "show the version")
    .helpCommand("help [command]", "show the help of a command")
    .addHelpText("after", exitCodeHelp)
    .addHelpText("after", renderExamples(["glasshouse hash photos", "the hashes of all pictures in a folder"]));
  try {
    for (const { name, summary, load } of commands) {
      const create = argv.includes(name) ? await load() : undefined;
      program.addCommand((create?.(terminal) ?? createCommand(terminal, name)).summary(summary));
    }
    await program.parseAsync(argv, { from: "user" });
    return terminal.exitCode;
  } catch (error) {
    return concludeFailure(error, terminal);
  }
}

function concludeFailure(error: unknown, terminal: Terminal): ExitCode {
  const { signal } = terminal;
  if (signal.aborted) {
    const kind = signal.reason instanceof Interruption ? signal.reason.kind : "SIGINT";
    return kind === "output-closed" ? exitCodes.ok : exitCodes[kind];
  }
  // Commander has said what is wrong, or shown the help or version that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (isExpected(error)) {
    writeNotice(terminal, `glasshouse: ${error.message.split("\n").map(showText).join("\n")}`);
    return exitCodes.usage;
  }
  writeNotice(
    terminal,
    `glasshouse: a defect of this program\n${error instanceof Error ? error.stack : String(error)}`,
  );
  return exitCodes.internal;
}

/** By name, not by class: the packages that throw them are loaded only by commands that need them. */
const expectedErrors = [
  "CommandError",
  "ListError",
  "CorpusError",
  "FprError",
  "ProtocolError",
  "CryptoError",
  "BitsError",
  "FixturesError",
  "StatisticsError",
  "ParameterError",
];

/** Errors that say what is wrong with the input. */
function isExpected(error: unknown): error is Error {
  return error instanceof Error && "code" in error && expectedErrors.includes(error.name);
}
