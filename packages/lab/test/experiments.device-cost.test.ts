import { defaultFilterParams, defaultParams } from "@glasshouse/matcher";
import { beforeAll, describe, expect, test } from "vitest";
import { deviceCost } from "../src/experiments/device-cost/experiment.js";
import { parameters } from "../src/experiments/device-cost/parameters.js";
import { filterBytes, requestBytes, tableBytes, voucherBytes } from "../src/experiments/device-cost/sizes.js";
import { timeTables } from "../src/experiments/device-cost/times.js";
import type { BenchReport } from "../src/experiments/index.js";
import { type Finding, resolveParameters } from "../src/findings/index.js";
import { failedChecks, numberIn, rowOf, runExperiment, tableOf } from "./support/findings.js";

const defaults = resolveParameters(parameters, {});
const environment = { node: "v20", platform: "linux", arch: "x64", cpu: "a processor", cores: 2, commit: "abcdef0123" };
const report = (suite: string, rows: Readonly<Record<string, number>>): BenchReport => ({
  schema: "glasshouse.bench/1",
  suite,
  environment,
  rows: Object.entries(rows).map(([name, ms]) => ({
    name,
    cpuNsPerOp: ms * 1e6,
    cpuNsPerOpP95: ms * 2e6,
    wallNsPerOp: ms * 1e6,
    repeats: 9,
    spread: 0.1,
  })),
  ratios: [],
});
const hash = report("hash", { "pdq-tent, 12 MP file": 40, "null: empty operation": 0.001, "imghash, 12 MP file": 500 });
const matcher = report("matcher", {
  "device: check per cell, blocks, fuse": 0.01,

  "device: voucher, blocks, fuse": 16,
  "server: accept a voucher, blocks, fuse": 0.3,
});

describe("without reports", () => {
  let finding: Finding;
  beforeAll(async () => {
    finding = await runExperiment(deviceCost);
  }, 30_000);

  test("every check holds, and the commands are named", () => {
    expect(failedChecks(finding)).toEqual([]);
    expect(finding.checks.map(({ got }) => got).join()).toContain("npm run bench -- matcher --json matcher.json");
  });

  test("there are no times", () => {
    const formats = finding.tables.flatMap(({ columns }) => columns.map(({ format }) => format));
    expect(formats).not.toContain("ms");
  });

  test("the null costs nothing, and no protocol costs less than the plain hash", () => {
    const table = tableOf(finding, "bytes-per-photo");
    const [nothing, plain, ...protocols] = table.rows.map((row) => numberIn(row, "library"));
    expect(nothing).toBe(0);
    for (const bytes of protocols) expect(bytes).toBeGreaterThan(plain ?? 0);
  });

  test("a list ten times as long is a table about ten times as large; whole keys a quarter of four blocks", () => {
    const table = tableOf(finding, "table-bytes");
    const fuse = (entries: number, scheme: string) => numberIn(rowOf(table, { entries, scheme }), "fuse");
    expect(fuse(1_000_000, "whole-key") / fuse(100_000, "whole-key")).toBeGreaterThan(8);
    expect(fuse(1_000_000, "whole-key") / fuse(100_000, "whole-key")).toBeLessThan(12);
    expect(fuse(1_000_000, "blocks-4x64-f2") / fuse(1_000_000, "whole-key")).toBeGreaterThan(3.4);
  });

  test("a supplement is smaller to fetch and makes larger vouchers", () => {
    const [table, supplement] = tableOf(finding, "updates").rows;
    expect(numberIn(supplement ?? {}, "first")).toBeLessThan(numberIn(table ?? {}, "first") / 50);
    expect(numberIn(supplement ?? {}, "last")).toBeGreaterThan(numberIn(supplement ?? {}, "first"));
    expect(numberIn(supplement ?? {}, "year")).toBeLessThan(numberIn(table ?? {}, "year"));
    expect(numberIn(supplement ?? {}, "voucher") - numberIn(table ?? {}, "voucher")).toBeGreaterThanOrEqual(16 * 64);
  });
});

describe("with reports", () => {
  const values = { ...defaults, photos: 3600 };

  test("rows of the device become tables, others do not", () => {
    const tables = timeTables([hash, matcher], values);
    const table = (id: string) => tables.find((one) => one.id === id) ?? { rows: [], origin: null };
    expect(table("times-hash").rows).toEqual([{ operation: "pdq-tent, 12 MP file", cpu: 40, p95: 80, repeats: 9 }]);
    expect(table("times-matcher").rows).toHaveLength(2);
    expect(table("times-matcher").origin).toMatchObject({ label: "measured" });
    const together = table("library-time").rows.at(-1) ?? {};
    expect(together).toMatchObject({ part: "together", cpu: 56, share: 1 });
    expect(numberIn(together, "hours")).toBeCloseTo(0.056, 12);
    for (const checked of table("check-time").rows)
      expect(numberIn(checked, "cpu")).toBeCloseTo(0.01 * numberIn(checked, "cells"), 6);
  });

  test("a library's time needs both parts", () => {
    expect(timeTables([matcher], values).map(({ id }) => id)).toEqual(["times-matcher", "check-time"]);
    expect(timeTables([], values)).toEqual([]);
  });
});

describe("sizes", () => {
  test("a voucher's slots are 64 bytes each and twice as many in a cuckoo table", () => {
    const bytes = (table: "fuse" | "cuckoo") => voucherBytes({ ...defaultParams, table });
    expect(bytes("cuckoo") - bytes("fuse")).toBe(16 * 64);
    const larger = voucherBytes({ ...defaultParams, payloadBytes: defaultParams.payloadBytes + 1000 });
    expect(larger - bytes("fuse")).toBe(1000);
  });

  test("a filter holds 4 bytes where a table holds 32", () => {
    expect((filterBytes(50_000, 32) - 48) * 8).toBe(tableBytes("fuse", 50_000));
  });

  test("a request about more images shares its frame; without proofs an answer is shorter", () => {
    const { tokenScheme } = defaultFilterParams;
    const one = requestBytes({ tokenScheme, mode: "voprf" }, 1);
    const ten = requestBytes({ tokenScheme, mode: "voprf" }, 10);
    expect(ten.request - one.request).toBeGreaterThanOrEqual(9 * 16 * 32);
    expect(ten.request).toBeLessThan(10 * one.request);
    expect(one.answer - requestBytes({ tokenScheme, mode: "oprf" }, 1).answer).toBeGreaterThanOrEqual(64);
  });
});
