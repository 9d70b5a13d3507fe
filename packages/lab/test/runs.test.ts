// Options behind an id, results that are gone on from, and what is refused before anything runs.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BenchReport } from "../src/experiments/index.js";
import { perform, type Task } from "../src/runs/perform.js";
import { performMissing } from "../src/runs/perform-missing.js";
import { type RunResult, runResultSchema } from "../src/runs/result.js";
import { encodeResult, findResult } from "../src/runs/store.js";
import { createFolder, runCommand } from "./support/terminal.js";

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await createFolder());
});
afterAll(() => remove());

const task: Task = { kind: "scenario", id: "trillion", settings: {}, seed: "runs", benchmarks: [] };
const bench: BenchReport = {
  schema: "glasshouse.bench/1",
  suite: "hash",
  environment: { node: "24.0.0", platform: "linux", arch: "x64", cpu: "a", cores: 2, commit: null },
  rows: [],
  ratios: [],
};

describe("options behind an id belong to that experiment", () => {
  test.each([[["--seed", "another", "--json"]], [["--json", "--seed", "another"]]])("%j", async (options) => {
    const { stdout } = await runCommand(["experiment", "O17", ...options]);
    expect(runResultSchema.parse(JSON.parse(stdout)).seed).toBe("another");
  });

  test("--bench is read, --all and --out are not known there", async () => {
    expect((await runCommand(["experiment", "O17", "--bench", path.join(folder, "none.json")])).code).toBe(2);
    expect((await runCommand(["experiment", "O17", "--all"])).code).toBe(2);
    expect((await runCommand(["experiment", "O17", "--out", folder])).code).toBe(2);
  });
});

test("a dossier that could not be written is refused at once", async () => {
  expect((await runCommand(["report", "--out", path.join(folder, "nowhere", "report.html")])).code).toBe(2);
  expect((await runCommand(["report", "--out", folder])).code).toBe(2);
  const file = path.join(folder, "a file");
  await writeFile(file, "");
  expect((await runCommand(["experiment", "--all", "--out", file])).code).toBe(2);
});

test("a result that was kept is the result that was made, to the byte", async () => {
  const out = path.join(folder, "kept");
  const terminal = { stderr: process.stderr, signal: new AbortController().signal };
  const [made] = await performMissing(terminal, "test", [task], { workers: 0, folder: out });
  const [kept] = await performMissing(terminal, "test", [task], { workers: 0, folder: out });
  expect(JSON.stringify(kept)).toBe(JSON.stringify(made));
  expect(await readFile(path.join(out, "trillion.json"), "utf8")).toBe(encodeResult(made as RunResult));
});

describe("a kept result is not taken", () => {
  const environment = { ...bench.environment, commit: "a commit" };
  const values = async (result: RunResult) =>
    Object.fromEntries(result.parameters.map(({ name, value }) => [name, value]));
  const keep = async (name: string, result: RunResult) => {
    const kept = path.join(folder, name);
    await mkdir(kept, { recursive: true });
    await writeFile(path.join(kept, `${result.id}.json`), encodeResult(result));
    return kept;
  };

  test("if another commit of the same version made it", async () => {
    const result = await perform(task, environment, () => {});
    const kept = await keep("commit", result);
    expect(await findResult(kept, task, await values(result), environment)).toEqual(result);
    expect(await findResult(kept, task, await values(result), { commit: "another" })).toBeNull();
    expect(await findResult(kept, task, await values(result), { commit: null })).toBeNull();
  });

  test("if it was made from other bench reports, and it read them", async () => {
    const given: Task = { ...task, kind: "experiment", id: "O18", benchmarks: [bench] };
    const result = await perform(given, environment, () => {});
    const kept = await keep("bench", result);
    const settings = await values(result);
    expect(await findResult(kept, given, settings, environment)).toEqual(result);
    expect(await findResult(kept, { ...given, benchmarks: [] }, settings, environment)).toBeNull();
    const other = { ...given, benchmarks: [{ ...bench, suite: "matcher" }] };
    expect(await findResult(kept, other, settings, environment)).toBeNull();
    const indifferent = await perform({ ...task, benchmarks: [bench] }, environment, () => {});
    expect(indifferent.benchmarks).toBeNull();
  });
});
