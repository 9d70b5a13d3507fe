import type { Step } from "@glasshouse/fixtures";
import type { DecodePins } from "@glasshouse/hasher/node";

/** What `glasshouse robustness` writes as JSON: the same bytes for the same pictures, settings and programs. */
export interface RobustnessResult {
  readonly schema: "glasshouse.robustness/1";
  readonly label: "measured";
  readonly corpus: CorpusFacts;
  readonly seed: string;
  readonly confidence: number;
  readonly versions: Versions;
  readonly pins: DecodePins;
  readonly algorithms: readonly AlgorithmFigures[];
  readonly tokenSchemes: readonly {
    readonly id: string;
    readonly blocks: number;
    readonly required: number;
    readonly probesPerImage: number;
  }[];
  readonly edits: readonly { readonly id: string; readonly set: string; readonly steps: readonly Step[] }[];
  readonly cells: readonly Cell[];
  readonly sets: readonly SetFigures[];
  readonly openings: readonly Openings[];
  readonly unrelated: readonly UnrelatedFigures[];
}

/** What was measured on. */
export interface CorpusFacts {
  readonly kind: "pictures" | "scenes";
  /** Source images measured. */
  readonly images: number;
  /** Files with the bytes of another one; left out. */
  readonly duplicates: number;
  /** Files that could not be measured; left out. */
  readonly failed: number;
  /** SHA-256 of the sorted source keys: which images these were, without naming them. */
  readonly digest: string;
}

/** The programs that results depend on. */
export interface Versions {
  readonly lab: string;
  readonly generator: number;
  readonly scenes: number;
  /** Digest of a generated picture's hashes and of those of its copies, by all settings of this run. */
  readonly reference: string;
}

/** `k` of `n`, and the interval for the rate behind it. */
export interface Share {
  readonly k: number;
  readonly n: number;
  readonly unit: string;
  readonly lower: number;
  readonly upper: number;
}

/** A share under a token scheme; schemes that need a longer hash are left out. */
export interface SchemeShare extends Share {
  readonly scheme: string;
}

/** An algorithm, and how usable it found the originals. */
export interface AlgorithmFigures {
  readonly id: string;
  readonly bits: number;
  /** Largest distance that counts as a match here, inclusive. */
  readonly radius: number;
  readonly qualityFloor: number;
  /** Originals below the quality floor: no list would hold them, so nothing is counted on them. */
  readonly originalsBelowFloor: Share;
}

/** One edit under one algorithm. */
export interface Cell {
  readonly edit: string;
  readonly set: string;
  readonly algorithm: string;
  /** Copies below the quality floor: no device would match them. They are misses of every share below. */
  readonly belowFloor: Share;
  /** Bits between a copy and its original, over copies at or above the quality floor; `null` if there are none. */
  readonly distance: Distances | null;
  readonly exact: Share;
  readonly within: Share;
  readonly tokens: readonly SchemeShare[];
}

/** Quantiles of distances: the smallest distance that this share of copies does not exceed. */
export interface Distances {
  readonly q25: number;
  readonly median: number;
  readonly q75: number;
  readonly q95: number;
}

/** A set of edits taken together; the copies of a source are a cluster. */
export interface SetFigures {
  readonly set: string;
  readonly algorithm: string;
  readonly within: SetShare;
  readonly tokens: readonly (SetShare & { readonly scheme: string })[];
}

/** A share over all copies of a set, and over those of the edit that did worst. */
export interface SetShare extends Share {
  readonly worst: { readonly edit: string; readonly k: number; readonly n: number };
}

/** How many blocks open on copies of a set: what synthetic vouchers have to imitate. */
export interface Openings {
  readonly set: string;
  readonly algorithm: string;
  readonly scheme: string;
  /** Copies with 0, 1, ... opened blocks; copies below the quality floor open none. */
  readonly copies: readonly number[];
}

/** Pictures that are no copies of each other, under the settings that the recall was measured with. */
export interface UnrelatedFigures {
  readonly algorithm: string;
  /** Bits between two originals, over all pairs of usable ones; `null` if there are fewer than two. */
  readonly distance: {
    readonly pairs: number;
    readonly least: number;
    readonly q05: number;
    readonly median: number;
  } | null;
  /** One half of the originals as a list, the other half as images. */
  readonly listEntries: number;
  readonly within: PairFigures;
  readonly tokens: readonly (PairFigures & { readonly scheme: string })[];
}

/** Images that match any entry, and pairs that match. */
export interface PairFigures {
  readonly images: Share;
  readonly pairs: Share;
}
