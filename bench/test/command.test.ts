import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runCommand } from "../src/command.js";
import { planGroups } from "../src/harness/plan.js";
import type { RatioDefinition } from "../src/harness/ratio.js";
import { soaks } from "../src/soaks/registry.js";
import { suites } from "../src/suites/registry.js";
import { fakeSuite } from "./fake-suite.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "glasshouse-bench-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const size = (toBytes: number): RatioDefinition => ({
  name: "bytes",
  ofBytes: 100,
  toBytes,
  bound: "atLeast",
  target: 1,
});
const context = {
  suites: {
    holds: fakeSuite([], { ratios: [size(100)] }),
    breaks: fakeSuite([], { ratios: [size(100), size(101)] }),
    contradicts: fakeSuite([], {
      ratios: [{ name: "apart", of: { a: 1 }, to: { c: 1 }, bound: "atLeast", target: 1 }],
    }),
  },
  soaks: {
    clean: { description: "finds nothing", run: async () => true },
    faulty: { description: "finds something", run: async () => false },
  },
};

async function run(...args: string[]): Promise<{ code: number; out: string; log: string }> {
  const texts = { out: "", log: "" };
  const code = await runCommand(args, {
    ...context,
    out: (text) => {
      texts.out += text;
    },
    log: (text) => {
      texts.log += text;
    },
  });
  return { code, ...texts };
}

describe("exit codes", () => {
  test.each([
    [0, ["bench", "holds", "--quick"]],
    [1, ["bench", "breaks", "--quick"]],
    [0, ["bench", "--list"]],
    [0, ["bench", "--help"]],
    [2, ["bench", "unknown"]],
    [2, ["bench", "toString"]],
    [2, ["bench"]],
    [2, ["bench", "holds", "--fast"]],
    [2, ["unknown"]],
    [0, ["soak", "clean"]],
    [1, ["soak", "faulty"]],
    [0, ["soak", "--list"]],
    [2, ["soak", "unknown"]],
    [2, ["soak"]],
  ])("%d for %j", async (expected, args) => {
    const { code, out, log } = await run(...args);
    expect(code).toBe(expected);
    if (expected === 2) expect([out, log === ""]).toEqual(["", false]);
  });

  test("1 with the code when figures would mean nothing", async () => {
    const { code, log } = await run("bench", "contradicts", "--quick");
    expect(code).toBe(1);
    expect(log).toContain("invalid-suite");
  });
});

describe("output", () => {
  test("the table goes to standard output, progress does not", async () => {
    const { out, log } = await run("bench", "holds", "--quick");
    expect(out).toContain("oracle: slow and right");
    expect(log).not.toContain("oracle: slow and right");
    expect(log).toContain("round 3 of 3");
  });

  test("--json - leaves standard output to the report", async () => {
    const { out, log } = await run("bench", "breaks", "--quick", "--json", "-");
    const { schema, ratios } = JSON.parse(out);
    expect(schema).toBe("glasshouse.bench/1");
    expect(ratios.map((ratio: { holds: boolean }) => ratio.holds)).toEqual([true, false]);
    expect(log).toContain("oracle: slow and right");
  });

  test("--json FILE writes the report, also when a ratio does not hold", async () => {
    const file = path.join(folder, "report.json");
    const { code, out } = await run("bench", "breaks", "--quick", "--json", file);
    expect(code).toBe(1);
    expect(out).toContain("oracle: slow and right");
    expect(JSON.parse(readFileSync(file, "utf8")).suite).toBe("breaks");
  });

  test("--list names everything", async () => {
    expect((await run("bench", "--list")).out.match(/^\w+/gm)).toEqual(Object.keys(context.suites));
    expect((await run("soak", "--list")).out.match(/^\w+/gm)).toEqual(Object.keys(context.soaks));
  });
});

describe("registries", () => {
  const filesIn = (name: string) =>
    readdirSync(new URL(`../src/${name}/`, import.meta.url))
      .filter((file) => file.endsWith(".ts") && !["registry.ts", "soak.ts"].includes(file))
      .map((file) => file.replace(/\.ts$/, ""));

  test.each([
    ["suites", suites],
    ["soaks", soaks],
  ])("every file of %s is listed", (name, registry) => {
    expect(Object.keys(registry).sort()).toEqual(filesIn(name).sort());
  });

  test.each(Object.entries(suites))(
    "%s can be measured: names and ratios fit its groups",
    async (_, suite) => {
      const prepared = await suite.prepare("tiny");
      try {
        const [first] = planGroups(prepared);
        expect(first?.contestants[0]?.name).toMatch(/^oracle: /);
        expect(first?.contestants[1]?.name).toMatch(/^null: /);
        expect(prepared.ratios).not.toEqual([]);
      } finally {
        await prepared.dispose?.();
      }
    },
    30_000,
  );
});
