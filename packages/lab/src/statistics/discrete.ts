/** Distributions over 0, 1, 2, ... as arrays of probabilities, and what they tell of one another. */
import { logBinomial } from "./accounts.js";
import { requireStatistic } from "./errors.js";

/** P[Binomial(n, p) = k] for k = 0 ... n, or up to where what follows is below 1e-18 each. */
export function binomialDistribution(n: number, p: number): Float64Array {
  requireStatistic(Number.isInteger(n) && n >= 0, "a whole number of trials", n);
  requireStatistic(p >= 0 && p <= 1, "a probability", p);
  const probabilities: number[] = [];
  for (let k = 0; k <= n; k++) {
    const probability = Math.exp(logBinomial(n, p, k));
    if (k > n * p && probability < 1e-18) break;
    probabilities.push(probability);
  }
  return Float64Array.from(probabilities);
}

/** The distribution of the sum of two independent variables. */
export function addDistributions(a: Float64Array, b: Float64Array): Float64Array {
  const sum = new Float64Array(a.length + b.length - 1);
  a.forEach((share, i) => {
    b.forEach((other, k) => {
      sum[i + k] = (sum[i + k] as number) + share * other;
    });
  });
  return sum;
}

/** Probability that a draw of `positive` exceeds one of `negative`, ties half: what `areaUnderCurve` estimates from draws. */
export function areaBetween(positive: Float64Array, negative: Float64Array): number {
  let below = 0;
  let area = 0;
  for (let k = 0; k < positive.length; k++) {
    const tie = negative[k] ?? 0;
    area += (positive[k] as number) * (below + tie / 2);
    below += tie;
  }
  return area;
}
