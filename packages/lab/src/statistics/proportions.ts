/** Intervals for a proportion of independent trials. Trials that are not independent: see `clusters.ts`. */
import { betaQuantile, normalQuantile } from "./distributions.js";
import { requireStatistic } from "./errors.js";

/** A range that covers the true value with the confidence asked for, over repetitions of the experiment. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
  /** 0 to 1, such as 0.95. */
  readonly confidence: number;
}

/**
 * Clopper and Pearson (1934): exact, never covers less than the confidence. For k = 0 the upper end is
 * 1 - (alpha/2)^(1/n); `n` may be an effective number of trials, not whole.
 * @param k successes, 0 to n
 * @throws StatisticsError
 */
export function clopperPearson(k: number, n: number, confidence = 0.95): Interval {
  requireProportion(k, n);
  requireConfidence(confidence);
  const tail = (1 - confidence) / 2;
  return {
    lower: k === 0 ? 0 : betaQuantile(tail, k, n - k + 1),
    upper: k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k),
    confidence,
  };
}

/** Wilson (1927): covers the confidence on average, shorter than {@link clopperPearson}. For rates near neither end. */
export function wilson(k: number, n: number, confidence = 0.95): Interval {
  requireProportion(k, n);
  requireConfidence(confidence);
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const p = k / n;
  const centre = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
  // At the ends the bounds are 0 and 1 exactly; the formula gives them but for rounding.
  return { lower: k === 0 ? 0 : centre - half, upper: k === n ? 1 : centre + half, confidence };
}

/** One-sided upper bound on a rate after `k` events in `n` trials; for k = 0 the rule of three, 1 - alpha^(1/n). */
export function upperBound(k: number, n: number, confidence = 0.95): number {
  requireProportion(k, n);
  requireConfidence(confidence);
  return k === n ? 1 : betaQuantile(confidence, k + 1, n - k);
}

/**
 * Clean independent images that it takes to support "at most `rate`": the smallest n with (1 - rate)^n <= 1 - confidence.
 * 29,956, 299,572 and 2,995,731 for 1e-4, 1e-5 and 1e-6 at 95 %.
 */
export function cleanTrialsNeeded(rate: number, confidence = 0.95): number {
  requireStatistic(rate > 0 && rate < 1, "a rate between 0 and 1", rate);
  requireConfidence(confidence);
  return Math.ceil(Math.log1p(-confidence) / Math.log1p(-rate));
}

/**
 * The same with `events` images that match after all: the smallest n for which {@link upperBound} of as many events is at
 * most `rate`. `events` may be an effective number, not whole.
 */
export function trialsNeeded(rate: number, events: number, confidence = 0.95): number {
  if (events === 0) return cleanTrialsNeeded(rate, confidence);
  requireStatistic(rate > 0 && rate < 1, "a rate between 0 and 1", rate);
  let above = Math.ceil(events) + 1;
  while (upperBound(events, above, confidence) > rate) above *= 2;
  let below = above / 2;
  while (above - below > 1) {
    const middle = Math.floor((above + below) / 2);
    if (middle > events && upperBound(events, middle, confidence) <= rate) above = middle;
    else below = middle;
  }
  return Math.ceil(above);
}

function requireProportion(k: number, n: number): void {
  requireStatistic(Number.isFinite(n) && n > 0, "a positive number of trials", n);
  requireStatistic(k >= 0 && k <= n, `0 to ${n} events`, k);
}

function requireConfidence(confidence: number): void {
  requireStatistic(confidence > 0 && confidence < 1, "a confidence between 0 and 1", confidence);
}
