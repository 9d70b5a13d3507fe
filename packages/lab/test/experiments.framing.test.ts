import { createSeededRandom } from "@glasshouse/fixtures";
import { algorithms } from "@glasshouse/hasher";
import { beforeAll, describe, expect, test } from "vitest";
import { frameAccount } from "../src/experiments/framing/accounts.js";
import { framing } from "../src/experiments/framing/experiment.js";
import { guardedGates } from "../src/experiments/framing/measure.js";
import { climb, drawPairs, type Gate, type Pair, radiusGate, tokenGate } from "../src/experiments/framing/pictures.js";
import { passesBlind, passesSecond } from "../src/experiments/framing/tables.js";
import { verdictsOf } from "../src/experiments/framing/verdicts.js";
import { type Finding, measureRate } from "../src/findings/index.js";
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

describe("a second hash behind the first", () => {
  const reviewers = { wrongConfirmation: 0.01, miss: 0, readers: 2, confirmations: 1 };
  const plan = { threshold: 30, planted: 100, reviewers };
  const share = (events: number, trials: number) =>
    measureRate({ events, trials }, { kind: "share", unit: "pair of scenes, each scene once" });
  const verdicts = (events: number, trials: number, made = 0) => {
    const passes = [
      {
        rule: "within 30 bits",
        second: "phash",
        blind: share(events, trials),
        onwards: share(events, trials),
        seeing: share(made, trials),
      },
    ];
    return verdictsOf(passes, plan, frameAccount(plan, 1))
      .filter(({ claim }) => claim === "A13")
      .map(({ verdict }) => verdict);
  };

  test("decided where both ends of the interval say the same of an account of 100 planted pictures", () => {
    expect(verdicts(0, 8)).toEqual(["not verifiable yet", "not verifiable yet"]);
    expect(verdicts(0, 200)).toEqual(["holds", "holds"]);
    // One in fifty is no hole: 30 of 100 do not come of it.
    expect(verdicts(4, 200)).toEqual(["holds", "holds"]);
    expect(verdicts(100, 200)).toEqual(["fails", "holds"]);
  });

  test("who knows both plants what passes: one that can be made is as good as all", () => {
    expect(verdicts(0, 200, 1)).toEqual(["holds", "fails"]);
  });

  test("only pictures that match the first count for what the second lets through", () => {
    const look = { gate: guardedGates[0] as Gate, second: "phash", seeing: null } as const;
    const results = [
      { reached: true, distance: 0 },
      { reached: false, distance: 0 },
      { reached: true, distance: 60 },
    ].map((blind) => ({ climbs: [], looks: [{ ...look, blind }], noiseMatches: [], fromTarget: 0 }));
    const rule = look.gate.rule.id;
    expect(passesSecond(results, rule, "phash")).toMatchObject({ events: 1, trials: 2 });
    expect(passesBlind(results, rule, "phash")).toMatchObject({ events: 1, trials: 3 });
    expect(passesSecond(results.slice(1, 2), rule, "phash")).toBeNull();
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

  test("both directions: A14 holds under some condition and fails under another", () => {
    const verdicts = finding.verdicts.filter(({ claim }) => claim === "A14").map(({ verdict }) => verdict);
    expect(new Set(verdicts)).toEqual(new Set(["holds", "fails"]));
  });

  test("three pairs that do not pass a second hash show nothing: its 0.71 of planted pictures would open the account", () => {
    const blind = finding.verdicts.filter(({ claim, under }) => claim === "A13" && under.includes("first hash alone"));
    expect(blind.map(({ verdict }) => verdict)).toEqual(["not verifiable yet"]);
  });
});
