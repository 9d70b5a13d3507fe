import { runCommand } from "./command.js";
import { soaks } from "./soaks/registry.js";
import { suites } from "./suites/registry.js";

process.exitCode = await runCommand(process.argv.slice(2), {
  suites,
  soaks,
  out: (text) => process.stdout.write(text),
  log: (text) => process.stderr.write(text),
});
