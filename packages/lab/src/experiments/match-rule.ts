/** When an image matches a list: within a radius of an entry, or with as many tokens of one as a scheme requires. */
import type { HashAlgorithm, PerceptualHash } from "@glasshouse/hasher";
import { type HashedImage, parseTokenScheme } from "@glasshouse/matcher";
import { measureDistances, pairsByToken, pairsWithin } from "../samples/pairs.js";

/** A way to match. */
export interface MatchRule {
  /** "within 30 bits", "blocks-4x64-f2". */
  readonly id: string;
  /** Images that match at least one of the entries. */
  countMatching(images: readonly PerceptualHash[], entries: readonly PerceptualHash[]): number;
}

/** Hamming distance at most `radius`, inclusive: an ordinary scan. */
export function withinRadius(radius: number): MatchRule {
  return {
    id: `within ${radius} bits`,
    countMatching: (images, entries) => countRows(pairsWithin(measureDistances(images, entries), radius)),
  };
}

/** Equality of tokens, as the protocols on tokens match. */
export function byTokens({ bitOrder }: HashAlgorithm, schemeId: string): MatchRule {
  const scheme = parseTokenScheme(schemeId);
  const cut = (hash: PerceptualHash): HashedImage => ({ ...hash, bitOrder });
  return {
    id: schemeId,
    countMatching: (images, entries) => countRows(pairsByToken(scheme, images.map(cut), entries.map(cut))),
  };
}

/** Whether one image matches one of the entries. */
export function matches(rule: MatchRule, image: PerceptualHash, entries: readonly PerceptualHash[]): boolean {
  return rule.countMatching([image], entries) === 1;
}

function countRows(pairs: readonly { readonly row: number }[]): number {
  return new Set(pairs.map(({ row }) => row)).size;
}
