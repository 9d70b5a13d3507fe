import { loadSodiumGroup } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import { describe, expect, test } from "vitest";
import { tableForOne } from "../src/experiments/table-for-one.js";
import type { Rate, Settings } from "../src/findings/index.js";
import {
  checkingNeeded,
  noticeByAskingPeers,
  noticeByPublishedId,
  splitLogProbability,
} from "../src/models/comparing-devices.js";
import { isWithin } from "../src/models/rolled-out-tables.js";

const run = async (settings: Settings = {}, seed = "table for one") =>
  tableForOne.run(settings, {
    group: await loadSodiumGroup(),
    random: createSeededRandom(seed),
    onProgress: () => {},
    benchmarks: [],
  });

describe("devices that compare", () => {
  test("1 % of devices notice a table for one 1 % of the time, for 100 users 63 %", () => {
    expect(noticeByPublishedId({ affected: 1, checking: 0.01 })).toBeCloseTo(0.01, 12);
    expect(noticeByPublishedId({ affected: 100, checking: 0.01 })).toBeCloseTo(1 - 0.99 ** 100, 12);
    expect(noticeByPublishedId({ affected: 100, checking: 0.01 })).toBeCloseTo(0.63, 2);
  });

  test("the share needed is the inverse", () => {
    for (const affected of [1, 7, 1000])
      expect(noticeByPublishedId({ affected, checking: checkingNeeded(affected, 0.95) })).toBeCloseTo(0.95, 12);
  });

  test("asking peers: two devices that both ask always notice, nobody asking never does", () => {
    expect(noticeByAskingPeers({ affected: 1, checking: 1 }, 2, 1)).toBe(1);
    expect(noticeByAskingPeers({ affected: 5, checking: 0 }, 100, 3)).toBeCloseTo(0, 12);
  });

  test("asking one peer among few devices: as counted over all cases", () => {
    // Devices a (affected), b, c, each asking with probability 1/2 one of the two others.
    let unnoticed = 0;
    for (let asks = 0; asks < 8; asks++) {
      // a notices whenever it asks; b and c each miss it half of the time.
      const [a, b, c] = [asks & 1, asks & 2, asks & 4];
      if (!a) unnoticed += (1 / 8) * (b ? 0.5 : 1) * (c ? 0.5 : 1);
    }
    expect(noticeByAskingPeers({ affected: 1, checking: 0.5 }, 3, 1)).toBeCloseTo(1 - unnoticed, 12);
  });

  test("a split log takes as many colluders as two quorums share", () => {
    expect(splitLogProbability({ witnesses: 5, quorum: 4, colluding: 0.1 })).toBeCloseTo(
      10 * 0.1 ** 3 * 0.9 ** 2 + 5 * 0.1 ** 4 * 0.9 + 0.1 ** 5,
      9,
    );
    expect(splitLogProbability({ witnesses: 5, quorum: 2, colluding: 0 })).toBe(1);
    expect(splitLogProbability({ witnesses: 1, quorum: 1, colluding: 0.2 })).toBeCloseTo(0.2, 9);
  });
});

describe("roll-outs", () => {
  test("controls are none, all and none, and every check holds", async () => {
    const { controls, checks } = await run({ trials: 40 });
    expect(controls[0]?.rows.map(({ noticed }) => (noticed as Rate).events)).toEqual([0, 20, 0]);
    expect(checks.filter(({ holds }) => !holds)).toEqual([]);
  });

  test("more devices that check notice more, with and without a log", async () => {
    const probability = async (checking: number) => {
      const { tables } = await run({ trials: 20, checking, affected: 3 });
      return tables.find(({ id }) => id === "with-log")?.rows.map(({ today }) => today as number) ?? [];
    };
    const [few, many] = [await probability(0.001), await probability(0.2)];
    few.forEach((share, i) => {
      expect(share).toBeLessThan(many[i] as number);
    });
  });

  test("a device that does not compare is not told: with nobody checking the model and the roll-outs agree on none", () => {
    const counts = { type: "rate", kind: "share", trials: 100, lower: 0, upper: 1, confidence: 0.95 } as const;
    const rate = (events: number): Rate => ({ ...counts, events, method: "", listEntries: null, unit: "roll-out" });
    expect(isWithin(rate(0), 0)).toBe(true);
    expect(isWithin(rate(1), 0)).toBe(false);
    expect(isWithin(rate(99), 1)).toBe(false);
    // 3 of 100 at a rate of 0.003 happen in 1 of 300 runs, and 8 in none: four normal deviations are 2.2.
    expect(isWithin(rate(3), 0.003)).toBe(true);
    expect(isWithin(rate(8), 0.003)).toBe(false);
    expect(isWithin(rate(50), 0.5)).toBe(true);
    expect(isWithin(rate(75), 0.5)).toBe(false);
  });

  test.each([{ checking: 0 }, { affected: 0 }, { verifying: 1 }, { trials: 5 }])("refuses %o", (settings) => {
    expect(() => tableForOne.run(settings as Settings, {} as never)).toThrow(
      expect.objectContaining({ code: "invalid-value" }),
    );
  });
});
