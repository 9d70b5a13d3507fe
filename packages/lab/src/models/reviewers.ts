/** People who look at what was opened. Nobody publishes how often they err: every rate here is assumed. */
import { logBinomialTail } from "../statistics/index.js";

/** Who looks, and what it takes to report. */
export interface Reviewers {
  /** Probability that one reader takes a harmless picture for a listed one. */
  readonly wrongConfirmation: number;
  /** Probability that one reader misses a picture that is a listed one. */
  readonly miss: number;
  /** Readers of each picture; all have to confirm it, each by a judgement of its own. */
  readonly readers: number;
  /** Pictures of an account that have to be confirmed before it is reported, inclusive. */
  readonly confirmations: number;
}

/** Probability that a harmless picture is confirmed by every reader. */
export function confirmsWrongly({ wrongConfirmation, readers }: Reviewers): number {
  return wrongConfirmation ** readers;
}

/** Probability that a listed picture is confirmed by every reader. */
export function confirmsRightly({ miss, readers }: Reviewers): number {
  return (1 - miss) ** readers;
}

/** Natural logarithm of the probability that an account is reported of whose pictures `shown` are read, none of them listed. */
export function logReportsWrongly(reviewers: Reviewers, shown: number): number {
  return logBinomialTail(shown, confirmsWrongly(reviewers), reviewers.confirmations);
}

/** Probability that an account is reported of whose pictures `shown` are read, all of them listed. */
export function reportsRightly(reviewers: Reviewers, shown: number): number {
  return Math.exp(logBinomialTail(shown, confirmsRightly(reviewers), reviewers.confirmations));
}
