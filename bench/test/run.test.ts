import os from "node:os";
import { describe, expect, test } from "vitest";
import type { Contestant } from "../src/harness/contestant.js";
import { describeBench } from "../src/harness/environment.js";
import { BenchError } from "../src/harness/errors.js";
import { measureGroup, sink } from "../src/harness/measure.js";
import { renderDuration } from "../src/harness/report.js";
import { runSuite } from "../src/harness/run.js";
import { fakeSuite } from "./fake-suite.js";

const onePerTurn = { repeats: 2, blockMs: 0 };

describe("measuring", () => {
  test("takes turns of an unrecorded call and a block, every other round backwards, after one unrecorded turn each", async () => {
    const order: string[] = [];
    const contestants = ["a", "b", "c"].map((name) => ({ name, run: () => order.push(name) }));
    const measured = await measureGroup({ contestants }, onePerTurn);
    expect(order.join("")).toBe("aabbcc" + "aabbcc" + "ccbbaa");
    expect([...measured.keys()]).toEqual(["a", "b", "c"]);
    for (const blocks of measured.values()) expect(blocks).toHaveLength(2);
  });

  test.each([
    [3, 6],
    [1 / 2, 1],
    [1 / 100, 1],
  ])("a patience of %d makes 2 rounds %d", async (patience, expected) => {
    const rounds: string[] = [];
    const group = { contestants: [{ name: "a", run: () => 0 }], patience };
    const measured = await measureGroup(group, onePerTurn, (round, all) => rounds.push(`${round}/${all}`));
    expect(measured.get("a")).toHaveLength(expected);
    expect(rounds.at(-1)).toBe(`${expected}/${expected}`);
  });

  test("keeps results, awaited where the contestant says so", async () => {
    await measureGroup({ contestants: [{ name: "a", run: () => "kept" }] }, onePerTurn);
    expect(sink.value).toBe("kept");
    const slow = { name: "b", run: () => new Promise((resolve) => setTimeout(resolve, 3, "awaited")), isAsync: true };
    const measured = await measureGroup({ contestants: [slow] }, onePerTurn);
    expect(sink.value).toBe("awaited");
    const [block] = measured.get("b") ?? [];
    expect(block?.wallNs).toBeGreaterThan(2e6); // the wait counts as wall time, at no CPU to speak of
  });

  test("divides by the operations of a call", async () => {
    const run = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4);
    const contestants = [
      { name: "one", run },
      { name: "thousand", run, operationsPerCall: 1000 },
    ];
    const measured = await measureGroup({ contestants }, onePerTurn);
    const wall = (name: string) => measured.get(name)?.[0]?.wallNs ?? 0;
    expect(wall("one")).toBeGreaterThan(3.9e6);
    expect(wall("thousand")).toBeLessThan(wall("one"));
  });

  test.each([false, true])("names a contestant that throws (async: %s)", async (isAsync) => {
    const fail = () => {
      throw new Error("no");
    };
    const attempt = measureGroup({ contestants: [{ name: "broken", run: fail, isAsync }] }, onePerTurn);
    await expect(attempt).rejects.toMatchObject({ code: "contestant-failed", cause: { message: "no" } });
  });
});

describe("a suite", () => {
  test("is verified first, led by its oracle and the null, cleared away at the end", async () => {
    const log: string[] = [];
    const { report } = await runSuite("fake", fakeSuite(log), { quick: true });
    const names = report.rows.map(({ name }) => name);
    expect(names).toEqual(["oracle: slow and right", "null: empty operation", "a", "b", "c"]);
    expect(log[0]).toBe("verify");
    expect(log.at(-1)).toBe("dispose");
  });

  test("writes glasshouse.bench/1 and nothing else", async () => {
    const { report } = await runSuite("fake", fakeSuite(), { quick: true });
    const figure = expect.toSatisfy((n: unknown) => typeof n === "number" && Number.isFinite(n) && n >= 0);
    const row = {
      name: expect.any(String),
      cpuNsPerOp: figure,
      cpuNsPerOpP95: figure,
      wallNsPerOp: figure,
      repeats: 3,
      spread: figure,
    };
    expect(JSON.parse(JSON.stringify(report))).toStrictEqual({
      schema: "glasshouse.bench/1",
      suite: "fake",
      environment: {
        node: process.versions.node,
        platform: process.platform,
        arch: process.arch,
        cpu: expect.any(String),
        cores: os.cpus().length,
        commit: expect.toSatisfy((commit: unknown) => commit === null || /^[0-9a-f]{40,64}\+?$/.test(String(commit))),
        packages: expect.objectContaining({ tinybench: "6.2.3", "@glasshouse/crypto": expect.any(String) }),
      },
      rows: report.rows.map(() => row),
      ratios: [{ name: "bytes", value: 1.05, bound: "atMost", target: 1.05, holds: true }],
    });
  });

  test("that contradicts its oracle is not measured, and cleared away all the same", async () => {
    const log: string[] = [];
    const verify = async () => {
      throw new BenchError("oracle-mismatch", "wrong");
    };
    const attempt = runSuite("fake", fakeSuite(log, { verify }), { quick: true });
    await expect(attempt).rejects.toMatchObject({ code: "oracle-mismatch" });
    expect(log).toEqual(["dispose"]);
  });

  test("measures a contestant in several groups and gives it one row", async () => {
    const a = { name: "a", run: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1) };
    const { report } = await runSuite("fake", fakeSuite([], { groups: [{ contestants: [a] }, { contestants: [a] }] }), {
      quick: true,
    });
    expect(report.rows.filter(({ name }) => name === "a")).toMatchObject([{ repeats: 6 }]);
  });

  test.each([
    ["in one group", (a: Contestant) => [{ contestants: [a, a] }]],
    ["of two operations", (a: Contestant) => [{ contestants: [a] }, { contestants: [{ ...a }] }]],
  ])("may not use a name twice: %s", async (_, groupsOf) => {
    const groups = groupsOf({ name: "a", run: () => 0 });
    const attempt = runSuite("fake", fakeSuite([], { groups }), { quick: true });
    await expect(attempt).rejects.toMatchObject({ code: "invalid-suite" });
  });
});

test("the environment holds no path, host or user", () => {
  const { packages, ...rest } = describeBench();
  for (const value of [...Object.values(rest), ...Object.values(packages)]) {
    expect(String(value)).not.toContain(process.cwd());
    expect(String(value)).not.toContain(os.homedir());
    expect([os.hostname(), os.userInfo().username]).not.toContain(value);
  }
  for (const version of Object.values(packages)) expect(version).toMatch(/^\d+\.\d+\.\d+/);
});

test.each([
  [0, "0 ns"],
  [999, "999 ns"],
  [1000, "1 us"],
  [123_456, "123 us"],
  [1_234_567, "1.23 ms"],
  [2.5e9, "2.5 s"],
])("%d ns are %s", (ns, text) => {
  expect(renderDuration(ns)).toBe(text);
});
