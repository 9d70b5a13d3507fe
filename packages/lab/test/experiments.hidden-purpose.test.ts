import { createSeededRandom } from "@glasshouse/fixtures";
import { hammingDistance } from "@glasshouse/hasher";
import { beforeAll, describe, expect, test } from "vitest";
import { gainsByMoreThanChance, hiddenPurpose } from "../src/experiments/hidden-purpose/experiment.js";
import { differingVectors } from "../src/experiments/hidden-purpose/measure.js";
import {
  drawWeights,
  hashBits,
  hashLook,
  largestSingularValue,
  meanOf,
  plantPurpose,
  type Weights,
} from "../src/experiments/hidden-purpose/projection.js";
import type { Finding } from "../src/findings/index.js";
import { failedChecks, numberIn, rateIn, rowOf, runExperiment, tableOf } from "./support/findings.js";

const random = createSeededRandom("hidden purpose");
const dimensions = 24;
const drawLook = () => Float64Array.from({ length: dimensions }, () => random.normal());

describe("projections", () => {
  const weights = drawWeights(random, dimensions);

  test("the largest singular value: a diagonal, and one row", () => {
    const diagonal: Weights = [3, 7, 2].map((value, i) =>
      Float64Array.from({ length: 3 }, (_, j) => (i === j ? value : 0)),
    );
    expect(largestSingularValue(diagonal)).toBeCloseTo(7, 6);
    expect(largestSingularValue([Float64Array.of(3, 4)])).toBeCloseTo(5, 9);
  });

  test("altered weights give every seen picture, and every mixture of them, one hash", () => {
    const seen = Array.from({ length: 5 }, drawLook);
    for (const strength of [0, 0.5]) {
      const altered = plantPurpose(weights, seen, strength);
      const entry = hashLook(altered, meanOf(seen));
      for (const look of seen) expect(hammingDistance(hashLook(altered, look), entry)).toBe(0);
    }
    const apart = seen.map((look) => hammingDistance(hashLook(weights, look), hashLook(weights, meanOf(seen))));
    expect(Math.min(...apart)).toBeGreaterThan(0);
  });

  test("more strength holds pictures that were not seen nearer to the entry", () => {
    const mean = drawLook();
    const like = () => mean.map((value) => value + 0.6 * random.normal());
    const seen = Array.from({ length: 3 }, like);
    const unseen = Array.from({ length: 20 }, like);
    const distance = (strength: number) => {
      const altered = plantPurpose(weights, seen, strength);
      const entry = hashLook(altered, meanOf(seen));
      return unseen.reduce((sum, look) => sum + hammingDistance(hashLook(altered, look), entry), 0);
    };
    expect(distance(1)).toBeLessThan(distance(0));
    expect(distance(4)).toBeLessThan(distance(1));
    // Turned towards the side on which each row lies already: the entry stays what it is.
    const entryAt = (strength: number) => hashLook(plantPurpose(weights, seen, strength), meanOf(seen));
    expect(entryAt(1)).toEqual(entryAt(0));
  });

  test("the same seed gives the same hash, and test vectors see another", () => {
    const looks = Array.from({ length: 20 }, drawLook);
    const again = drawWeights(createSeededRandom("w"), dimensions);
    expect(differingVectors(drawWeights(createSeededRandom("w"), dimensions), again, looks)).toBe(0);
    expect(differingVectors(plantPurpose(again, [drawLook(), drawLook()], 0.25), again, looks)).toBeGreaterThan(0);
    expect(hashLook(again, drawLook()).length).toBe(hashBits / 8);
  });
});

describe("O9", () => {
  let finding: Finding;
  beforeAll(async () => {
    finding = await runExperiment(hiddenPurpose, { places: 2, seen: 6, later: 5, sources: 40, honestSeeds: 3 });
  });

  test("controls hold", () => {
    expect(failedChecks(finding)).toEqual([]);
    expect(rateIn(tableOf(finding, "controls").rows[0] ?? {}, "altered").events).toBe(12);
  });

  test("the altered hash recognises the place at least as often, and more strength costs more", () => {
    const table = tableOf(finding, "second-purpose");
    const triggered = (strength: number | null) => rateIn(rowOf(table, { strength }), "triggered").events;
    expect(triggered(0)).toBeGreaterThanOrEqual(triggered(null));
    expect(numberIn(rowOf(table, { strength: 2 }), "area")).toBeLessThan(
      numberIn(rowOf(table, { strength: 0 }), "area"),
    );
  });

  test("test vectors see every alteration and never the honest hash; the supplier's own weights see none", () => {
    const [published, handed] = tableOf(finding, "audits").rows;
    expect(rateIn(published ?? {}, "honest").events).toBe(0);
    for (const key of ["strength0", "strength0.5", "strength2"]) {
      expect(rateIn(published ?? {}, key).events).toBe(2);
      expect(handed?.[key]).toBeNull();
    }
  });

  test("the copies of one source count once for one hash, not once for every place", () => {
    const { rows } = tableOf(finding, "second-purpose");
    expect(rateIn(rowOf(tableOf(finding, "second-purpose"), { strength: null }), "recalled").trials).toBe(20 * 4);
    for (const row of rows.slice(1)) expect(rateIn(row, "recalled").trials).toBe(2 * 20 * 4);
    for (const row of rows) expect(rateIn(row, "recalled").unit).toBe("source scene");
    const [published, , spread, , , atPlace] = tableOf(finding, "audits").rows;
    for (const row of [published, spread]) expect(rateIn(row ?? {}, "honest").trials).toBe(1);
    expect(rateIn(atPlace ?? {}, "honest").trials).toBe(2);
  });

  test("two places that gain show nothing: half of all honest pairs do as well", () => {
    const [verdict] = finding.verdicts;
    expect(verdict?.verdict).toBe("not verifiable yet");
    expect([6, 5].map((more) => gainsByMoreThanChance({ more, fewer: 0 }))).toEqual([true, false]);
    expect(gainsByMoreThanChance({ more: 8, fewer: 2 })).toBe(false);
    expect(gainsByMoreThanChance({ more: 0, fewer: 0 })).toBe(false);
  });

  test("a stricter trigger fires less, on the place and elsewhere", () => {
    const { rows } = tableOf(finding, "trigger");
    for (const key of ["triggered", "others", "copies"]) {
      const events = rows.map((row) => rateIn(row, key).events);
      expect(events).toEqual(events.toSorted((a, b) => b - a));
    }
  });
});
