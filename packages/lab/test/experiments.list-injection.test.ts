import { loadSodiumGroup } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import { beforeAll, describe, expect, test } from "vitest";
import { createCollusionRows } from "../src/experiments/list-injection/collusion.js";
import { listInjection } from "../src/experiments/list-injection/experiment.js";
import type { Finding, Rate, Settings } from "../src/findings/index.js";
import { certify, drawCertifiedList, medianDaysToReview, survivalProbability } from "../src/models/certified-lists.js";

const run = async (settings: Settings) =>
  listInjection.run(settings, {
    group: await loadSodiumGroup(),
    random: createSeededRandom("injection"),
    onProgress: () => {},
    benchmarks: [],
  });

let finding: Finding;
beforeAll(async () => {
  finding = await run({ authorities: 3, genuine: 40, planted: 12 });
});

const table = (id: string) => [...finding.controls, ...finding.tables].find((each) => each.id === id)?.rows ?? [];

describe("certification", () => {
  test("planted pictures survive from as many submitters on as must submit", () => {
    const events = table("controls").map((row) => ["k1", "k2", "k3"].map((key) => (row[key] as Rate).events));
    expect(events).toEqual([
      [12, 0, 0],
      [12, 12, 0],
      [12, 12, 12],
    ]);
  });

  test("an account opens in the protocol exactly when its pictures are certified", () => {
    expect(table("accounts").map(({ opens }) => opens)).toEqual([false, true, true]);
  });

  test("the more must submit, the less survives of what is listed in good faith", () => {
    const rates = table("price").map(({ genuine }) => genuine as Rate);
    const kept = rates.map(({ events }) => events);
    expect(kept[0]).toBe(rates[0]?.trials);
    for (let i = 1; i < kept.length; i++) expect(kept[i]).toBeLessThan(kept[i - 1] as number);
  });

  test("copying: 1 - (1 - c)^(n-1) with two of n, all if everybody copies, none without a first submitter", () => {
    const plan = { authorities: 4, copying: 0.1, planting: 1 };
    expect(survivalProbability(plan, 2)).toBeCloseTo(1 - 0.9 ** 3, 9);
    expect(survivalProbability({ ...plan, copying: 1 }, 4)).toBeCloseTo(1, 9);
    expect(survivalProbability({ ...plan, copying: 0 }, 2)).toBe(0);
    expect(survivalProbability({ ...plan, planting: 0, copying: 1 }, 1)).toBe(0);
  });

  test("every certified picture has as many submitters as must submit, and is a picture of the list", () => {
    const plan = {
      seed: "x",
      authorities: 3,
      coverage: 0.6,
      circulating: 0.7,
      mistaken: 0,
      genuine: 60,
      planted: 5,
      planting: 1,
      copying: 0.3,
    };
    const sources = drawCertifiedList(plan, createSeededRandom("copies"));
    const certified = certify(sources, 2);
    expect(sources).toHaveLength(65);
    expect(certified.length).toBeGreaterThan(0);
    expect(certified.length).toBeLessThan(65);
    expect(certified.every(({ authorities }) => new Set(authorities).size >= 2)).toBe(true);
  });

  test("every check holds", () => {
    expect(finding.checks.filter(({ holds }) => !holds)).toEqual([]);
  });
});

describe("days to a first review", () => {
  const plan = { holders: 1, perDay: 1, threshold: 30, planted: 100 };
  test("one match every day, threshold 30: 30 days, whoever holds them", () => {
    expect(medianDaysToReview(plan)).toBe(30);
    expect(medianDaysToReview({ ...plan, holders: 1000 })).toBe(30);
  });

  test("a match every second day: the median of 30 successes is near 60", () => {
    expect(medianDaysToReview({ ...plan, perDay: 0.5 })).toBeGreaterThan(56);
    expect(medianDaysToReview({ ...plan, perDay: 0.5 })).toBeLessThan(62);
  });

  test("more holders are seen earlier; fewer pictures than the threshold never open an account", () => {
    expect(medianDaysToReview({ ...plan, perDay: 0.1, holders: 1e4 }) as number).toBeLessThan(
      medianDaysToReview({ ...plan, perDay: 0.1 }) as number,
    );
    expect(medianDaysToReview({ ...plan, planted: 29 })).toBeNull();
  });
});

describe("the collusion matrix", () => {
  const powers = { addsEntries: true, testsPictures: true, readsSent: false, lowersThreshold: true };
  const rows = createCollusionRows(2, powers);
  const row = (coalition: string) => rows.find((each) => each.coalition === coalition);

  test("nobody and one authority get nothing; the operator alone does today, and with a certificate it does not", () => {
    for (const coalition of ["nobody", "1 authority", "reviewer"])
      expect(Object.values(row(coalition) ?? {}).filter((value) => value === true)).toEqual([]);
    expect(row("operator")).toMatchObject({ putsToday: true, putsCertified: false, unseenToday: true });
    expect(row("2 authorities and reviewer")).toMatchObject({ putsCertified: true, unseenCertified: true });
  });

  test("without the powers of the kit the operator gets nothing alone", () => {
    const none = { addsEntries: false, testsPictures: false, readsSent: false, lowersThreshold: false };
    const alone = createCollusionRows(2, none).find(({ coalition }) => coalition === "operator");
    expect(Object.values(alone ?? {}).filter((value) => value === true)).toEqual([]);
  });

  test("nothing is unseen that is not on the list", () => {
    for (const each of rows) {
      expect(each.putsToday || !each.unseenToday).toBe(true);
      expect(each.putsCertified || !each.unseenCertified).toBe(true);
    }
  });
});

test("a list of nothing but mistakes has no rate of what is rightly listed", async () => {
  const { tables } = await run({ authorities: 2, genuine: 20, planted: 3, mistaken: 1 });
  const price = tables.find(({ id }) => id === "price")?.rows[0];
  expect(price?.["genuine"]).toBeNull();
  expect(price?.["mistaken"]).toMatchObject({ trials: 20 });
});

test("where one organisation is enough, the claims of several fail", async () => {
  const { verdicts } = await run({ authorities: 2, required: 1, genuine: 20, planted: 3 });
  expect(verdicts.filter(({ claim, verdict }) => claim === "A8" && verdict === "holds")).toEqual([]);
  expect(verdicts.filter(({ claim, verdict }) => claim === "B2" && verdict === "holds")).toEqual([]);
});

test.each([{ authorities: 1 }, { required: 0 }, { coverage: 0 }, { copying: 1.1 }])("refuses %o", (settings) => {
  expect(() => listInjection.run(settings as Settings, {} as never)).toThrow(
    expect.objectContaining({ code: "invalid-value" }),
  );
});
