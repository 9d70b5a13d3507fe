import type { DecodePins } from "@glasshouse/hasher/node";
import type { FprBounds } from "./rates.js";

/** The rates of one matching rule. */
export interface RuleRates {
  /** "radius 30", "blocks-4x64-f2". */
  readonly rule: string;
  /** Whether the algorithm recommends the radius, or it is the first scheme asked for. */
  readonly recommended: boolean;
  /** Largest distance that matches, inclusive; `null` for token schemes. */
  readonly radius: number | null;
  readonly pair: FprBounds;
  /** Against the whole list. */
  readonly image: FprBounds;
}

/** An image rate for a list of some size: counted, or computed by a model of independent entries. */
export type ListSizeRate = { readonly rule: string; readonly listEntries: number } & (
  | { readonly origin: "measured"; readonly image: FprBounds }
  | {
      readonly origin: "model";
      /** From the image rate against the whole list; from the pair rate. `null` without an event. */
      readonly fromImages: number | null;
      readonly fromPairs: number | null;
      /** From the one-sided bound on the image rate, with open pairs taken for false. */
      readonly atMost: number;
    }
);

/** The image rate of some of the images, against the whole list. */
export interface CategoryRate {
  /** "quality", or a column of the corpus. */
  readonly by: string;
  readonly category: string;
  readonly rule: string;
  readonly image: FprBounds;
}

/** A radius chosen on one half of the images' units, and what it does on the other half. */
export interface ChosenRadius {
  readonly targetFpr: number;
  /** `null` if no radius reaches the target on the choosing half. */
  readonly radius: number | null;
  /** On the half that chose: of the radius, or of 0 where there is none. */
  readonly choosing: FprBounds;
  /** On the other half: the only one to be quoted. */
  readonly other: FprBounds | null;
}

/** What may be said of the accuracy, and what it would take to say more. */
export interface Statement {
  readonly rule: string;
  /** "all images", or "the half that did not choose". */
  readonly images: string;
  /** The image FPR is at most this; open pairs are taken for false. */
  readonly atMost: number;
  /** The same if every open pair were a true copy. */
  readonly atMostIfCopies: number;
  readonly confidence: number;
  readonly listEntries: number;
  readonly claim: {
    readonly rate: number;
    readonly supported: boolean;
    /** Independent images that it takes, with as many matching as now. */
    readonly needed: number;
    readonly effectiveN: number;
  };
  /** In words. */
  readonly text: string;
}

/** What `glasshouse fpr` writes into fpr.json. */
export interface FprResult {
  readonly schema: "glasshouse.fpr/1";
  readonly label: "measured";
  /** What the rates are of. */
  readonly population: string;
  readonly corpus: string;
  readonly algorithm: string;
  readonly pins: DecodePins;
  readonly recommendedRadius: number;
  readonly qualityFloor: number;
  readonly seed: string;
  readonly confidence: number;
  /** What is taken to be independent. */
  readonly unit: string;
  readonly images: {
    /** Matched against the list, at or above the quality floor: what rates are over. */
    readonly usable: number;
    readonly belowFloor: number;
    readonly units: number;
    /** Exact copies of other files of the corpus (equal SHA-256), left out. */
    readonly copies: number;
    /** Without a value of the unit's column: one unit together. */
    readonly withoutUnit: number;
  };
  readonly list: {
    readonly from: "half" | "file" | "corpus";
    readonly file: string;
    readonly entries: number;
    readonly units: number;
    readonly belowFloor: number;
    readonly equalHashes: number;
  };
  /** Largest distance of which all pairs were kept, bits. */
  readonly maxRadius: number;
  readonly matches: {
    /** Pairs that match by a rule, before anything is removed. */
    readonly all: number;
    readonly copies: number;
    readonly sameScene: number;
    readonly different: number;
    readonly open: number;
    /** Of the open ones, those for a person to look at: within the review radius or matched by tokens. */
    readonly toReview: number;
    readonly reviewRadius: number;
    /** Of those, written into review.csv. */
    readonly written: number;
    /** Token matches that depend on which bits a device turns over, and those that could not be decided. */
    readonly turnedBits: { readonly asked: number; readonly undecided: number };
  };
  readonly rules: readonly RuleRates[];
  readonly listSizes: readonly ListSizeRate[];
  readonly categories: readonly CategoryRate[];
  readonly chosen: ChosenRadius | null;
  readonly statements: readonly Statement[];
}
