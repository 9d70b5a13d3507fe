import { createSeededRandom } from "@glasshouse/fixtures";
import { algorithms } from "@glasshouse/hasher";
import { beforeAll, describe, expect, test } from "vitest";
import { frameAccount } from "../src/experiments/framing/accounts.js";
import { framing } from "../src/experiments/framing/experiment.js";
import { climb, drawPairs, type Pair, radiusGate, tokenGate } from "../src/experiments/framing/pictures.js";
import type { Finding } from "../src/findings/index.js";
import { confirmsRightly, confirmsWrongly, logReportsWrongly, reportsRightly } from "../src/models/reviewers.js";
import { failedChecks, numberIn, rateIn, rowOf, runExperiment, tableOf } from "./support/findings.js";

describe("reviewers", () => {
  const one = { wrongConfirmation: 0.01, miss: 0.1, readers: 1, confirmations: 1 };

  test("closed forms", () => {
    expect(Math.exp(logReportsWrongly(one, 30))).toBeCloseTo(1 - 0.99 ** 30, 9);
    expect(confirmsWrongly({ ...one, readers: 2 })).toBeCloseTo(1e-4, 12);
    expect(confirmsRightly({ ...one, readers: 2 })).toBeCloseTo(0.81, 12);
    expect(reportsRightly({ ...one, confirmations: 30 }, 30)).toBeCloseTo(0.9 ** 30, 12);
    expect(logReportsWrongly({ ...one, confirmations: 30 }, 30)).toBeCloseTo(30 * Math.log(0.01), 9);
  });

  test("a second hash that passes nothing shows reviewers nothing", () => {
    const plan = { threshold: 30, planted: 100, reviewers: one };
    expect(frameAccount(plan, 0).shown).toBe(Number.NEGATIVE_INFINITY);
    expect(frameAccount(plan, 1)).toEqual({ shown: 0, reported: logReportsWrongly(one, 30) / Math.LN10 });
    expect(frameAccount({ ...plan, planted: 29 }, 1).shown).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("climbs towards a listed hash", () => {
  const [pair] = [...drawPairs(1, createSeededRandom("climb"))] as [Pair];
  const target = pair.listed.hash(algorithms["pdq-tent"]);

  test("what is reported as reached does match, and did not before", () => {
    for (const gate of [radiusGate("pdq-tent"), tokenGate("pdq-tent", "blocks-4x64-f2", 1)]) {
      const { rule } = gate;
      const climbed = climb(pair, [gate], 12);
      expect(climbed.rms).toBeGreaterThan(0);
      expect(rule.countMatching([pair.carrier.hash(algorithms["pdq-tent"])], [target])).toBe(0);
      expect(rule.countMatching([climbed.hash(algorithms["pdq-tent"])], [target])).toBe(1);
    }
  });

  test("one look is not enough", () => {
    expect(climb(pair, [radiusGate("pdq-tent")], 1)).toMatchObject({ rms: null, rounds: 1 });
  });
});

describe("O5", () => {
  let finding: Finding;
  beforeAll(async () => {
    finding = await runExperiment(framing, { pairs: 3, rounds: 6 });
  });

  test("controls come out null, and aiming does not", () => {
    expect(failedChecks(finding)).toEqual([]);
    const { rows } = tableOf(finding, "controls");
    for (const row of rows.slice(1)) expect(rateIn(row, "rate").events).toBe(0);
  });

  test("a smaller radius costs more, and more distortion reaches more", () => {
    const first = tableOf(finding, "first-gate");
    const cost = (rule: string) => numberIn(rowOf(first, { algorithm: "pdq-tent", rule }), "rms");
    expect(cost("within 10 bits")).toBeGreaterThan(cost("within 30 bits"));
    expect(cost("within 30 bits")).toBeGreaterThan(cost("blocks-4x64-f2"));
    const sweep = tableOf(finding, "first-gate-by-budget").rows.filter(({ rule }) => rule === "within 30 bits");
    const reached = sweep.map((row) => rateIn(row, "reached").events);
    expect(reached).toEqual(reached.toSorted((a, b) => a - b));
  });

  test("who knows both hashes passes at least as often as who knows one", () => {
    for (const row of tableOf(finding, "second-gate").rows.filter(({ second }) => second === "phash"))
      expect(rateIn(row, "seeing").events).toBeGreaterThanOrEqual(rateIn(row, "blind").events);
  });

  test("both directions: A13 and A14 each hold under some condition and fail under another", () => {
    for (const claim of ["A13", "A14"]) {
      const verdicts = finding.verdicts.filter((one) => one.claim === claim).map(({ verdict }) => verdict);
      expect(new Set(verdicts)).toEqual(new Set(["holds", "fails"]));
    }
  });
});
