import { type TableEncodingName, tableEncodings } from "@glasshouse/crypto";
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
  /** Columns s of the detectable hash function: most synthetic vouchers that detection can tell apart, 0 to 1024. */
  readonly detectionColumns: number;
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
  // Mean of 30 synthetic vouchers per account window: P[Poisson(30) > 60] is below 1e-6.
  detectionColumns: 60,
  droppedTokens: 16,
};

/** The numbers among {@link Params}. */
export type BoundedParam =
  | "threshold"
  | "clusterSeconds"
  | "clusterRadius"
  | "payloadBytes"
  | "detectionColumns"
  | "droppedTokens";

/** The bounds of {@link Params}, in one place. */
export const paramBounds: Readonly<Record<BoundedParam, readonly [minimum: number, maximum: number]>> = {
  threshold: [1, 1024],
  clusterSeconds: [0, 86_400],
  clusterRadius: [0, 1024],
  payloadBytes: [16, 1 << 20],
  detectionColumns: [0, 1024],
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
}
