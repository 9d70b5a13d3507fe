import { readFile } from "node:fs/promises";
import path from "node:path";
import { Option } from "commander";
import { type BenchReport, benchReportSchema } from "../experiments/index.js";
import { CommandError, type Terminal } from "../terminal/terminal.js";

/** `--bench`, any number of times. */
export function benchOption(): Option {
  return new Option("--bench <file>", "JSON report of a bench suite, for O18; may be repeated")
    .argParser((file: string, earlier: readonly string[]) => [...earlier, file])
    .default([] as readonly string[], "none");
}

/** @throws CommandError `unusable-input` unless every file is such a report */
export async function readBenchmarks(terminal: Terminal, files: readonly string[]): Promise<BenchReport[]> {
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.resolve(terminal.cwd, file), "utf8").catch((error: Error) => {
        throw new CommandError("unusable-input", `${file}: ${error.message}`);
      });
      const report = parseReport(text);
      if (report === null) throw new CommandError("unusable-input", `${file}: expected a report glasshouse.bench/1`);
      return report;
    }),
  );
}

function parseReport(text: string): BenchReport | null {
  try {
    return benchReportSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
