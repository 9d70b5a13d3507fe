import { type DetectionParameters, largestDetection, type TableEncodingName, tableEncodings } from "@glasshouse/crypto";
import { type CountingRule, countingRules } from "../../counting.js";
import { ProtocolError } from "../../errors.js";
import { parseTokenScheme, type TokenScheme } from "../../tokens.js";

/** The ways in which a blinded table can be laid out. */
export const tableEncodingNames: readonly TableEncodingName[] = Object.keys(tableEncodings) as TableEncodingName[];

/** Everything about a table that its publisher chooses. Public, part of the manifest. Every bound is inclusive. */
export interface Params {
  /** Identifier of the hash algorithm, as in `HashedImage.algorithm`. */
  readonly algorithm: string;
  readonly tokenScheme: TokenScheme;
  readonly table: TableEncodingName;
  /** Smallest number of distinct matching images that opens an account, 1 to 1024. */
  readonly threshold: number;
  readonly counting: CountingRule;
  /** A run of photographs counts once when neighbours were taken at most this many seconds apart, 0 to 86,400 ... */
  readonly clusterSeconds: number;
  /** ... and lie at most this Hamming distance apart, 0 to 1024. */
  readonly clusterRadius: number;
  /** Length to which every payload is padded, 16 to 1,048,576 bytes. */
  readonly payloadBytes: number;
  /** Columns s of the detectable hash function: most synthetic vouchers that detection can tell apart, 1 to 400. */
  readonly detectionColumns: number;
  /**
   * Rate at which a counted image is replaced by a synthetic voucher, which opens whatever the image, 0 to 999,999 of a
   * million; 0 for none. See {@link deriveSyntheticBudget}.
   */
  readonly syntheticPerMillion: number;
  /** Most counted images of one account window, 1 to 2^24: what the budget of synthetic vouchers is made for. */
  readonly imagesPerWindow: number;
  /**
   * Weights, 0 to 1,000,000, of 1, 2, ... opened blocks of a synthetic voucher; measured on copies of listed images, or
   * the number of opened slots would tell synthetic vouchers.
   */
  readonly openings: readonly number[];
  /** Largest number of tokens that a cuckoo table may drop, 0 to 2^24; a fuse table drops none. */
  readonly droppedTokens: number;
}

/** The choices of the reference runs. */
export const defaultParams: Params = {
  algorithm: "pdq-tent",
  tokenScheme: parseTokenScheme("blocks-4x64-f2"),
  table: "fuse",
  threshold: 30,
  counting: "hash",
  clusterSeconds: 10,
  clusterRadius: 30,
  payloadBytes: 4096,
  // What a mean of 30 synthetic vouchers per window needs: P[Poisson(30) > 60] is below 1e-6.
  detectionColumns: 60,
  syntheticPerMillion: 0,
  imagesPerWindow: 10_000,
  // Measured on 840 ordinary copies of 60 photographs by `glasshouse robustness DIR --sample 60 --out FOLDER`, see
  // docs/robustness.md; a publisher measures on pictures like the listed ones.
  openings: [2, 17, 80, 741],
  droppedTokens: 16,
};

/**
 * What must stay the same within an account window, whatever tables its vouchers are made for: shares of two degrees or
 * columns of two keys never open together; an image that is synthetic at one rate and real at another, or counts by two
 * rules, contradicts itself.
 */
export const windowParams = ["threshold", "detectionColumns", "syntheticPerMillion", "counting"] as const;

/** The values of {@link windowParams}. */
export type WindowParams = Pick<Params, (typeof windowParams)[number]>;

/** The numbers among {@link Params}. */
export type BoundedParam =
  | "threshold"
  | "clusterSeconds"
  | "clusterRadius"
  | "payloadBytes"
  | "detectionColumns"
  | "syntheticPerMillion"
  | "imagesPerWindow"
  | "droppedTokens";

/** The bounds of {@link Params}, in one place. */
export const paramBounds: Readonly<Record<BoundedParam, readonly [minimum: number, maximum: number]>> = {
  threshold: [1, 1024],
  clusterSeconds: [0, 86_400],
  clusterRadius: [0, 1024],
  payloadBytes: [16, 1 << 20],
  detectionColumns: [1, 400],
  syntheticPerMillion: [0, 999_999],
  imagesPerWindow: [1, 1 << 24],
  droppedTokens: [0, 1 << 24],
};

/** @throws ProtocolError `invalid-parameters` when a number is out of its bounds or a name is unknown. */
export function verifyParams(params: Params): void {
  for (const [name, [minimum, maximum]] of Object.entries(paramBounds)) {
    const value = params[name as BoundedParam];
    if (!Number.isSafeInteger(value) || value < minimum || value > maximum)
      throw new ProtocolError(
        "invalid-parameters",
        `${name}: got ${value}, expected an integer from ${minimum} to ${maximum}`,
      );
  }
  if (!Object.hasOwn(tableEncodings, params.table))
    throw new ProtocolError(
      "invalid-parameters",
      `table: got "${params.table}", expected ${tableEncodingNames.join(" | ")}`,
    );
  if (!countingRules.includes(params.counting))
    throw new ProtocolError(
      "invalid-parameters",
      `counting: got "${params.counting}", expected ${countingRules.join(" | ")}`,
    );
  if (!/^[a-z0-9][a-z0-9.-]{0,62}$/.test(params.algorithm))
    throw new ProtocolError(
      "invalid-parameters",
      `algorithm: got "${params.algorithm}", expected a short lower-case name`,
    );
  if (params.threshold - 1 + params.detectionColumns > largestDetection)
    throw new ProtocolError(
      "invalid-parameters",
      `threshold ${params.threshold} and ${params.detectionColumns} detection columns: expected at most ${largestDetection + 1} together`,
    );
  verifyOpenings(params);
  if (params.syntheticPerMillion > 0 && params.threshold < 2)
    throw new ProtocolError(
      "invalid-parameters",
      "threshold 1 with synthetic vouchers: the first one would open the account",
    );
}

function verifyOpenings({ openings, syntheticPerMillion, tokenScheme: { blocks, required } }: Params): void {
  const weights =
    openings.every((weight) => Number.isSafeInteger(weight) && weight >= 0 && weight <= 1_000_000) &&
    openings.some((weight) => weight > 0);
  // Without synthetic vouchers the weights are drawn from (constant work) but decide nothing.
  const fitting =
    syntheticPerMillion === 0 ||
    (openings.length <= blocks && openings.slice(0, required - 1).every((weight) => weight === 0));
  if (!weights || !fitting)
    throw new ProtocolError(
      "invalid-parameters",
      `openings: got [${openings.join(", ")}], expected up to ${blocks} weights, not all 0, and 0 for fewer than ${required} blocks`,
    );
}

/** The openings of a scheme for which none were measured: all blocks open, as for an exact copy. */
export function exactCopyOpenings({ blocks }: TokenScheme): readonly number[] {
  return Array.from({ length: blocks }, (_, i) => (i === blocks - 1 ? 1 : 0));
}

/** What the detectable hash function takes of the parameters. It needs a threshold of 2: at 1 there is nothing to detect. */
export function detectionParameters({
  threshold,
  detectionColumns,
}: Pick<Params, "threshold" | "detectionColumns">): DetectionParameters {
  return { threshold: Math.max(2, threshold), syntheticLimit: detectionColumns };
}

/** Probability with which an account window may hold more synthetic vouchers than detection can tell apart. */
const saturationBound = 1e-6;

/**
 * The rate and the columns for `expected` synthetic vouchers (their mean, above 0) in a window of `imagesPerWindow`
 * counted images: s is the smallest number that more synthetics exceed with probability at most 1e-6.
 * @throws ProtocolError `invalid-parameters` when the rate or the columns are out of their bounds
 */
export function deriveSyntheticBudget(
  expected: number,
  imagesPerWindow: number,
): Pick<Params, "syntheticPerMillion" | "detectionColumns" | "imagesPerWindow"> {
  const syntheticPerMillion = Math.floor((1e6 * expected) / imagesPerWindow);
  const detectionColumns = smallestTail(expected, saturationBound);
  for (const [name, value] of Object.entries({ syntheticPerMillion, detectionColumns })) {
    const [minimum, maximum] = paramBounds[name as BoundedParam];
    if (!(value >= Math.max(1, minimum) && value <= maximum))
      throw new ProtocolError(
        "invalid-parameters",
        `${expected} synthetic vouchers in ${imagesPerWindow} images: ${name} would be ${value}, expected at most ${maximum}`,
      );
  }
  return { syntheticPerMillion, detectionColumns, imagesPerWindow };
}

/** Smallest s with P[Poisson(mean) > s] <= bound. */
function smallestTail(mean: number, bound: number): number {
  let logTerm = -mean;
  let tail = 1 - Math.exp(logTerm);
  let s = 0;
  while (tail > bound && s < 1e6) {
    s++;
    logTerm += Math.log(mean / s);
    tail -= Math.exp(logTerm);
  }
  return s;
}
