/** What a server tells from counting opened vouchers below the threshold: exact, from binomial distributions. */
import { addDistributions, areaBetween, binomialDistribution, logBinomialTail } from "../statistics/index.js";

/** An account as the counting server meets it. */
export interface SyntheticNoise {
  /** Counted photographs of the window. */
  readonly photos: number;
  /** Probability that a photograph is replaced by a synthetic voucher, which opens whatever it shows. */
  readonly synthetic: number;
}

/**
 * How often an account of `matches` shows more opened vouchers than one of none, ties half: the area under the ROC curve of
 * the best guess from counts. A matching photograph opens whether or not a synthetic voucher replaces it, so the count is
 * `matches` and a binomial number of the others.
 */
export function areaFromCounts(noise: SyntheticNoise, matches: number): number {
  return areaFromOpenings(noise, 1, matches);
}

/**
 * The same area where the server counts only vouchers that opened in all blocks, as exact copies of listed pictures do: best
 * for one match among many synthetics (the locally most powerful score).
 * @param wholly share of synthetic vouchers that open in all blocks
 */
export function areaFromOpenings({ photos, synthetic }: SyntheticNoise, wholly: number, matches: number): number {
  const counted = synthetic * wholly;
  // A synthetic voucher that replaces a match opens as synthetic ones do.
  const own = binomialDistribution(matches, 1 - synthetic + counted);
  return areaBetween(
    addDistributions(own, binomialDistribution(photos - matches, counted)),
    binomialDistribution(photos, counted),
  );
}

/** Probability that a server guesses the number of matches exactly, by taking the likeliest number of synthetics off the count. */
export function exactGuess({ photos, synthetic }: SyntheticNoise, matches: number): number {
  return binomialDistribution(photos - matches, synthetic).reduce((most, share) => Math.max(most, share), 0);
}

/**
 * The smallest number of matches with which an account is called suspicious with probability one half at least, where at
 * most `falseAlarms` of the accounts without any are; \`null\` if none is.
 */
export function matchesTold({ photos, synthetic }: SyntheticNoise, falseAlarms: number): number | null {
  const bound = Math.log(falseAlarms);
  let alarm = 0;
  while (alarm <= photos && logBinomialTail(photos, synthetic, alarm) > bound) alarm++;
  for (let matches = 1; matches <= photos; matches++)
    if (logBinomialTail(photos - matches, synthetic, alarm - matches) >= Math.log(0.5)) return matches;
  return null;
}
