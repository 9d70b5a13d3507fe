import { describe, expect, test } from "vitest";
import { addDistributions, areaBetween, areaUnderCurve, binomialDistribution } from "../src/statistics/index.js";

describe("distributions over whole numbers", () => {
  test("of 4 trials at a half: 1, 4, 6, 4, 1 of 16", () => {
    expect([...binomialDistribution(4, 0.5)].map((p) => Math.round(16 * p * 1e9) / 1e9)).toEqual([1, 4, 6, 4, 1]);
  });

  test.each([
    [0, 0.3],
    [10, 0],
    [10, 1],
    [5_000, 0.006],
    [10_000_000, 1e-6],
  ])("of %i trials at %d: all of it, with its mean and variance", (n, p) => {
    const distribution = binomialDistribution(n, p);
    const moment = (power: number) => distribution.reduce((sum, share, k) => sum + share * k ** power, 0);
    expect(moment(0)).toBeCloseTo(1, 6);
    expect(moment(1)).toBeCloseTo(n * p, 4);
    expect(moment(2) - moment(1) ** 2).toBeCloseTo(n * p * (1 - p), 3);
  });

  test("the area between two is what draws give", () => {
    // Draws with these shares exactly.
    const [positive, negative] = [
      [0, 1, 1, 2],
      [0, 0, 1, 3],
    ];
    const shares = (draws: number[]) => Float64Array.from([0, 1, 2, 3], (k) => draws.filter((d) => d === k).length / 4);
    expect(areaBetween(shares(positive as number[]), shares(negative as number[]))).toBe(
      areaUnderCurve(positive as number[], negative as number[]),
    );
  });

  test("a half against itself, one against what lies below it, and nothing that lies beyond counts twice", () => {
    const distribution = binomialDistribution(20, 0.3);
    expect(areaBetween(distribution, distribution)).toBeCloseTo(0.5, 9);
    expect(areaBetween(addDistributions(distribution, binomialDistribution(100, 1)), distribution)).toBeCloseTo(1, 9);
    expect(areaBetween(distribution, addDistributions(distribution, binomialDistribution(100, 1)))).toBeCloseTo(0, 12);
  });

  test("two binomials of one probability add up to one of as many trials", () => {
    const sum = addDistributions(binomialDistribution(7, 0.3), binomialDistribution(13, 0.3));
    binomialDistribution(20, 0.3).forEach((share, k) => {
      expect(sum[k]).toBeCloseTo(share, 9);
    });
  });

  test("refuses what is no probability and no number of trials", () => {
    expect(() => binomialDistribution(1.5, 0.5)).toThrow(expect.objectContaining({ code: "invalid-statistic" }));
    expect(() => binomialDistribution(10, 1.5)).toThrow(expect.objectContaining({ code: "invalid-statistic" }));
  });
});
