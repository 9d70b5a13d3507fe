/** Rates that are easily taken for one another: of a pair, an image, an account, a population, and of a flag being right. */
import { requireStatistic } from "./errors.js";

/** Probability that an image matches one of `entries`, from the rate of a pair, if entries match independently. */
export function imageRateFromPairs(pairRate: number, entries: number): number {
  return -Math.expm1(entries * Math.log1p(-pairRate));
}

/** The image rate against another list size, from one that was measured, if entries match independently. */
export function scaleToListSize(imageRate: number, measuredEntries: number, entries: number): number {
  return -Math.expm1((entries / measuredEntries) * Math.log1p(-imageRate));
}

/** Share of flags that are right (positive predictive value), all three rates being per account. */
export function predictiveValue(prevalence: number, sensitivity: number, falsePositiveRate: number): number {
  const right = prevalence * sensitivity;
  const wrong = (1 - prevalence) * falsePositiveRate;
  requireStatistic(right + wrong > 0, "some account to be flagged", 0);
  return right / (right + wrong);
}

/**
 * Area under the ROC curve: how often a positive score exceeds a negative one, ties half (Mann and Whitney 1947). 0.5
 * tells nothing.
 */
export function areaUnderCurve(positives: readonly number[], negatives: readonly number[]): number {
  requireStatistic(positives.length > 0 && negatives.length > 0, "scores on both sides", 0);
  const scores = [
    ...positives.map((score) => ({ score, positive: true })),
    ...negatives.map((score) => ({ score, positive: false })),
  ].sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let from = 0; from < scores.length; ) {
    let to = from;
    while (to < scores.length && scores[to]?.score === scores[from]?.score) to++;
    const meanRank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) if (scores[i]?.positive) rankSum += meanRank;
    from = to;
  }
  return (rankSum - (positives.length * (positives.length + 1)) / 2) / (positives.length * negatives.length);
}

/** Total variation distance of two distributions over the same outcomes: half the sum of differences, 0 to 1. */
export function totalVariation(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const outcome of new Set([...a.keys(), ...b.keys()]))
    sum += Math.abs((a.get(outcome) ?? 0) - (b.get(outcome) ?? 0));
  return sum / 2;
}
