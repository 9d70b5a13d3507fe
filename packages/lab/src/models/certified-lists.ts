/** What certification by k of n authorities lets through: a model of lists with known provenance, and closed forms beside it. */
import { createListSources, type ListSource, type SeededRandom } from "@glasshouse/fixtures";
import { logBinomialTail } from "../statistics/index.js";

/** A list that several authorities keep. Every number is an assumption. */
export interface CertifiedListPlan {
  readonly seed: string;
  /** Organisations, 2 or more. */
  readonly authorities: number;
  /** Share of what circulates that an organisation comes across, above 0 to 1. */
  readonly coverage: number;
  /** Share of pictures that circulate, so that others than the finder can come across them. */
  readonly circulating: number;
  /** Share of pictures that do not belong on the list by its own rules. */
  readonly mistaken: number;
  /** Pictures listed in good faith. */
  readonly genuine: number;
  /** Pictures of another purpose, submitted by the first `planting` authorities. */
  readonly planted: number;
  readonly planting: number;
  /** Probability that an authority takes over another's entry without looking at it. */
  readonly copying: number;
}

/** The pictures of a list with the authorities that submit each, copies included. */
export function drawCertifiedList(plan: CertifiedListPlan, random: SeededRandom): ListSource[] {
  const names = Array.from({ length: plan.authorities }, (_, i) => `authority ${i + 1}`);
  const sources = createListSources({
    seed: plan.seed,
    authorities: names.map((id) => ({ id, coverage: plan.coverage })),
    initial: plan.genuine,
    circulating: plan.circulating,
    mistaken: plan.mistaken,
    plants:
      plan.planting > 0
        ? [{ purpose: "another purpose", count: plan.planted, authorities: names.slice(0, plan.planting) }]
        : [],
  });
  return sources.map((source) => ({
    ...source,
    authorities: names.filter((name) => source.authorities.includes(name) || random.chance(plan.copying)),
  }));
}

/** The pictures that at least `required` authorities submit. */
export function certify(sources: readonly ListSource[], required: number): ListSource[] {
  return sources.filter(({ authorities }) => authorities.length >= required);
}

/** Probability that an entry which `planting` of `authorities` submit is certified, each other one copying it by itself. */
export function survivalProbability(
  { authorities, planting, copying }: Pick<CertifiedListPlan, "authorities" | "planting" | "copying">,
  required: number,
): number {
  // Nobody copies what nobody submitted.
  if (planting === 0) return 0;
  return Math.exp(logBinomialTail(authorities - planting, copying, required - planting));
}

/** Accounts whose owners hold planted pictures, and how they come in. */
export interface PlantedMatches {
  /** Accounts of the kind that is aimed at. */
  readonly holders: number;
  /** Planted pictures that match in one of these accounts on a day, on average: 0 to 1, at most one a day. */
  readonly perDay: number;
  /** Distinct matches that open an account. */
  readonly threshold: number;
  /** Pictures planted: nobody can match more of them. */
  readonly planted: number;
}

/**
 * First day on which a reviewer has an account of these before them with probability one half at least: the first moment at
 * which a person outside sees what is listed. `null` where fewer pictures are planted than an account needs, or after `most`.
 */
export function medianDaysToReview(
  { holders, perDay, threshold, planted }: PlantedMatches,
  most = 36_500,
): number | null {
  if (planted < threshold) return null;
  const reviewed = (days: number) => {
    const opened = Math.exp(logBinomialTail(days, perDay, threshold));
    return -Math.expm1(holders * Math.log1p(-Math.min(opened, 1 - 1e-12))) >= 0.5;
  };
  if (!reviewed(most)) return null;
  let [before, reached] = [0, most];
  while (reached - before > 1) {
    const middle = (before + reached) >> 1;
    if (reviewed(middle)) reached = middle;
    else before = middle;
  }
  return reached;
}
