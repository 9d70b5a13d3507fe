import { beforeAll, describe, expect, test } from "vitest";
import { findHolder, leastHeld } from "../src/experiments/little-benefit/accounts.js";
import { littleBenefit } from "../src/experiments/little-benefit/experiment.js";
import { shareInTime } from "../src/experiments/little-benefit/growing-list.js";
import type { Finding } from "../src/findings/index.js";
import { failedChecks, numberIn, rowOf, runExperiment, tableOf } from "./support/findings.js";

describe("little benefit", () => {
  let finding: Finding;
  beforeAll(async () => {
    finding = await runExperiment(littleBenefit, { initialEntries: 100, entriesPerDay: 0 });
  });

  test("every check holds", () => {
    expect(failedChecks(finding)).toEqual([]);
  });

  test("a higher threshold asks for more images and flags fewer others", () => {
    const rows = tableOf(finding, "thresholds").rows;
    for (const key of ["half", "sure"]) {
      const held = rows.map((row) => numberIn(row, key));
      expect(held).toEqual(held.toSorted((a, b) => a - b));
    }
    for (const key of ["independent", "bursts"]) {
      const flags = rows.map((row) => numberIn(row, key));
      expect(flags).toEqual(flags.toSorted((a, b) => b - a));
    }
  });

  test("870 entries in three days, a device three days behind has none of them until then", () => {
    const growth = tableOf(finding, "list-growth");
    expect([-1, 0, 1, 2, 3].map((day) => numberIn(rowOf(growth, { day }), "lag0"))).toEqual([100, 390, 680, 970, 970]);
    expect([2, 3].map((day) => numberIn(rowOf(growth, { day }), "lag3"))).toEqual([100, 390]);
    expect(numberIn(rowOf(growth, { day: 14 }), "lag30")).toBe(100);
  });

  test("later updates match less, longer-lived uploads more", () => {
    const rows = tableOf(finding, "update-lag").rows;
    const matched = (lag: number, halfLife: number) =>
      numberIn(rowOf(tableOf(finding, "update-lag"), { lag, halfLife }), "matched");
    expect(matched(0, 7)).toBeGreaterThan(matched(7, 7));
    expect(matched(7, 30)).toBeGreaterThan(matched(7, 1));
    for (const row of rows) expect(numberIn(row, "matched")).toBeCloseTo(0.9 * numberIn(row, "inTime"), 12);
  });

  test("matching of known content holds for what is listed and fails for what comes late", () => {
    const verdicts = finding.verdicts.filter(({ claim }) => claim === "B1").map(({ verdict }) => verdict);
    expect(verdicts).toEqual(["holds", "fails", "not verifiable"]);
  });

  test("a list has to be set within bounds", async () => {
    await expect(runExperiment(littleBenefit, { recall: 0 })).rejects.toMatchObject({ code: "invalid-value" });
  });
});

test("the fewest images held for a probability are the fewest", () => {
  const held = leastHeld(0.95, 0.9, 30) ?? 0;
  expect(findHolder(held, 0.9, 30)).toBeGreaterThanOrEqual(0.95);
  expect(findHolder(held - 1, 0.9, 30)).toBeLessThan(0.95);
  expect(leastHeld(0.5, 1, 7)).toBe(7);
});

test("uploads in time: half-lives and lags in closed form", () => {
  expect(shareInTime([0, 1], 2, 1)).toBeCloseTo((1 / 4 + 1 / 8) / 2, 12);
  expect(shareInTime([0], 3, 3)).toBeCloseTo(0.5, 12);
});
