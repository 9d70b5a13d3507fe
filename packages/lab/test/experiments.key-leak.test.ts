import { loadSodiumGroup } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import { beforeAll, expect, test } from "vitest";
import type { BenchReport } from "../src/experiments/bench-report.js";
import { keyLeak } from "../src/experiments/key-leak/experiment.js";
import type { Finding, Rate, Settings } from "../src/findings/index.js";

let finding: Finding;
const run = async (settings: Settings, benchmarks: readonly BenchReport[] = []) =>
  keyLeak.run(settings, {
    group: await loadSodiumGroup(),
    random: createSeededRandom("leak"),
    onProgress: () => {},
    benchmarks,
  });
beforeAll(async () => {
  finding = await run({ listed: 8, others: 8 });
});

const rows = (id: string) => [...finding.controls, ...finding.tables].find((table) => table.id === id)?.rows ?? [];

test("the key recognises all listed pictures; another key, the next table and other pictures give none", () => {
  expect(rows("controls").map(({ recovered }) => (recovered as Rate).events)).toEqual([8, 0, 0, 0]);
});

test("what is recovered grows with the corpus up to the whole list, and is what the corpus holds", () => {
  const corpora = rows("corpora");
  expect(corpora.map(({ recovered }) => (recovered as Rate).events)).toEqual(corpora.map(({ inCorpus }) => inCorpus));
  expect(corpora.at(-1)?.["recovered"]).toMatchObject({ events: 8 });
  expect(corpora.map(({ operations }) => operations)).toEqual([2, 4, 8, 16].map((candidates) => 4 * candidates));
});

test("probes find what tokens find and more, at four times the work", () => {
  const total = (by: string) => rows("edits").reduce((sum, row) => sum + (row[by] as Rate).events, 0);
  expect(total("byProbes")).toBeGreaterThan(total("byTokens"));
  for (const row of rows("edits")) {
    expect((row["byProbes"] as Rate).events).toBeGreaterThanOrEqual((row["byTokens"] as Rate).events);
    expect(row["perProbes"]).toBe(4 * (row["perTokens"] as number));
  }
  expect(rows("edits")[0]?.["byTokens"]).toMatchObject({ events: 8 });
});

test("with vouchers, the key tells which of an account's pictures are listed; another key tells nothing", () => {
  expect(rows("vouchers")).toEqual([
    { key: "the table's key", listed: 3, others: 0, payloads: 0 },
    { key: "another key", listed: 0, others: 0, payloads: 0 },
  ]);
});

test("every check holds; 2^46 tests at 56 microseconds are 125 core-years", () => {
  expect(finding.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(finding.published[0]?.ours).toContain("125 core-years");
});

test("a table of a million pictures is 146 MB: 4 tokens each, 1.13 cells a token with padding, 32 bytes", () => {
  const million = rows("rotation").find(({ entries }) => entries === 1e6);
  expect(million?.["tokens"]).toBe(4e6);
  expect(million?.["perDevice"]).toBeGreaterThan(1.125 * 4e6 * 32);
  expect(million?.["perDevice"]).toBeLessThan(1.25 * 4e6 * 32);
});

test("a bench report gives the effort on its machine: hash, multiplication and two additions", async () => {
  const row = (name: string, cpuNsPerOp: number) => ({
    name,
    cpuNsPerOp,
    cpuNsPerOpP95: cpuNsPerOp,
    wallNsPerOp: 0,
    repeats: 1,
    spread: 0,
  });
  const report = (...rows: BenchReport["rows"]): BenchReport => ({
    schema: "glasshouse.bench/1",
    suite: "matcher",
    environment: { node: "", platform: "", arch: "", cpu: "a machine", cores: 1, commit: null },
    rows,
    ratios: [],
  });
  const partial = report(row("sodium: hash to group", 1_000));
  const whole = report(
    row("sodium: hash to group", 10_000),
    row("sodium: multiply by one scalar", 80_000),
    row("sodium: add", 5_000),
  );
  const { tables } = await run({ listed: 8, others: 8, microseconds: 50 }, [partial, whole]);
  for (const { days, here } of tables.find(({ id }) => id === "effort")?.rows ?? [])
    expect((here as number) / (days as number)).toBeCloseTo(100 / 50, 9);
  expect(rows("effort").every((effort) => !("here" in effort))).toBe(true);
});

test.each([{ listed: 1 }, { cores: 0 }, { microseconds: 0 }])("refuses %o", (settings) => {
  expect(() => keyLeak.run(settings as Settings, {} as never)).toThrow(
    expect.objectContaining({ code: "invalid-value" }),
  );
});
