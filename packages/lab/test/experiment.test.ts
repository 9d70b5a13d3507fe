import { execFile } from "node:child_process";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { experiments } from "../src/experiments/index.js";
import { perform, type Task } from "../src/runs/perform.js";
import { performMissing } from "../src/runs/perform-missing.js";
import { performAll } from "../src/runs/pool.js";
import { runResultSchema } from "../src/runs/result.js";
import { encodeResult } from "../src/runs/store.js";
import { scenarios } from "../src/scenarios/index.js";
import { Interruption } from "../src/terminal/terminal.js";
import { createFolder, runCommand, startCommand } from "./support/terminal.js";

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await createFolder());
});
afterAll(() => remove());

/** The quickest of each kind. */
const quick = { experiment: "O14", scenario: "trillion" } as const;

describe.each(["experiment", "scenario"] as const)("glasshouse %s", (kind) => {
  const registry = kind === "experiment" ? experiments : scenarios;
  const id = quick[kind];

  test("without a name lists all", async () => {
    const { code, stdout } = await runCommand([kind]);
    expect(code).toBe(0);
    for (const entry of registry) expect(stdout).toContain(entry.id);
  });

  test("runs one and shows it", async () => {
    const { code, stdout } = await runCommand([kind, id]);
    expect(code).toBe(0);
    expect(stdout.startsWith(id)).toBe(true);
    expect(stdout).toContain("What this does not show: ");
  });

  test("writes JSON with everything that it follows from", async () => {
    const { code, stdout } = await runCommand([kind, id, "--json", "--seed", "another"]);
    expect(code).toBe(0);
    const result = runResultSchema.parse(JSON.parse(stdout));
    expect(result).toMatchObject({ schema: `glasshouse.${kind}/1`, id, seed: "another" });
    expect(result.environment).toMatchObject({ node: process.versions.node });
  });

  test("writes every table as CSV", async () => {
    const out = path.join(folder, `${kind}-csv`);
    const { stdout } = await runCommand([kind, id, "--json", "--csv", out]);
    const { controls, tables } = runResultSchema.parse(JSON.parse(stdout));
    expect(await readdir(out)).toEqual([...controls, ...tables].map((table) => `${id}.${table.id}.csv`).sort());
  });

  test("what does not exist is refused before anything runs", async () => {
    expect((await runCommand([kind, "nothing"])).code).toBe(2);
    expect((await runCommand([kind, id, "--nothing", "1"])).code).toBe(2);
  });

  test("Ctrl-C ends it", async () => {
    const { finished, interrupt } = startCommand([kind, kind === "experiment" ? "O2" : "holiday-burst"]);
    interrupt(new Interruption("SIGINT"));
    expect((await finished).code).toBe(130);
  });
});

test("a parameter out of its range is refused, one at its bound is taken", async () => {
  expect((await runCommand(["scenario", "trillion", "--threshold", "0"])).code).toBe(2);
  expect((await runCommand(["scenario", "trillion", "--threshold", "1"])).code).toBe(0);
});

test("a bench report that is none is refused", async () => {
  const file = path.join(folder, "report.json");
  await writeFile(file, '{"schema":"glasshouse.bench/2"}');
  expect((await runCommand(["experiment", "O18", "--bench", file])).code).toBe(2);
  expect((await runCommand(["experiment", "O18", "--bench", path.join(folder, "none.json")])).code).toBe(2);
});

test("--all asks for a folder", async () => {
  expect((await runCommand(["experiment", "--all"])).code).toBe(2);
});

describe("many runs", () => {
  const tasks: Task[] = [
    { kind: "experiment", id: "O14", settings: {}, seed: "many", benchmarks: [] },
    { kind: "scenario", id: "trillion", settings: {}, seed: "many", benchmarks: [] },
    { kind: "scenario", id: "trillion", settings: { threshold: 10 }, seed: "many", benchmarks: [] },
  ];

  test("a worker gives what this thread gives, task after task", async () => {
    const here = await Promise.all(tasks.map((task) => perform(task, null, () => {})));
    const pool = new URL("../dist/runs/pool.js", import.meta.url).href;
    const script = `
      import { performAll } from ${JSON.stringify(pool)};
      const results = [];
      await performAll(${JSON.stringify(tasks)}, { workers: 1, environment: null, signal: new AbortController().signal,
        onProgress() {}, async onResult(index, result) { results[index] = result; } });
      console.log(JSON.stringify(results));`;
    const file = path.join(folder, "pool.mjs"); // not --eval: workers would inherit its flags
    await writeFile(file, script);
    const { stdout } = await promisify(execFile)(process.execPath, [file], { maxBuffer: 2 ** 26 });
    expect(JSON.parse(stdout)).toEqual(here);
  });

  test("a failure ends the run, with its code", async () => {
    const wrong = { ...(tasks[1] as Task), settings: { threshold: 0 } };
    const options = { workers: 0, environment: null, signal: new AbortController().signal, onProgress: () => {} };
    const done: number[] = [];
    const run = performAll([tasks[0] as Task, wrong, tasks[2] as Task], {
      ...options,
      onResult: async (index) => void done.push(index),
    });
    await expect(run).rejects.toMatchObject({ code: "invalid-value" });
    expect(done).toEqual([0]);
  });

  test("what a folder holds is not performed again; what is torn, foreign or of other settings is", async () => {
    const out = path.join(folder, "runs");
    const terminal = { stderr: process.stderr, signal: new AbortController().signal };
    const perform = (some: readonly Task[]) => performMissing(terminal, "test", some, { workers: 0, folder: out });
    const [first, second] = await perform(tasks.slice(0, 2));
    const file = path.join(out, "O14.json");
    const written = (await stat(file)).mtimeMs;
    expect(await perform(tasks.slice(0, 2))).toEqual([first, second]);
    expect((await stat(file)).mtimeMs).toBe(written);

    await writeFile(file, encodeResult(first as NonNullable<typeof first>).slice(0, 500));
    expect(await perform(tasks.slice(0, 1))).toEqual([first]);
    expect(await readFile(file, "utf8")).toBe(encodeResult(first as NonNullable<typeof first>));

    const [other] = await perform([{ ...(tasks[0] as Task), seed: "other" }]);
    expect(other?.seed).toBe("other");
    await rm(out, { recursive: true });
  });
});
