import { loadSodiumGroup } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import { beforeAll, expect, test } from "vitest";
import { loweredThreshold } from "../src/experiments/lowered-threshold.js";
import type { Finding, Settings } from "../src/findings/index.js";
import { countReadablePayloads, type ReadablePayloads } from "../src/models/readable-payloads.js";

let read: ReadablePayloads[];
let finding: Finding;

const context = async (seed: string) => ({
  group: await loadSodiumGroup(),
  random: createSeededRandom(seed),
  onProgress: () => {},
  benchmarks: [],
});

beforeAll(async () => {
  read = await countReadablePayloads(await context("readable"), { before: 6, after: 2 });
  finding = await loweredThreshold.run({ before: 6, after: 2 }, await context("readable"));
});

test("bound in shares, the threshold of the window's beginning decides; kept by the server, the one of today", () => {
  expect(read).toEqual([
    { matches: 1, before: 0, serverHeld: 0, bound: 0, newWindow: 0 },
    { matches: 2, before: 0, serverHeld: 2, bound: 0, newWindow: 2 },
    { matches: 4, before: 0, serverHeld: 4, bound: 0, newWindow: 4 },
    { matches: 5, before: 0, serverHeld: 5, bound: 0, newWindow: 5 },
    { matches: 6, before: 6, serverHeld: 6, bound: 0, newWindow: 6 },
  ]);
});

test("every check holds", () => {
  expect(finding.checks.filter(({ holds }) => !holds)).toEqual([]);
});

test("the figures of the account model: 3.6e-93 at 30 if independent, 1.8e-6 in geometric bursts", async () => {
  const { tables } = await loweredThreshold.run({}, await context("default"));
  const row = (photos: string, threshold: number) =>
    tables
      .find(({ id }) => id === "false-flags")
      ?.rows.find((candidate) => candidate["photos"] === photos && candidate["threshold"] === threshold);
  expect(10 ** (row("independent", 30)?.["log10"] as number)).toBeCloseTo(3.6e-93, 94);
  expect(10 ** (row("bursts, geometric", 30)?.["log10"] as number)).toBeCloseTo(1.8e-6, 7);
  expect(row("bursts, geometric", 5)?.["log10"]).toBeGreaterThan(row("bursts, geometric", 30)?.["log10"] as number);
});

test("the claim holds for what was sent, and for what is to come it cannot be verified yet", () => {
  expect(finding.verdicts.map(({ claim, verdict }) => `${claim} ${verdict}`).slice(0, 2)).toEqual([
    "A3 holds",
    "A3 not verifiable yet",
  ]);
});

test.each([{ before: 2 }, { after: 0 }, { withinBurst: 0 }, { imageFpr: 1 }])("refuses %o", (settings) => {
  expect(() => loweredThreshold.run(settings as Settings, {} as never)).toThrow(
    expect.objectContaining({ code: "invalid-value" }),
  );
});
