/** Makes the reference results under docs/results anew: `npm run results`, or compares them: `npm run results -- --check`. */
import { readdir, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type BenchReport, benchReportSchema, experiments } from "../experiments/index.js";
import type { Task } from "../runs/perform.js";
import { performAll } from "../runs/pool.js";
import type { RunResult } from "../runs/result.js";
import { encodeResult, resultFile } from "../runs/store.js";
import { scenarios } from "../scenarios/index.js";
import { makeFolder } from "../terminal/make-folder.js";
import { writeWhole } from "../terminal/write-whole.js";
import { renderClaims, renderOverview } from "./overview.js";

const docs = fileURLToPath(new URL("../../../../docs/", import.meta.url));
const seed = "glasshouse";

/** Every file that the results are, by its path below docs. */
async function makeFiles(): Promise<Map<string, string>> {
  const benchmarks = await readBenchmarks();
  const tasks: Task[] = [
    ...experiments.map(({ id }) => ({ kind: "experiment" as const, id, settings: {}, seed, benchmarks })),
    ...scenarios.map(({ id }) => ({ kind: "scenario" as const, id, settings: {}, seed, benchmarks: [] })),
  ];
  const results: RunResult[] = [];
  await performAll(tasks, {
    workers: availableParallelism(),
    environment: null,
    signal: new AbortController().signal,
    onProgress: () => {},
    onResult: async (index, result) => {
      results[index] = result;
    },
  });
  const folderOf = ({ schema }: RunResult) => (schema === "glasshouse.experiment/1" ? "experiments" : "scenarios");
  return new Map([
    ...results.map((result) => [`results/${folderOf(result)}/${resultFile(result)}`, encodeResult(result)] as const),
    ["results/README.md", renderOverview(results)],
    ["claims.md", renderClaims(results)],
  ]);
}

/** The recorded reports that O18 reads: times are of the machine that they name. */
async function readBenchmarks(): Promise<BenchReport[]> {
  const folder = path.join(docs, "results/bench");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(
    names.map(async (name) => benchReportSchema.parse(JSON.parse(await readFile(path.join(folder, name), "utf8")))),
  );
}

/** Paths below docs of the results that are there. */
async function listFiles(): Promise<string[]> {
  const found: string[] = [];
  for (const folder of ["results/experiments", "results/scenarios"])
    for (const name of await readdir(path.join(docs, folder)).catch(() => [])) found.push(`${folder}/${name}`);
  return found;
}

async function write(files: ReadonlyMap<string, string>): Promise<void> {
  for (const stale of (await listFiles()).filter((file) => !files.has(file))) await rm(path.join(docs, stale));
  for (const [file, content] of files) {
    await makeFolder(path.dirname(path.join(docs, file)));
    await writeWhole(path.join(docs, file), content);
  }
  console.log(`${files.size} files written below docs`);
}

async function compare(files: ReadonlyMap<string, string>): Promise<void> {
  const differing: string[] = (await listFiles())
    .filter((file) => !files.has(file))
    .map((file) => `${file}: not made any more`);
  for (const [file, content] of files) {
    const had = await readFile(path.join(docs, file), "utf8").catch(() => "");
    if (had === content) continue;
    const lines = content.split("\n");
    const at = had.split("\n").findIndex((line, i) => line !== lines[i]);
    differing.push(`${file}:${at + 1}: had ${had.split("\n")[at] ?? ""}, now ${lines[at] ?? ""}`);
  }
  for (const line of differing) console.error(line);
  console.log(`${files.size} files compared, ${differing.length} differ`);
  if (differing.length > 0) process.exitCode = 1;
}

const [option, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (option !== undefined && option !== "--check")) {
  console.error("usage: npm run results [-- --check]");
  process.exitCode = 2;
} else {
  const files = await makeFiles();
  await (option === "--check" ? compare(files) : write(files));
}
