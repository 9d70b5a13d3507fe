import { createSeededRandom } from "@glasshouse/fixtures";
import { algorithms, type PerceptualHash } from "@glasshouse/hasher";
import { defaultTokenScheme } from "@glasshouse/matcher";
import { beforeAll, describe, expect, test } from "vitest";
import { falseAccusations } from "../src/experiments/false-accusations/experiment.js";
import {
  drawUnrelated,
  findPairs,
  rateImages,
  ratePairs,
  underAlgorithm,
} from "../src/experiments/unrelated-pictures.js";
import type { Finding } from "../src/findings/index.js";
import { measureDistances } from "../src/samples/pairs.js";
import { failedChecks, numberIn, rateIn, rowOf, runExperiment, tableOf } from "./support/findings.js";

const small = { listedScenes: 32, photographedScenes: 32 };

describe("false accusations", () => {
  let finding: Finding;
  beforeAll(async () => {
    finding = await runExperiment(falseAccusations, small);
  });

  test("every check holds", () => {
    expect(failedChecks(finding)).toEqual([]);
  });

  test("the null matches every picture and the oracle every listed one", () => {
    for (const row of tableOf(finding, "controls").rows) {
      const { events, trials } = rateIn(row, "images");
      expect(events).toBe(trials);
    }
  });

  test("a wider radius never matches fewer, and all share a list size and the unit", () => {
    const rates = tableOf(finding, "radius").rows.map((row) => rateIn(row, "images"));
    const events = rates.map((rate) => rate.events);
    expect(events).toEqual(events.toSorted((a, b) => a - b));
    expect(events.at(-1)).toBeGreaterThan(0);
    expect(new Set(rates.map(({ listEntries, unit }) => `${listEntries} ${unit}`)).size).toBe(1);
  });

  test("the largest list of the sweep is the list", () => {
    const rows = tableOf(finding, "list-size").rows;
    const whole = rateIn(rows.at(-1) ?? {}, "images");
    const atRadius = rateIn(rowOf(tableOf(finding, "radius"), { radius: 90 }), "images");
    expect(whole).toEqual(atRadius);
    for (const row of rows) expect(rateIn(row, "images").events).toBeLessThanOrEqual(whole.events);
  });

  test("flags: 1e-6 and threshold 30 give 3.6e-93 per account, threshold 1 about 1 in 100", () => {
    const flags = tableOf(finding, "flags");
    expect(numberIn(rowOf(flags, { imageFpr: 1e-6, threshold: 30 }), "account")).toBeCloseTo(Math.log10(3.57e-93), 2);
    expect(10 ** numberIn(rowOf(flags, { imageFpr: 1e-6, threshold: 1 }), "account")).toBeCloseTo(0.00995, 5);
  });

  test("PPV falls with the account rate and rises with prevalence; the three outcomes add up", () => {
    const row = rowOf(tableOf(finding, "predictive-value"), { prevalence: 1e-4, account: 1e-4 });
    const [wrong, lawful, offence] = ["wrong", "lawful", "offence"].map((key) => numberIn(row, key)) as [
      number,
      number,
      number,
    ];
    expect((lawful + offence) / (wrong + lawful + offence)).toBeCloseTo(numberIn(row, "ppv"), 12);
    expect(numberIn(row, "ppv")).toBeCloseTo(0.474, 3);
  });

  test("a list ten times as long has ten times the rate, while it is small", () => {
    const growth = tableOf(finding, "list-growth");
    expect(numberIn(rowOf(growth, { entries: 100_000 }), "image")).toBeCloseTo(1e-6, 12);
    expect(numberIn(rowOf(growth, { entries: 1_000_000 }), "image")).toBeCloseTo(1e-5, 9);
  });

  test("parameters outside their range are refused", async () => {
    await expect(runExperiment(falseAccusations, { listedScenes: 31 })).rejects.toMatchObject({
      code: "invalid-value",
    });
  });
});

describe("unrelated pictures", () => {
  const { constant, "pdq-tent": tent } = algorithms;
  const draw = () =>
    drawUnrelated({
      algorithms: [constant, tent],
      listedScenes: 12,
      photographedScenes: 10,
      bursts: { kind: "fixed", size: 2 },
      random: createSeededRandom("unrelated"),
      onProgress: () => {},
    });

  test("a picture below the quality floor counts and never matches", async () => {
    const drawn = await draw();
    const qualities = drawn.photographed.map(({ hashes: [, hash] }) => hash?.quality ?? 0);
    const floor = qualities.toSorted((a, b) => a - b)[10] ?? 0;
    const some = underAlgorithm(drawn, "pdq-tent", floor);
    expect(some.images.map((hash) => hash !== null)).toEqual(qualities.map((quality) => quality >= floor));
    expect(some.listed.every(({ quality }) => quality >= floor)).toBe(true);
    const above = qualities.filter((quality) => quality >= floor).length;
    expect(above).toBeLessThan(20);
    expect(rateImages(some, findPairs(some, { radius: 256 }))).toMatchObject({ events: above, trials: 20 });
    const hashes = underAlgorithm(drawn, "constant", 101);
    expect(hashes.listed).toHaveLength(0);
    expect(rateImages(hashes, findPairs(hashes, { radius: 256 }))).toMatchObject({ events: 0, trials: 20 });
    const unfloored = underAlgorithm(drawn, "constant", 0);
    const half = { ...unfloored, images: unfloored.images.map((hash, i) => (i < 10 ? hash : null)) };
    const pairs = findPairs(half, { scheme: defaultTokenScheme });
    expect(rateImages(half, pairs)).toMatchObject({ events: 10, trials: 20 });
  });

  test("images, pairs and clusters are counted as they are", async () => {
    const hashes = underAlgorithm(await draw(), "pdq-tent", 0);
    const first = hashes.images[3] as PerceptualHash;
    const listed = [first, ...hashes.listed];
    const withCopy = { ...hashes, listed, distances: measureDistances(hashes.images as PerceptualHash[], listed) };
    const pairs = findPairs(withCopy, { radius: 0 });
    expect(pairs).toEqual([{ row: 3, column: 0 }]);
    expect(findPairs(withCopy, { scheme: defaultTokenScheme })).toContainEqual({ row: 3, column: 0 });
    expect(rateImages(withCopy, pairs)).toMatchObject({ events: 1, trials: 20, listEntries: 13, unit: "scene" });
    expect(ratePairs(withCopy, pairs, createSeededRandom("pairs"))).toMatchObject({ events: 1, trials: 260 });
    const none = ratePairs(withCopy, [], createSeededRandom("pairs"));
    expect(none).toMatchObject({ events: 0, lower: 0 });
    expect(none.upper).toBe(rateImages(withCopy, []).upper);
  });
});
