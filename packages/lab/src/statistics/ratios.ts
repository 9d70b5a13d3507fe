/** How many times one proportion is another, with an interval. */
import { normalQuantile } from "./distributions.js";
import { requireStatistic } from "./errors.js";

/** Events of independent trials. */
export interface Counted {
  readonly events: number;
  readonly trials: number;
}

/** A ratio of two proportions. */
export interface ProportionRatio {
  /** `null` when the reference has no event: then nothing is known but the lower end. */
  readonly ratio: number | null;
  readonly lower: number;
  /** `null` for no bound. */
  readonly upper: number | null;
  readonly confidence: number;
}

/**
 * Koopman (1984): the ratios that a score test does not reject. Holds its confidence with few events as well, and has an
 * answer when one side, or both, have none. Trials must be independent on each side and between the two.
 * @throws StatisticsError
 */
export function compareProportions(compared: Counted, reference: Counted, confidence = 0.95): ProportionRatio {
  for (const { events, trials } of [compared, reference])
    requireStatistic(trials > 0 && events >= 0 && events <= trials, "events within at least one trial", events);
  requireStatistic(confidence > 0 && confidence < 1, "a confidence between 0 and 1", confidence);
  if (compared.events === 0 && reference.events === 0) return { ratio: null, lower: 0, upper: null, confidence };
  const limit = normalQuantile(1 - (1 - confidence) / 2) ** 2;
  const rejects = (logRatio: number) => scoreStatistic(compared, reference, Math.exp(logRatio)) > limit;
  // The maximum-likelihood ratio, where there is one, is not rejected; with no event on one side the far end is not.
  const inside = Math.log(
    ((compared.events || 0.5) / compared.trials) * (reference.trials / (reference.events || 0.5)),
  );
  return {
    ratio: reference.events === 0 ? null : compared.events / compared.trials / (reference.events / reference.trials),
    lower: compared.events === 0 ? 0 : Math.exp(bisect(inside - 40, inside, rejects)),
    upper: reference.events === 0 ? null : Math.exp(bisect(inside + 40, inside, rejects)),
    confidence,
  };
}

/** Pearson's statistic of the hypothesis that the first proportion is `ratio` times the second. */
function scoreStatistic(compared: Counted, reference: Counted, ratio: number): number {
  const [x, m, y, n] = [compared.events, compared.trials, reference.events, reference.trials];
  // The compared proportion under the hypothesis, by maximum likelihood: the smaller root of a quadratic.
  const b = ratio * (m + y) + x + n;
  const p = Math.min(1, (2 * ratio * (x + y)) / (b + Math.sqrt(Math.max(0, b * b - 4 * ratio * (m + n) * (x + y)))));
  return squaredDeviation(compared, p) + squaredDeviation(reference, p / ratio);
}

/** In units of the variance. What happens always, as it should, deviates by nothing. */
function squaredDeviation({ events, trials }: Counted, p: number): number {
  const deviation = (events - trials * p) ** 2;
  return deviation === 0 ? 0 : deviation / (trials * p * (1 - p));
}

/** Where a condition that holds at `outside` and not at `inside` begins to hold. */
function bisect(outside: number, inside: number, holds: (value: number) => boolean): number {
  let [far, near] = [outside, inside];
  for (let i = 0; i < 100; i++) {
    const middle = (far + near) / 2;
    if (holds(middle)) far = middle;
    else near = middle;
  }
  return near;
}
