/**
 * A measured rate with all that it may not be shown without. Five rates are five things: of a pair, of an image against a
 * list, of an account, in a population, and of a flag being right; a rate says which it is.
 */

import { requireStatistic } from "../statistics/errors.js";
import { type Cluster, clopperPearson, clusteredClopperPearson, type Interval } from "../statistics/index.js";

/** What a false-positive rate is the rate of. */
export type FalsePositiveKind = "pair FPR" | "image FPR" | "account FPR";

/** What a rate is the rate of. `PPV`: flags that are right. */
export type RateKind = FalsePositiveKind | "recall" | "PPV" | "share";

/** Events of trials, and the interval for the rate behind them. */
export interface Rate {
  readonly type: "rate";
  readonly kind: RateKind;
  readonly events: number;
  readonly trials: number;
  readonly lower: number;
  readonly upper: number;
  /** 0 to 1. */
  readonly confidence: number;
  /** How the interval was computed, such as "Clopper-Pearson on effective n". */
  readonly method: string;
  /** Entries of the list that an image or account was matched against; `null` where no list takes part. */
  readonly listEntries: number | null;
  /** What is taken to be independent of one another: "scene", "file", "folder" ... */
  readonly unit: string;
}

/** What {@link measureRate} is told of a rate besides the counts. */
export type RateFacts = {
  readonly unit: string;
  readonly confidence?: number;
} & (
  | { readonly kind: FalsePositiveKind; readonly listEntries: number }
  | { readonly kind: Exclude<RateKind, FalsePositiveKind>; readonly listEntries?: number }
);

/**
 * A rate over units that are independent, each one trial; or over clusters of trials, by the effective number of trials.
 * @throws StatisticsError without a single trial
 */
export function measureRate(
  counted: { readonly events: number; readonly trials: number } | readonly Cluster[],
  facts: RateFacts,
): Rate {
  if ("events" in counted) {
    const interval = clopperPearson(counted.events, counted.trials, facts.confidence);
    return createRate(counted, interval, "Clopper-Pearson", facts);
  }
  const interval = clusteredClopperPearson(counted, facts.confidence);
  const events = counted.reduce((sum, cluster) => sum + cluster.events, 0);
  const trials = counted.reduce((sum, cluster) => sum + cluster.images, 0);
  return createRate({ events, trials }, interval, "Clopper-Pearson on effective n", facts);
}

/** A rate whose interval was computed elsewhere, such as by a bootstrap over both sides of pairs. */
export function createRate(
  { events, trials }: { readonly events: number; readonly trials: number },
  { lower, upper, confidence }: Interval,
  method: string,
  { kind, listEntries = undefined, unit }: RateFacts,
): Rate {
  requireStatistic(trials > 0, "at least one trial", trials);
  return {
    type: "rate",
    kind,
    events,
    trials,
    lower,
    upper,
    confidence,
    method,
    listEntries: listEntries ?? null,
    unit,
  };
}
