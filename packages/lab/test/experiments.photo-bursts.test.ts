import { beforeAll, describe, expect, test } from "vitest";
import { photoBursts } from "../src/experiments/photo-bursts/experiment.js";
import { findLargest } from "../src/experiments/photo-bursts/model.js";
import type { Finding } from "../src/findings/index.js";
import { failedChecks, numberIn, rateIn, rowOf, runExperiment, tableOf } from "./support/findings.js";

describe("photographs in bursts", () => {
  let finding: Finding;
  beforeAll(async () => {
    finding = await runExperiment(photoBursts, { scenes: 8, simulatedAccounts: 400 });
  });

  test("every check holds: the nulls, the simulation and the computed test values", () => {
    expect(failedChecks(finding)).toEqual([]);
  });

  test("longer bursts flag more when every photograph counts, and less when each counts once", () => {
    for (const distribution of ["fixed", "shifted-poisson", "geometric"]) {
      const rows = tableOf(finding, "bursts").rows.filter((row) => row.distribution === distribution);
      const photo = rows.map((row) => numberIn(row, "photo"));
      const burst = rows.map((row) => numberIn(row, "burst"));
      expect(photo).toEqual(photo.toSorted((a, b) => a - b));
      expect(burst).toEqual(burst.toSorted((a, b) => b - a));
    }
  });

  test("at a mean of 5 the three distributions lie fourteen orders of magnitude apart", () => {
    const [fixed, poisson, geometric] = ["fixed", "shifted-poisson", "geometric"].map((distribution) =>
      numberIn(rowOf(tableOf(finding, "bursts"), { meanSize: 5, distribution }), "photo"),
    ) as [number, number, number];
    expect(geometric - fixed).toBeGreaterThan(14);
    expect(poisson).toBeGreaterThan(fixed);
    expect(poisson).toBeLessThan(geometric);
  });

  test("every larger library is flagged more often", () => {
    const { rows } = tableOf(finding, "libraries");
    const models = new Set(rows.map(({ model }) => model));
    expect(models.size).toBe(5);
    for (const model of models) {
      const flags = rows.filter((row) => row.model === model).map(({ flag }) => flag as number);
      expect(flags).toEqual(flags.toSorted((a, b) => a - b));
    }
  });

  test("a coarser counting rule never counts more, and voucher counts every photograph that matches", () => {
    const table = tableOf(finding, "counting-rules");
    const counted = (rule: string) => numberIn(rowOf(table, { rule }), "counted");
    expect(counted("hash")).toBeLessThanOrEqual(counted("voucher"));
    expect(counted("block")).toBeLessThanOrEqual(counted("hash"));
    expect(counted("cluster")).toBeLessThan(counted("voucher"));
    expect(counted("cluster")).toBeGreaterThanOrEqual(8);
    expect(counted("voucher")).toBeLessThanOrEqual(numberIn(rowOf(table, { rule: "voucher" }), "photos"));
  });

  test("the further the entry from the first photograph, the fewer of the others match", () => {
    const shares = tableOf(finding, "within-measured").rows.map((row) => {
      const { events, trials } = rateIn(row, "radius");
      return events / trials;
    });
    expect(shares[0]).toBeGreaterThan(0.5);
    expect(shares.at(-1)).toBeLessThan(0.2);
  });

  test("in geometric bursts of 5 the published target is missed, and no library keeps it", () => {
    const of = (claim: string) =>
      finding.verdicts.filter((verdict) => verdict.claim === claim).map(({ verdict }) => verdict);
    expect(of("A1")).toEqual(["holds", "fails", "holds"]);
    expect(of("A7")).toEqual(["holds", "fails"]);
  });
});

test.each([
  [12_345, 12_345],
  [5, 5],
])("finds the largest number up to %d", (bound, expected) => {
  expect(findLargest((photos) => photos <= bound, 1)).toBe(expected);
});

test("finds none when the least fails, or when everything holds", () => {
  expect(findLargest(() => false, 1)).toBeNull();
  expect(findLargest(() => true, 1)).toBeNull();
});
