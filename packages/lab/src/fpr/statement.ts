import { renderInteger, renderProbability } from "../findings/index.js";
import { trialsNeeded } from "../statistics/index.js";
import type { FprBounds } from "./rates.js";
import type { Statement } from "./result.js";

/** What a statement is about. */
export interface StatementSubject {
  readonly rule: string;
  readonly algorithm: string;
  readonly images: string;
  readonly population: string;
  readonly bounds: FprBounds;
  /** The rate that is to be supported. */
  readonly claim: number;
}

/**
 * "FPR at most x with confidence y on population z, hash, rule, list size, unit", and what a claim would take. Open pairs are
 * taken for false positives, so that the sentence holds whatever a person will say of them.
 */
export function createStatement({ rule, algorithm, images, population, bounds, claim }: StatementSubject): Statement {
  const { least, most } = bounds;
  const { confidence, effectiveN, listEntries, atMost } = most;
  const events = (most.events / most.trials) * effectiveN;
  const supported = atMost <= claim;
  const needed = trialsNeeded(claim, events, confidence);
  const percent = `${renderProbability(100 * confidence)} %`;
  const entries = listEntries ?? 0;
  const openEvents = most.events - least.events;
  const counted =
    `${renderInteger(most.events)} of ${renderInteger(most.trials)} images match` +
    (openEvents > 0 ? `, ${renderInteger(openEvents)} of them not looked at yet and counted as false` : "");
  const first =
    `Image FPR at most ${renderBound(atMost)} with confidence ${percent}: ${algorithm}, ${rule}, list of ` +
    `${renderInteger(entries)}, independent unit ${most.unit}. ${counted}; they say as much as ` +
    `${renderInteger(effectiveN)} independent images. Population: ${population}`;
  const second = supported
    ? `This supports ${renderProbability(claim)}.`
    : least.lower > claim
      ? `This contradicts ${renderProbability(claim)}: the rate is at least ${renderLowerBound(least.lower)} with confidence ${percent}.`
      : most.events > 0
        ? `${renderProbability(claim)} is not supported: with that many matches it would take ${renderInteger(needed)} ` +
          "independent images of which no further one matches."
        : `${renderProbability(claim)} is not supported: it takes ${renderInteger(needed)} independent images, none of them matching, ` +
          `${renderInteger(needed - effectiveN)} more.`;
  return {
    rule,
    images,
    atMost,
    atMostIfCopies: least.atMost,
    confidence,
    listEntries: entries,
    claim: { rate: claim, supported, needed, effectiveN },
    text: `${first}\n${second}`,
  };
}

/** An upper bound of a rate to three digits, rounded up: what is said stays true. */
export function renderBound(value: number): string {
  if (value > 0.999) return "1";
  return renderProbability(Math.ceil(value / thirdDigit(value)) * thirdDigit(value));
}

/** A lower bound, above 0, to three digits, rounded down. */
export function renderLowerBound(value: number): string {
  return renderProbability(Math.floor(value / thirdDigit(value)) * thirdDigit(value));
}

function thirdDigit(value: number): number {
  return 10 ** (Math.floor(Math.log10(value)) - 2);
}
