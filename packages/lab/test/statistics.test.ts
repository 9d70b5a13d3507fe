import { createSeededRandom } from "@glasshouse/fixtures";
import { describe, expect, test } from "vitest";
import {
  areaUnderCurve,
  type BurstDistribution,
  burstDistributions,
  type Cluster,
  cleanTrialsNeeded,
  clopperPearson,
  clusterBootstrap,
  clusteredClopperPearson,
  compareProportions,
  crossedClopperPearson,
  imageRateFromPairs,
  logBinomialTail,
  logFlagBetaBinomial,
  logFlagBursts,
  logFlagByMatches,
  logFlagIndependent,
  logFoundGeometric,
  type MatchedPair,
  predictiveValue,
  scaleToListSize,
  thresholdFor,
  totalVariation,
  twoWayBootstrap,
  upperBound,
  wilson,
} from "../src/statistics/index.js";

/** Equal to the two leading digits that a source gives. */
const expectDigits = (got: number, published: number) => {
  expect(Math.abs(got / published - 1), `${got} for ${published}`).toBeLessThan(0.06);
};
const expectLogDigits = (gotLog: number, mantissa: number, exponent: number) => {
  expectDigits(Math.exp(gotLog - exponent * Math.LN10), mantissa);
};

describe("proportions", () => {
  test("3 in 100 million: the published interval of the claim", () => {
    const { lower, upper } = clopperPearson(3, 100e6);
    expectDigits(lower, 6.2e-9);
    expectDigits(upper, 8.8e-8);
  });

  test("0 in 500,000: at most 6e-6", () => {
    expectDigits(upperBound(0, 500_000), 6e-6);
  });

  test.each([
    [1e-4, 29_956],
    [1e-5, 299_572],
    [1e-6, 2_995_731],
  ])("clean images to support %d at 95 %%: %d", (rate, images) => {
    expect(cleanTrialsNeeded(rate)).toBe(images);
    expect(upperBound(0, images)).toBeLessThanOrEqual(rate * (1 + 1e-9));
    expect(upperBound(0, images - 1)).toBeGreaterThan(rate);
  });

  test("Clopper-Pearson: 5 of 10 (tables)", () => {
    expect(clopperPearson(5, 10).lower).toBeCloseTo(0.1871, 4);
    expect(clopperPearson(5, 10).upper).toBeCloseTo(0.8129, 4);
    expect(clopperPearson(0, 10)).toMatchObject({ lower: 0 });
    expect(clopperPearson(10, 10)).toMatchObject({ upper: 1 });
  });

  test("Wilson: 5 of 10 (closed form) and the ends", () => {
    expect(wilson(5, 10).lower).toBeCloseTo(0.2366, 4);
    expect(wilson(5, 10).upper).toBeCloseTo(0.7634, 4);
    expect(wilson(0, 10).lower).toBe(0);
  });

  test.each([
    [1, 0],
    [-1, 5],
    [6, 5],
    [1, Number.NaN],
  ])("refuses %d of %d", (k, n) => {
    expect(() => clopperPearson(k, n)).toThrow(expect.objectContaining({ code: "invalid-statistic" }));
  });
});

describe("ratios of proportions", () => {
  test("36 of 40 over 16 of 80: 2.94 to 7.15 (Koopman 1984)", () => {
    const { ratio, lower, upper } = compareProportions({ events: 36, trials: 40 }, { events: 16, trials: 80 });
    expect(ratio).toBeCloseTo(4.5, 9);
    expect(lower).toBeCloseTo(2.94, 2);
    expect(upper).toBeCloseTo(7.15, 2);
  });

  test("the other way round it is the inverse", () => {
    const [a, b] = [
      { events: 3, trials: 50 },
      { events: 9, trials: 70 },
    ];
    const [there, back] = [compareProportions(a, b), compareProportions(b, a)];
    expect(there.lower * (back.upper ?? 0)).toBeCloseTo(1, 6);
    expect((there.upper ?? 0) * back.lower).toBeCloseTo(1, 6);
  });

  test("without an event on a side there is one bound, or none", () => {
    const some = { events: 5, trials: 50 };
    const none = { events: 0, trials: 50 };
    expect(compareProportions(none, some)).toMatchObject({ ratio: 0, lower: 0 });
    expect(compareProportions(none, some).upper).toBeLessThan(1);
    expect(compareProportions(some, none)).toMatchObject({ ratio: null, upper: null });
    expect(compareProportions(some, none).lower).toBeGreaterThan(1);
    expect(compareProportions(none, none)).toMatchObject({ ratio: null, lower: 0, upper: null });
  });

  test("always on both sides: 1, from as far as the fewer trials tell (closed form)", () => {
    const { ratio, lower, upper } = compareProportions({ events: 14, trials: 14 }, { events: 126, trials: 126 });
    const limit = 1.959964 ** 2; // of 14 (1 - ratio) / ratio below, 126 (ratio - 1) above
    expect(ratio).toBe(1);
    expect(lower).toBeCloseTo(14 / (14 + limit), 5);
    expect(upper).toBeCloseTo(1 + limit / 126, 5);
  });

  test("covers a true ratio of 3 as often as it says", () => {
    const random = createSeededRandom("ratios");
    const draw = (trials: number, p: number) => {
      let events = 0;
      for (let i = 0; i < trials; i++) events += Number(random.chance(p));
      return { events, trials };
    };
    let covered = 0;
    for (let i = 0; i < 400; i++) {
      const { lower, upper } = compareProportions(draw(60, 0.15), draw(80, 0.05));
      covered += Number(lower <= 3 && (upper ?? Number.POSITIVE_INFINITY) >= 3);
    }
    expect(covered / 400).toBeGreaterThan(0.92);
    expect(covered / 400).toBeLessThan(0.99);
  });

  test("refuses more events than trials", () => {
    expect(() => compareProportions({ events: 2, trials: 1 }, { events: 0, trials: 1 })).toThrow(
      expect.objectContaining({ code: "invalid-statistic" }),
    );
  });
});

describe("accounts of 10,000 photos at an image FPR of 1e-6 and a threshold of 30", () => {
  const model = { photos: 10_000, imageFpr: 1e-6, threshold: 30 };

  test("independent photographs: 3.6e-93", () => {
    expectLogDigits(logFlagIndependent(model), 3.6, -93);
  });

  test.each<[BurstDistribution, number, number, number, number]>([
    ["geometric", 2, 0.9, 2, -12],
    ["geometric", 5, 0.9, 1.8, -6],
    ["geometric", 10, 0.9, 3.8, -5],
    ["geometric", 20, 0.9, 1.1, -4],
    ["geometric", 5, 0.3, 1, -10],
    ["fixed", 5, 0.9, 7, -21],
    ["shifted-poisson", 5, 0.9, 5, -14],
  ])(
    "%s bursts of mean %d, within-burst match %d: %de%d",
    (distribution, meanSize, withinBurst, mantissa, exponent) => {
      const log = logFlagBursts(model, { distribution, meanSize, withinBurst, counting: "photo" });
      // The source gives one or two digits.
      const got = Math.exp(log - exponent * Math.LN10);
      expect(Math.abs(got - mantissa), `${got}e${exponent}`).toBeLessThanOrEqual(
        Number.isInteger(mantissa) ? 0.5 : 0.05,
      );
    },
  );

  test("each burst counted once: about 1e-112", () => {
    const log = logFlagBursts(model, { distribution: "geometric", meanSize: 5, withinBurst: 0.9, counting: "burst" });
    expect(Math.round(log / Math.LN10)).toBe(-112);
  });

  test("threshold needed for 1e-12 at bursts of 5: about 90", () => {
    const bursts = { distribution: "geometric", meanSize: 5, withinBurst: 0.9, counting: "photo" } as const;
    const needed = thresholdFor(1e-12, (threshold) => logFlagBursts({ ...model, threshold }, bursts));
    expect(needed).toBeGreaterThanOrEqual(85);
    expect(needed).toBeLessThanOrEqual(95);
  });

  test.each(burstDistributions)("bursts of one are independent photographs: %s", (distribution) => {
    const small = { photos: 1000, imageFpr: 1e-3, threshold: 4 };
    for (const counting of ["photo", "burst"] as const) {
      const bursts = { distribution, meanSize: 1, withinBurst: 1, counting };
      expect(logFlagBursts(small, bursts)).toBeCloseTo(logFlagIndependent(small), 9);
    }
  });

  test("bursts of one size have a whole one: 2.6 photographs are 3, and the account no larger for it", () => {
    const of = (meanSize: number) =>
      logFlagBursts(model, { distribution: "fixed", meanSize, withinBurst: 0.9, counting: "photo" });
    expect(of(2.6)).toBe(of(3));
    expect(of(3.4)).toBe(of(3));
  });

  test("bursts of two certain matches: half as many trials for half the threshold", () => {
    const bursts = { bursts: 500, collides: 2e-3, matches: [0, 0, 1] };
    expect(logFlagByMatches(bursts, 8)).toBeCloseTo(logBinomialTail(500, 2e-3, 4), 9);
    expect(logFlagByMatches(bursts, 7)).toBeCloseTo(logBinomialTail(500, 2e-3, 4), 9);
    expect(logFlagByMatches({ ...bursts, matches: [1] }, 1)).toBe(Number.NEGATIVE_INFINITY);
  });

  test("the claim of 1e-12 holds for independent photographs up to 5.77 million", () => {
    const flag = (photos: number) => logFlagIndependent({ ...model, photos });
    expect(flag(5.76e6)).toBeLessThan(Math.log(1e-12));
    expect(flag(5.78e6)).toBeGreaterThan(Math.log(1e-12));
  });

  test("over-dispersion only makes it more likely, and none is the binomial", () => {
    expect(logFlagBetaBinomial(model, 1e-6)).toBeGreaterThan(logFlagIndependent(model));
    const small = { photos: 100, imageFpr: 0.1, threshold: 20 };
    expect(logFlagBetaBinomial(small, 1e-9)).toBeCloseTo(logFlagIndependent(small), 4);
  });
});

test("accounts found at recall 0.9 and threshold 30: 4 % with 30 listed images, 87 % with 35, 99.9 % with 40", () => {
  const found = (held: number) => Math.exp(logBinomialTail(held, 0.9, 30));
  expect(found(30)).toBeCloseTo(0.04, 2);
  expect(found(35)).toBeCloseTo(0.87, 2);
  expect(found(40)).toBeCloseTo(0.999, 3);
});

test.each([
  [1, 5, 0.4],
  [4, 12, 0.9],
  [12, 20, 0.5],
])("a geometric number of images held, threshold %d: as summed over the numbers", (threshold, mean, matches) => {
  let sum = 0;
  for (let held = threshold; held < 30 * mean; held++)
    sum += ((1 - 1 / mean) ** (held - 1) / mean) * Math.exp(logBinomialTail(held, matches, threshold));
  expect(Math.exp(logFoundGeometric({ mean, matches }, threshold)) / sum).toBeCloseTo(1, 9);
});

test("a single image held is found at threshold 1 only", () => {
  expect(Math.exp(logFoundGeometric({ mean: 1, matches: 0.7 }, 1))).toBeCloseTo(0.7, 12);
  expect(logFoundGeometric({ mean: 1, matches: 0.7 }, 2)).toBe(Number.NEGATIVE_INFINITY);
});

describe("rates", () => {
  test("predictive value of 10^9 accounts at prevalence 1e-4: 0.989 and 0.47", () => {
    expect(predictiveValue(1e-4, 0.9, 1e-6)).toBeCloseTo(0.989, 3);
    expect(predictiveValue(1e-4, 0.9, 1e-4)).toBeCloseTo(0.47, 2);
  });

  test("pair, image and list size agree", () => {
    expect(imageRateFromPairs(1e-9, 1e5)).toBeCloseTo(1e-4, 8);
    expect(scaleToListSize(imageRateFromPairs(1e-9, 1e5), 1e5, 1e6)).toBeCloseTo(imageRateFromPairs(1e-9, 1e6), 12);
  });

  test("area under the curve: 1 apart, 0.5 alike, ties half", () => {
    expect(areaUnderCurve([3, 4], [1, 2])).toBe(1);
    expect(areaUnderCurve([1, 2], [1, 2])).toBe(0.5);
    expect(areaUnderCurve([2, 2, 3], [1, 2])).toBeCloseTo((1 + 0.5 + 1 + 0.5 + 1 + 1) / 6, 12);
  });

  test("total variation: 0 alike, 1 disjoint", () => {
    const a = new Map([
      ["x", 0.5],
      ["y", 0.5],
    ]);
    expect(totalVariation(a, a)).toBe(0);
    expect(totalVariation(a, new Map([["z", 1]]))).toBe(1);
    expect(totalVariation(a, new Map([["x", 1]]))).toBe(0.5);
  });
});

describe("coverage of a nominal 95 %", () => {
  const runs = 400;

  /** Bursts of `size` photographs; a burst collides or not, and then most of its photographs match. */
  function drawClusters(
    random: ReturnType<typeof createSeededRandom>,
    count: number,
    size: number,
    rate: number,
  ): Cluster[] {
    return Array.from({ length: count }, () => {
      const collides = random.chance(rate / 0.9);
      let events = 0;
      for (let i = 0; i < size; i++) if (collides && random.chance(0.9)) events++;
      return { events, images: size };
    });
  }

  test.each([
    [5, "holds"],
    [20, "holds"],
  ])(
    "few events in bursts of %d: Clopper-Pearson on effective n %s, and treating images as independent does not",
    (size) => {
      const random = createSeededRandom(`coverage ${size}`);
      const rate = 0.01;
      let effective = 0;
      let naive = 0;
      for (let run = 0; run < runs; run++) {
        const clusters = drawClusters(random, 400, size, rate);
        const events = clusters.reduce((sum, cluster) => sum + cluster.events, 0);
        const covers = ({ lower, upper }: { lower: number; upper: number }) => lower <= rate && rate <= upper;
        if (covers(clusteredClopperPearson(clusters))) effective++;
        if (covers(clopperPearson(events, 400 * size))) naive++;
      }
      expect(effective / runs).toBeGreaterThanOrEqual(0.93);
      expect(naive / runs).toBeLessThan(0.8);
    },
  );

  test("few clusters, much alike: Clopper-Pearson on effective n holds", () => {
    const random = createSeededRandom("few clusters");
    // One cluster in eight matches with 0.4, as a place that is listed does; the others never do.
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const clusters = Array.from({ length: 8 }, () => {
        const listed = random.chance(1 / 8);
        let events = 0;
        for (let i = 0; i < 40; i++) if (listed && random.chance(0.4)) events++;
        return { events, images: 40 };
      });
      const { lower, upper } = clusteredClopperPearson(clusters);
      if (lower <= 0.05 && 0.05 <= upper) covered++;
    }
    expect(covered / runs).toBeGreaterThanOrEqual(0.93);
  });

  test("one event among few clusters makes nothing surer: 1 of 48 in six clusters, and 0", () => {
    const six = (first: number) => Array.from({ length: 6 }, (_, i) => ({ events: i === 0 ? first : 0, images: 8 }));
    expect(clusteredClopperPearson(six(1)).upper).toBeGreaterThanOrEqual(clusteredClopperPearson(six(0)).upper);
  });

  test("independent images are left alone", () => {
    const single = Array.from({ length: 40 }, (_, i) => ({ events: Number(i < 9), images: 1 }));
    expect(clusteredClopperPearson(single).upper).toBeCloseTo(clopperPearson(9, 40).upper, 2);
    expect(crossedClopperPearson(single, single).upper).toBeCloseTo(clopperPearson(9, 40).upper, 2);
  });

  test("places against pictures: both sides count, one of them does not do", () => {
    const random = createSeededRandom("crossed");
    const weight = () => (random.chance(0.2) ? 4 : 0.25);
    let [crossed, oneSided] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const [rows, columns] = [Array.from({ length: 12 }, weight), Array.from({ length: 24 }, weight)];
      const hits = rows.map((r) => columns.map((c) => random.chance(0.05 * r * c)));
      const byRow = hits.map((row) => ({ events: row.filter(Boolean).length, images: 24 }));
      const byColumn = columns.map((_, c) => ({ events: hits.filter((row) => row[c]).length, images: 12 }));
      const covers = ({ lower, upper }: { lower: number; upper: number }) => lower <= 0.05 && 0.05 <= upper;
      if (covers(crossedClopperPearson(byRow, byColumn))) crossed++;
      if (covers(clusteredClopperPearson(byColumn))) oneSided++;
    }
    expect(crossed / runs).toBeGreaterThanOrEqual(0.93);
    expect(crossed).toBeGreaterThan(oneSided);
    expect(() => crossedClopperPearson([{ events: 1, images: 4 }], [{ events: 0, images: 4 }])).toThrow(
      expect.objectContaining({ code: "invalid-statistic" }),
    );
  });

  test("many events: the cluster bootstrap holds", () => {
    const random = createSeededRandom("bootstrap");
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const { lower, upper } = clusterBootstrap(drawClusters(random, 200, 5, 0.3), random, { replicates: 200 });
      if (lower <= 0.3 && 0.3 <= upper) covered++;
    }
    expect(covered / runs).toBeGreaterThanOrEqual(0.92);
  });

  test("pairs with hubs on both sides: the two-way bootstrap holds, drawing nothing anew does not", () => {
    const random = createSeededRandom("hubs");
    const side = 60;
    // Hubs: one image and one entry in ten match thirty times as often. The mean rate of a pair follows.
    const weight = () => (random.chance(0.1) ? 6 : 0.5);
    const mean = 0.1 * 6 + 0.9 * 0.5;
    const truth = 0.01 * mean * mean;
    let twoWay = 0;
    let naive = 0;
    for (let run = 0; run < 200; run++) {
      const rows = Array.from({ length: side }, weight);
      const columns = Array.from({ length: side }, weight);
      const pairs: MatchedPair[] = [];
      rows.forEach((r, row) => {
        columns.forEach((c, column) => {
          if (random.chance(0.01 * r * c)) pairs.push({ row, column });
        });
      });
      const ones = new Array<number>(side).fill(1);
      const interval = twoWayBootstrap(pairs, { rows: ones, columns: ones }, random, { replicates: 200 });
      if (interval.lower <= truth && truth <= interval.upper) twoWay++;
      const trials = clopperPearson(pairs.length, side * side);
      if (trials.lower <= truth && truth <= trials.upper) naive++;
    }
    expect(twoWay / 200).toBeGreaterThanOrEqual(0.93);
    expect(naive / 200).toBeLessThan(0.9);
  });
});
