/**
 * How likely an account is to cross a threshold: a model, never a measurement, since 1e-12 cannot be measured. All in
 * logarithms, because the interesting answers are far below what a subtraction from 1 can show.
 */
import { gammaln } from "./distributions.js";
import { requireStatistic } from "./errors.js";

/** How large bursts are; each has the mean that it is given, `fixed` the nearest whole one, and at least one photograph. */
export const burstDistributions = ["fixed", "shifted-poisson", "geometric"] as const;

/** One of {@link burstDistributions}. */
export type BurstDistribution = (typeof burstDistributions)[number];

/** What an account holds and how images match by accident. */
export interface AccountModel {
  /** Photographs in the account. */
  readonly photos: number;
  /** Probability that a photograph matches the list by accident (of a list of stated size). */
  readonly imageFpr: number;
  /** Smallest number of counted matches that flags the account, inclusive. */
  readonly threshold: number;
}

/** How photographs hang together. */
export interface BurstModel {
  readonly distribution: BurstDistribution;
  /** Mean photographs per burst, at least 1. */
  readonly meanSize: number;
  /** Probability that a photograph matches, given that its burst's scene collides; above the image FPR. */
  readonly withinBurst: number;
  /** Whether every photograph counts, or each burst once. */
  readonly counting: "photo" | "burst";
}

/** Natural logarithm of the probability that an account of independent photographs is flagged. */
export function logFlagIndependent({ photos, imageFpr, threshold }: AccountModel): number {
  return logBinomialTail(photos, imageFpr, threshold);
}

/**
 * Natural logarithm of the probability that an account of bursts is flagged. A burst's scene collides with probability
 * imageFpr / withinBurst, so that single photographs keep their rate; in a burst that collides every photograph matches
 * by itself with probability withinBurst.
 */
export function logFlagBursts({ threshold, ...account }: AccountModel, bursts: BurstModel): number {
  const counted = countMatches(account, bursts);
  if (bursts.counting === "burst")
    return logBinomialTail(counted.bursts, counted.collides * (counted.matches[1] ?? 0), threshold);
  return logFlagByMatches(counted, threshold);
}

/** Bursts, and how many counted matches one gives; assumed, or counted on pictures. */
export interface BurstMatches {
  /** Bursts in the account. */
  readonly bursts: number;
  /** Probability that a burst collides with the list. */
  readonly collides: number;
  /** Probabilities of 0, 1, 2, ... counted matches in a burst that collides; they add up to 1. */
  readonly matches: readonly number[];
}

/** What {@link logFlagBursts} sums over; the same for every threshold. */
export function countMatches({ photos, imageFpr }: Omit<AccountModel, "threshold">, bursts: BurstModel): BurstMatches {
  requireStatistic(bursts.meanSize >= 1, "a mean burst size of at least 1", bursts.meanSize);
  requireStatistic(
    bursts.withinBurst > imageFpr && bursts.withinBurst <= 1,
    "a match probability within bursts above the image's, at most 1",
    bursts.withinBurst,
  );
  const matches = matchesPerBurst(bursts);
  const none = matches[0] ?? 0;
  // Bursts of one size have a whole one, and an account as many more or fewer of them.
  const meanSize = bursts.distribution === "fixed" ? Math.round(bursts.meanSize) : bursts.meanSize;
  return {
    bursts: Math.round(photos / meanSize),
    collides: imageFpr / bursts.withinBurst,
    matches: bursts.counting === "burst" ? [none, 1 - none] : matches,
  };
}

/** Natural logarithm of the probability that the counted matches of all bursts reach the threshold. */
export function logFlagByMatches({ bursts, collides, matches }: BurstMatches, threshold: number): number {
  const atLeast = tailsOf(matches, threshold);
  // P[sum over b colliding bursts >= threshold], for b = 0, 1, ...: only sums of positive terms, so nothing cancels.
  let below: Float64Array = new Float64Array(threshold);
  below[0] = 1;
  let reached = 0;
  const terms: number[] = [];
  for (let b = 1; b <= bursts; b++) {
    const next = new Float64Array(threshold);
    for (let i = 0; i < threshold; i++) {
      const mass = below[i] as number;
      if (mass === 0) continue;
      for (let k = 0; i + k < threshold && k < matches.length; k++)
        next[i + k] = (next[i + k] as number) + mass * (matches[k] as number);
      reached += mass * (atLeast[threshold - i] as number);
    }
    below = next;
    const colliding = logBinomial(bursts, collides, b);
    terms.push(colliding + Math.log(reached));
    // No later term exceeds the probability of so many colliding bursts, which falls from here on.
    if (b > 2 * bursts * collides && colliding < Math.max(...terms) - 40) break;
  }
  return logSum(terms);
}

/** Distribution of the matches of one colliding burst. */
function matchesPerBurst({ distribution, meanSize, withinBurst }: BurstModel): number[] {
  const exactly: number[] = [0];
  // Matches of a burst of `size`: each photograph adds one or none. Sums of positive terms, so nothing cancels.
  const ofSize = [1];
  let left = 1;
  for (let size = 1; size <= meanSize || left > 1e-18; size++) {
    for (let k = size; k >= 0; k--)
      ofSize[k] = (ofSize[k] ?? 0) * (1 - withinBurst) + (ofSize[k - 1] ?? 0) * withinBurst;
    const share = sizeProbability(distribution, meanSize, size);
    left = size <= meanSize ? 1 : Math.min(left, share * meanSize);
    if (share > 0) for (let k = 0; k <= size; k++) exactly[k] = (exactly[k] ?? 0) + share * (ofSize[k] as number);
  }
  return exactly;
}

/** Probabilities of at least 0, 1, ... `bound`. */
function tailsOf(exactly: readonly number[], bound: number): Float64Array {
  const atLeast = new Float64Array(bound + 1);
  let sum = 0;
  for (let k = exactly.length - 1; k >= 0; k--) {
    sum += exactly[k] ?? 0;
    if (k <= bound) atLeast[k] = sum;
  }
  return atLeast;
}

function sizeProbability(distribution: BurstDistribution, mean: number, size: number): number {
  switch (distribution) {
    case "fixed":
      return size === Math.round(mean) ? 1 : 0;
    case "geometric":
      return mean === 1 ? Number(size === 1) : Math.exp(Math.log(1 / mean) + (size - 1) * Math.log1p(-1 / mean));
    case "shifted-poisson":
      return mean === 1 ? Number(size === 1) : Math.exp(-(mean - 1) + (size - 1) * Math.log(mean - 1) - gammaln(size));
  }
}

/** Natural logarithm of P[beta-binomial >= threshold]: the image FPR differs between accounts, with correlation `rho` in (0, 1). */
export function logFlagBetaBinomial({ photos, imageFpr, threshold }: AccountModel, rho: number): number {
  requireStatistic(rho > 0 && rho < 1, "a correlation between 0 and 1", rho);
  const scale = 1 / rho - 1;
  const [alpha, beta] = [imageFpr * scale, (1 - imageFpr) * scale];
  const logBeta = (a: number, b: number) => gammaln(a) + gammaln(b) - gammaln(a + b);
  const terms: number[] = [];
  for (let k = threshold; k <= photos; k++)
    terms.push(logChoose(photos, k) + logBeta(k + alpha, photos - k + beta) - logBeta(alpha, beta));
  return logSum(terms);
}

/**
 * Natural logarithm of the probability that an account is found which holds a geometric number of images, at least one,
 * each matching with this probability. Closed: after every match, another one follows with the same probability.
 */
export function logFoundGeometric(
  held: { readonly mean: number; readonly matches: number },
  threshold: number,
): number {
  requireStatistic(held.mean >= 1, "a mean of at least 1", held.mean);
  requireStatistic(held.matches >= 0 && held.matches <= 1, "a probability", held.matches);
  const goesOn = 1 - 1 / held.mean;
  const reachesMatch = held.matches / (1 - goesOn * (1 - held.matches));
  const further = threshold === 1 ? 0 : (threshold - 1) * Math.log(goesOn * reachesMatch);
  return Math.log(reachesMatch) + further;
}

/** Natural logarithm of P[Binomial(n, p) >= k]. */
export function logBinomialTail(n: number, p: number, k: number): number {
  requireStatistic(p >= 0 && p <= 1, "a probability", p);
  if (k <= 0) return 0;
  if (k > n || p === 0) return Number.NEGATIVE_INFINITY;
  const terms: number[] = [];
  for (let i = k; i <= n; i++) {
    terms.push(logBinomial(n, p, i));
    if (i > n * p && (terms.at(-1) as number) < (terms[0] as number) - 40) break;
  }
  return Math.min(0, logSum(terms));
}

/**
 * Smallest threshold, up to `most`, whose flag probability is at most `target`; `null` if there is none. The flag
 * probability has to fall with the threshold: it is bisected.
 */
export function thresholdFor(target: number, logFlag: (threshold: number) => number, most = 4096): number | null {
  requireStatistic(target > 0 && target < 1, "a target between 0 and 1", target);
  const holds = (threshold: number) => logFlag(threshold) <= Math.log(target);
  let above = 1;
  while (!holds(above)) {
    if (above >= most) return null;
    above = Math.min(most, 2 * above);
  }
  let below = above >> 1;
  while (above - below > 1) {
    const middle = (above + below) >> 1;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}

/** Natural logarithm of P[Binomial(n, p) = k]. */
export function logBinomial(n: number, p: number, k: number): number {
  if (p === 1) return k === n ? 0 : Number.NEGATIVE_INFINITY;
  if (p === 0) return k === 0 ? 0 : Number.NEGATIVE_INFINITY;
  return logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p);
}

function logChoose(n: number, k: number): number {
  return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1);
}

function logSum(terms: readonly number[]): number {
  const largest = terms.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  return largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0));
}
