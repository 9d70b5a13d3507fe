import { loadSodiumGroup } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import { beforeAll, describe, expect, test } from "vitest";
import { computeTables } from "../src/experiments/below-threshold/computed-tables.js";
import { belowThreshold } from "../src/experiments/below-threshold/experiment.js";
import type { Finding, Settings } from "../src/findings/index.js";
import { areaFromCounts, areaFromOpenings, exactGuess, matchesTold } from "../src/models/counting-server.js";

const run = async (settings: Settings) =>
  belowThreshold.run(settings, {
    group: await loadSodiumGroup(),
    random: createSeededRandom("below"),
    onProgress: () => {},
    benchmarks: [],
  });

describe("the counting server", () => {
  const noise = { photos: 5_000, synthetic: 30 / 5_000 };

  test.each([
    [1, 0.55],
    [5, 0.74],
    [10, 0.9],
    [20, 0.995],
  ])("tells %i matches with an AUC of %d: 30 synthetic vouchers in 5,000 photographs", (matches, published) => {
    expect(Math.abs(areaFromCounts(noise, matches) - published)).toBeLessThan(0.005);
  });

  test("tells nothing without a match, everything without synthetic vouchers", () => {
    expect(areaFromCounts(noise, 0)).toBeCloseTo(0.5, 9);
    expect(areaFromCounts({ ...noise, synthetic: 0 }, 1)).toBe(1);
    expect(exactGuess({ ...noise, synthetic: 0 }, 3)).toBe(1);
    expect(matchesTold({ ...noise, synthetic: 0 }, 0.01)).toBe(1);
  });

  test("tells more with more matches, less with more synthetic vouchers", () => {
    const by = (matches: number, mean: number) => areaFromCounts({ photos: 5_000, synthetic: mean / 5_000 }, matches);
    expect(by(5, 30)).toBeLessThan(by(6, 30));
    expect(by(5, 30)).toBeGreaterThan(by(5, 31));
  });

  test("opened blocks tell nothing more if synthetics open as matches do, and everything if they never do", () => {
    expect(areaFromOpenings(noise, 1, 5)).toBe(areaFromCounts(noise, 5));
    // A match that a synthetic voucher replaces is lost to this channel: (1 - 0.25) + 0.25 / 2.
    expect(areaFromOpenings({ photos: 8, synthetic: 0.25 }, 0, 1)).toBeCloseTo(0.875, 9);
  });

  test("two photographs, one of them a match, half synthetic: by hand", () => {
    // 1 + B(1, 1/2) against B(2, 1/2): 1/2 (1/4 + 1/4) + 1/2 (3/4 + 1/8).
    expect(areaFromCounts({ photos: 2, synthetic: 0.5 }, 1)).toBeCloseTo(
      0.5 * (1 / 4 + 1 / 4) + 0.5 * (3 / 4 + 1 / 8),
      9,
    );
  });
});

describe("runs of the protocol", () => {
  let finding: Finding;
  beforeAll(async () => {
    finding = await run({ accounts: 8 });
  });

  test("every check holds", () => {
    expect(finding.checks.filter(({ holds }) => !holds)).toEqual([]);
  });

  test("sizes and operations tell nothing, counts without synthetic vouchers everything", () => {
    expect(finding.controls[0]?.rows[0]?.["measured"]).toBe(1);
    const closed = finding.tables
      .find(({ id }) => id === "channels-measured")
      ?.rows.filter(({ channel }) => channel === "bytes" || channel === "group operations");
    expect(closed?.map(({ measured }) => measured)).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  test("verdicts follow the areas: enough synthetic vouchers hide 10 matches, the published ones do not", async () => {
    const verdicts = async (settings: Settings) =>
      (await run({ accounts: 8, ...settings })).verdicts.map(({ claim, verdict }) => `${claim} ${verdict}`);
    expect(await verdicts({})).toEqual(["A12 holds", "A12 fails", "A12 fails"]);
    expect(await verdicts({ photos: 1000, expected: 300, copies: 10 })).toEqual([
      "A12 holds",
      "A12 holds",
      "A12 holds",
    ]);
  });

  test("a match kept twice is told by its equal shares", () => {
    const equal = finding.tables
      .find(({ id }) => id === "channels-measured")
      ?.rows.filter(({ channel }) => String(channel).startsWith("equal shares"));
    expect(equal).toHaveLength(2);
    for (const { measured } of equal ?? []) expect(measured).toBeGreaterThan(0.6);
  });

  test("a voucher of each kind opens as it should, and the control costs more", () => {
    const work = finding.tables.find(({ id }) => id === "work")?.rows ?? [];
    expect(work.map(({ opened }) => opened)).toEqual([2, 0, 0, 2, 0]);
    expect(work[4]?.["deviceOperations"]).toBeGreaterThan(work[0]?.["deviceOperations"] as number);
  });
});

test.each([{ photos: 10 }, { expected: 0 }, { accounts: 1 }])("refuses %o", (settings) => {
  expect(() => belowThreshold.run(settings as Settings, {} as never)).toThrow(
    expect.objectContaining({ code: "invalid-value" }),
  );
});

test.each([
  { photos: 1_000, expected: 300, copies: 1 },
  { photos: 1_000_000, expected: 1, copies: 10_000 },
])("the ends of the ranges can be computed: %o", (assumptions) => {
  const { tables, byChannel } = computeTables(assumptions);
  expect(tables.map(({ id }) => id)).toEqual(["areas", "channels", "price"]);
  for (const areas of byChannel) expect(Object.values(areas).every(Number.isFinite)).toBe(true);
});
