import { createSeededRandom } from "@glasshouse/fixtures";
import { algorithms, hammingDistance } from "@glasshouse/hasher";
import { beforeAll, describe, expect, test } from "vitest";
import { listPoisoning } from "../src/experiments/list-poisoning/experiment.js";
import { hashPlace, type PlaceHashes } from "../src/experiments/list-poisoning/pictures.js";
import { countsUpTo, sceneRecall } from "../src/experiments/list-poisoning/tables.js";
import { withinRadius } from "../src/experiments/match-rule.js";
import type { Finding } from "../src/findings/index.js";
import { failedChecks, numberIn, rateIn, rowOf, runExperiment, tableOf } from "./support/findings.js";

describe("pictures of a place", () => {
  const plan = { most: 3, later: 2 };
  const draw = async (place: number) => {
    const [hashes] = await hashPlace(place, plan, [algorithms.dhash], createSeededRandom("place"), () => {});
    return hashes as PlaceHashes;
  };

  test("every collection begins with the same picture, and each place is another", async () => {
    const { entries, later } = await draw(0);
    expect(later).toHaveLength(2);
    for (const collection of ["burst", "frames"] as const) {
      expect(entries[collection]).toHaveLength(3);
      expect(entries[collection][0]).toEqual(entries.visits[0]);
      expect(entries[collection][1]).not.toEqual(entries[collection][0]);
    }
    const first = async (place: number) => (await draw(place)).entries.visits[0]?.bits ?? new Uint8Array();
    expect(hammingDistance(await first(0), await first(4))).toBeGreaterThan(0);
  });

  test("whoever comes back to the same pictures is found by exactly the entries added so far", async () => {
    const { entries } = await draw(1);
    const place: PlaceHashes = { entries, later: entries.visits };
    const matching = { algorithm: algorithms.dhash, rule: withinRadius(0), places: [place] };
    expect([1, 2, 3].map((count) => sceneRecall(matching, "visits", count).events)).toEqual([1, 2, 3]);
  });

  test.each([
    [1, [1]],
    [12, [1, 2, 4, 8, 12]],
    [16, [1, 2, 4, 8, 16]],
  ])("numbers of entries up to %d", (most, counts) => {
    expect(countsUpTo(most)).toEqual(counts);
  });
});

describe("O10", () => {
  let finding: Finding;
  beforeAll(async () => {
    finding = await runExperiment(listPoisoning, { places: 3, entries: 4, later: 3, genuineEntries: 76, copied: 4 });
  });

  test("controls come out as they must", () => {
    expect(failedChecks(finding)).toEqual([]);
    expect(rateIn(tableOf(finding, "controls").rows[1] ?? {}, "matching").events).toBe(0);
  });

  test("the poisoned share is that of the entries", () => {
    const row = rowOf(tableOf(finding, "poisoned-share"), { entries: 4 });
    expect(numberIn(row, "share")).toBeCloseTo(0.05, 12);
  });

  test("more entries, and a larger radius, match no fewer", () => {
    const { rows } = tableOf(finding, "poisoned-share");
    for (const series of new Set(rows.map((row) => row.series))) {
      const events = rows.filter((row) => row.series === series).map((row) => rateIn(row, "recall").events);
      expect(events).toEqual(events.toSorted((a, b) => a - b));
    }
    for (const key of ["copies", "place", "unrelated"]) {
      const events = tableOf(finding, "radius").rows.map((row) => rateIn(row, key).events);
      expect(events).toEqual(events.toSorted((a, b) => a - b));
    }
  });

  test("what matches falsely is counted over places: no picture stands on both sides of one pair twice", () => {
    const unrelated = rateIn(tableOf(finding, "radius").rows[0] ?? {}, "unrelated");
    expect(unrelated).toMatchObject({ trials: 9, listEntries: 4, unit: "place" });
    const elsewhere = rateIn(tableOf(finding, "poisoned-share").rows[0] ?? {}, "elsewhere");
    expect(elsewhere).toMatchObject({ trials: 18, method: "Clopper-Pearson on effective n, both sides" });
    // None of 18 pairs of three places is no more than none of three places.
    expect(elsewhere.upper).toBeGreaterThan(0.7);
  });

  test("more photographs at the place make an opened account no less likely", () => {
    const { rows } = tableOf(finding, "account");
    for (const rule of new Set(rows.map((row) => row.rule))) {
      const odds = rows.filter((row) => row.rule === rule).map((row) => numberIn(row, "upper"));
      odds.slice(1).forEach((later, i) => {
        // Sums of terms near 1 end a few units in the last place apart.
        expect(later).toBeGreaterThanOrEqual((odds[i] as number) - 1e-9);
      });
      expect(odds.at(-1)).toBeGreaterThan(odds[0] as number);
    }
  });
});
