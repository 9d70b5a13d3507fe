/** The account model against figures that were computed elsewhere. */
import { type Check, renderPower } from "../../findings/index.js";
import {
  type BurstDistribution,
  countMatches,
  logFlagBursts,
  logFlagByMatches,
  logFlagIndependent,
  thresholdFor,
} from "../../statistics/index.js";
import { findLargest } from "./model.js";

const power = (logProbability: number) => logProbability / Math.LN10;

/** 10,000 photographs, image FPR 1e-6, threshold 30. */
const stated = { photos: 10_000, imageFpr: 1e-6, threshold: 30 } as const;

/** Figures computed elsewhere for {@link stated}, to the digits that were given. */
export function testValues(): Check[] {
  const photo = (distribution: BurstDistribution, meanSize: number, withinBurst: number) =>
    logFlagBursts(stated, { distribution, meanSize, withinBurst, counting: "photo" });
  const five = { distribution: "geometric", meanSize: 5, withinBurst: 0.9 } as const;
  const counted = countMatches(stated, { ...five, counting: "photo" });
  const once = logFlagBursts(stated, { ...five, counting: "burst" });
  const threshold = thresholdFor(1e-12, (most) => logFlagByMatches(counted, most)) ?? 0;
  const largest = findLargest((photos) => logFlagIndependent({ ...stated, photos }) <= Math.log(1e-12), 1) ?? 0;
  const values: readonly (readonly [string, number, number, number])[] = [
    ["independent", logFlagIndependent(stated), 3.6, -93],
    ["geometric bursts of 2, within 0.9", photo("geometric", 2, 0.9), 2, -12],
    ["geometric bursts of 5, within 0.9", photo("geometric", 5, 0.9), 1.8, -6],
    ["geometric bursts of 10, within 0.9", photo("geometric", 10, 0.9), 3.8, -5],
    ["geometric bursts of 20, within 0.9", photo("geometric", 20, 0.9), 1.1, -4],
    ["geometric bursts of 5, within 0.3", photo("geometric", 5, 0.3), 1, -10],
    ["bursts of exactly 5, within 0.9", photo("fixed", 5, 0.9), 7, -21],
    ["shifted Poisson bursts of 5, within 0.9", photo("shifted-poisson", 5, 0.9), 5, -14],
  ];
  const named = "10,000 photographs, image FPR 1e-6, threshold 30: ";
  return [
    ...values.map(([what, log, mantissa, exponent]) => ({
      name: named + what,
      expected: `${mantissa}e${exponent}`,
      got: renderPower(power(log)),
      holds: Math.abs(Math.exp(log - exponent * Math.LN10) - mantissa) <= (Number.isInteger(mantissa) ? 0.5 : 0.05),
    })),
    {
      name: `${named}each burst counted once`,
      expected: "about 1e-112",
      got: renderPower(power(once)),
      holds: Math.round(power(once)) === -112,
    },
    {
      name: "threshold for 1e-12 with geometric bursts of 5",
      expected: "about 90",
      got: String(threshold),
      holds: Math.abs(threshold - 90) <= 5,
    },
    {
      name: "largest independent library for 1e-12",
      expected: "5.77 million",
      got: largest.toLocaleString("en-US"),
      holds: Math.abs(largest / 5.77e6 - 1) < 0.001,
    },
  ];
}
