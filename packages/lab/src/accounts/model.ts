/** What a threshold does to false flags and to finding accounts: computed from assumptions, never measured. */
import {
  type AccountModel,
  type BurstDistribution,
  burstDistributions,
  logBinomialTail,
  logFlagBursts,
  logFlagIndependent,
  thresholdFor,
} from "../statistics/index.js";

/** What is assumed. */
export interface AccountAssumptions extends AccountModel {
  /** Entries of the list that `imageFpr` is for. */
  readonly listEntries: number;
  /** Mean photographs per burst, at least 1. */
  readonly burstMean: number;
  /** Probability that a photograph matches, given that its burst's scene collides. */
  readonly withinBurst: number;
  /** Probability that a copy of a listed image matches. */
  readonly recall: number;
  /** Flag probability to find a threshold for. */
  readonly target: number;
}

/** How photographs of one account hang together. */
export type PhotoModel = "independent" | BurstDistribution | "each burst counted once";

/** Flag probability under one photo model. Its logarithm is given too: numbers below 1e-308 have no other form. */
export interface FlagRow {
  readonly photos: PhotoModel;
  readonly flagProbability: number;
  readonly log10: number;
  /** Smallest threshold whose flag probability is at most the target; `null` above 4096. */
  readonly thresholdForTarget: number | null;
}

/** What `glasshouse accounts --json` writes. Everything is computed from `assumed`. */
export interface AccountsResult {
  readonly schema: "glasshouse.accounts/1";
  readonly assumed: AccountAssumptions;
  readonly flags: readonly FlagRow[];
  /** Probability that an account with so many listed images is found. */
  readonly found: readonly { readonly imagesHeld: number; readonly probability: number }[];
}

/** Computes the models side by side: at a mean of 5 they differ by many orders of magnitude. */
export function computeAccounts(assumed: AccountAssumptions): AccountsResult {
  const bursts = (distribution: BurstDistribution, counting: "photo" | "burst") => (threshold: number) =>
    logFlagBursts(
      { ...assumed, threshold },
      { distribution, meanSize: assumed.burstMean, withinBurst: assumed.withinBurst, counting },
    );
  const models: readonly (readonly [PhotoModel, (threshold: number) => number])[] = [
    ["independent", (threshold) => logFlagIndependent({ ...assumed, threshold })],
    ...burstDistributions.map((distribution) => [distribution, bursts(distribution, "photo")] as const),
    ["each burst counted once", bursts("geometric", "burst")],
  ];
  const { threshold, recall, target } = assumed;
  return {
    schema: "glasshouse.accounts/1",
    assumed,
    flags: models.map(([photos, logFlag]) => ({
      photos,
      flagProbability: Math.exp(logFlag(threshold)),
      log10: logFlag(threshold) / Math.LN10,
      thresholdForTarget: thresholdFor(target, logFlag),
    })),
    found: [1, 1.1, 1.2, 1.35, 1.5, 2].map((factor) => {
      const imagesHeld = Math.ceil(threshold * factor);
      return { imagesHeld, probability: Math.exp(logBinomialTail(imagesHeld, recall, threshold)) };
    }),
  };
}
