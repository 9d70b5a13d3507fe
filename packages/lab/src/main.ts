#!/usr/bin/env node
import { run } from "./run.js";
import { exitCodes } from "./terminal/exit-codes.js";
import { Interruption, type Terminal } from "./terminal/terminal.js";

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // Once: the second signal ends the process at once.
  process.once(signal, () => interruption.abort(new Interruption(signal)));
}
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  interruption.abort(new Interruption("output-closed"));
});
process.stderr.on("error", () => {}); // nobody is there to be told

const terminal: Terminal = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  signal: interruption.signal,
  exitCode: exitCodes.ok,
};
process.exitCode = await run(process.argv.slice(2), terminal);
