import { loadSodiumGroup } from "@glasshouse/crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reviewFlooding } from "../src/experiments/review-flooding/experiment.js";
import { roundNumbers, type Settings } from "../src/findings/index.js";
import { backlogByDay, backlogOfStream, daysToDrain, floodDays, floodPictures } from "../src/models/review-queue.js";
import { failedChecks, numberIn, rowOf, runExperiment, tableOf } from "./support/findings.js";

describe("the review queue", () => {
  const queue = { capacityPerDay: 20_000, arrivingPerDay: 0 };
  const flood = (accounts: number, stopped = 0) => ({ accounts, picturesPerAccount: 30, stopped });

  test("known values: 1,000 accounts are 1.5 days, 10,000 are 15", () => {
    expect(floodDays(flood(1000), queue)).toBe(1.5);
    expect(floodDays(flood(10_000), queue)).toBe(15);
    expect(floodPictures(flood(10_000, 1))).toBe(0);
  });

  test("what waits at the end of a day", () => {
    expect(backlogByDay(flood(1000), queue, 3)).toEqual([10_000, 0, 0]);
    expect(backlogByDay(flood(1000), { ...queue, arrivingPerDay: 5000 }, 3)).toEqual([15_000, 0, 0]);
    expect(backlogOfStream(flood(1000), queue, 30)).toBe(300_000);
    expect(backlogOfStream(flood(100), queue, 30)).toBe(0);
  });

  test("never empty where as many come as are read, unless nothing waits", () => {
    expect(daysToDrain(flood(1), { ...queue, arrivingPerDay: 20_000 })).toBeNull();
    expect(daysToDrain(flood(0), { ...queue, arrivingPerDay: 20_000 })).toBe(0);
    expect(daysToDrain(flood(0), { ...queue, arrivingPerDay: 20_001 })).toBeNull();
  });

  test("empty by the day that it says, and not the day before", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 15_000 }), (accounts, arriving) => {
        const busy = { ...queue, arrivingPerDay: arriving };
        const days = Math.ceil(daysToDrain(flood(accounts), busy) as number);
        const waiting = backlogByDay(flood(accounts), busy, days);
        expect(waiting.at(-1)).toBe(0);
        expect(waiting.slice(0, -1).every((pictures) => pictures > 0)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe("O13", async () => {
  const group = await loadSodiumGroup();
  const run = (settings: Settings = {}) => runExperiment(reviewFlooding, settings, { group });

  test("controls and known values hold; the mounted attack opens the account", async () => {
    const finding = await run();
    expect(failedChecks(finding)).toEqual([]);
    expect(tableOf(finding, "mounted").rows[0]?.succeeded).toBe(true);
    expect(numberIn(rowOf(tableOf(finding, "burst"), { accounts: 10_000 }), "alone")).toBe(15);
    expect(numberIn(rowOf(tableOf(finding, "second-hash"), { stopped: 0.9 }), "days")).toBeCloseTo(1.5, 9);
    expect(numberIn(rowOf(tableOf(finding, "second-hash"), { stopped: 1 }), "days")).toBe(0);
  });

  test("both directions: review holds without a flood and not under one; more reviewers turn it", async () => {
    const verdicts = async (settings: Settings = {}) => (await run(settings)).verdicts.map(({ verdict }) => verdict);
    expect(await verdicts()).toEqual(["holds", "fails"]);
    expect(await verdicts({ staff: 1000, reviewsPerDay: 400_000 })).toEqual(["holds", "holds"]);
    expect(await verdicts({ hostileAccounts: 0 })).toEqual(["holds"]);
  });

  test("where nothing opens, no share is genuine, and none is not a number", async () => {
    const finding = await run({ honestAccounts: 0, hostileAccounts: 0 });
    expect(rowOf(tableOf(finding, "reports"), { accounts: 0 })).toMatchObject({ needle: null, wrongShare: null });
    expect(() => roundNumbers(finding)).not.toThrow();
  });

  test("a second reader doubles the backlog", async () => {
    const days = async (readers: number) =>
      numberIn(rowOf(tableOf(await run({ readers }), "burst"), { accounts: 1000 }), "alone");
    expect(await days(2)).toBeCloseTo(2 * (await days(1)), 9);
  });
});
