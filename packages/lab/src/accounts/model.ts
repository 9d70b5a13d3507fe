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

/** Flag probabilities at one value of what is swept, as decimal logarithms. */
export interface SweepRow {
  readonly value: number;
  readonly log10: Readonly<Record<PhotoModel, number>>;
}

/** The same account, but for one assumption. */
export interface Sweep {
  readonly over: "imageFpr" | "photos" | "threshold";
  readonly rows: readonly SweepRow[];
}

/** What `glasshouse accounts --json` writes. Everything is computed from `assumed`. */
export interface AccountsResult {
  readonly schema: "glasshouse.accounts/1";
  readonly assumed: AccountAssumptions;
  readonly flags: readonly FlagRow[];
  /** What comes of other rates, libraries and thresholds; the assumed value is among them. */
  readonly sweeps: readonly Sweep[];
  /** Probability that an account with so many listed images is found. */
  readonly found: readonly { readonly imagesHeld: number; readonly probability: number }[];
}

/** How photographs come, in the order of tables. */
export const photoModels: readonly PhotoModel[] = ["independent", ...burstDistributions, "each burst counted once"];

/** Computes the models side by side: at a mean of 5 they differ by many orders of magnitude. */
export function computeAccounts(assumed: AccountAssumptions): AccountsResult {
  const { threshold, recall, target } = assumed;
  return {
    schema: "glasshouse.accounts/1",
    assumed,
    flags: photoModels.map((photos) => {
      const logFlag = (at: number) => logFlagOf(photos, { ...assumed, threshold: at });
      return {
        photos,
        flagProbability: Math.exp(logFlag(threshold)),
        log10: logFlag(threshold) / Math.LN10,
        thresholdForTarget: thresholdFor(target, logFlag),
      };
    }),
    sweeps: [
      sweep(assumed, "imageFpr", [1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3]),
      sweep(assumed, "photos", [100, 1000, 10_000, 100_000, 1_000_000, 10_000_000]),
      sweep(assumed, "threshold", [1, 2, 5, 10, 20, 30, 50, 100, 200]),
    ],
    found: [1, 1.1, 1.2, 1.35, 1.5, 2].map((factor) => {
      const imagesHeld = Math.ceil(threshold * factor);
      return { imagesHeld, probability: Math.exp(logBinomialTail(imagesHeld, recall, threshold)) };
    }),
  };
}

function sweep(assumed: AccountAssumptions, over: Sweep["over"], usual: readonly number[]): Sweep {
  const values = [...new Set([...usual, assumed[over]])].sort((a, b) => a - b);
  // A burst cannot match less than a photograph, and an account holds at least one burst of mean size.
  const possible = values.filter(
    (value) =>
      (over !== "imageFpr" || value <= assumed.withinBurst) && (over !== "photos" || value >= assumed.burstMean),
  );
  return {
    over,
    rows: possible.map((value) => ({
      value,
      log10: Object.fromEntries(
        photoModels.map((photos) => [photos, logFlagOf(photos, { ...assumed, [over]: value }) / Math.LN10]),
      ) as Record<PhotoModel, number>,
    })),
  };
}

function logFlagOf(photos: PhotoModel, assumed: AccountAssumptions): number {
  if (photos === "independent") return logFlagIndependent(assumed);
  const once = photos === "each burst counted once";
  return logFlagBursts(assumed, {
    distribution: once ? "geometric" : photos,
    meanSize: assumed.burstMean,
    withinBurst: assumed.withinBurst,
    counting: once ? "burst" : "photo",
  });
}
