import type { FilterKindName, OprfMode } from "@glasshouse/crypto";
import { ProtocolError } from "../../errors.js";
import { parseTokenScheme, type TokenScheme } from "../../tokens.js";

/** The modes of the oracle: `voprf` proves with every answer that it used the published key, `oprf` does not. */
export const oracleModes: readonly OprfMode[] = ["oprf", "voprf"];

/** The kinds of filter; `bloom` needs Node. */
export const filterKindNames: readonly FilterKindName[] = ["fuse", "bloom"];

/** Everything about a blinded filter that its publisher chooses. Public, part of the manifest. Every bound is inclusive. */
export interface FilterParams {
  /** Identifier of the hash algorithm, as in `HashedImage.algorithm`. */
  readonly algorithm: string;
  readonly tokenScheme: TokenScheme;
  readonly mode: OprfMode;
  readonly filter: FilterKindName;
  /** A probe that is not listed is reported with probability 2^-falsePositiveBits at most, 1 to 32. */
  readonly falsePositiveBits: number;
  /** Span over which evaluations are counted, 1 to 31,622,400 seconds (366 days). */
  readonly windowSeconds: number;
  /** Most probes that are evaluated for one device in any such span, 1 to 2^31. */
  readonly deviceProbes: number;
  /** Most probes that are evaluated for one account in any such span, `deviceProbes` to 2^31. */
  readonly accountProbes: number;
}

const largestBudget = 2 ** 31;

/** The choices of the reference runs: 10,000 images per account and day, half of them from one device. */
export const defaultFilterParams: FilterParams = {
  algorithm: "pdq-tent",
  tokenScheme: parseTokenScheme("blocks-4x64-f2"),
  mode: "voprf",
  filter: "fuse",
  falsePositiveBits: 32,
  windowSeconds: 86_400,
  deviceProbes: 80_000,
  accountProbes: 160_000,
};

/** The numbers among {@link FilterParams}. */
export type BoundedFilterParam = "falsePositiveBits" | "windowSeconds" | "deviceProbes" | "accountProbes";

/** The bounds of {@link FilterParams}, in one place. */
export const filterParamBounds: Readonly<Record<BoundedFilterParam, readonly [minimum: number, maximum: number]>> = {
  falsePositiveBits: [1, 32],
  windowSeconds: [1, 366 * 86_400],
  deviceProbes: [1, largestBudget],
  accountProbes: [1, largestBudget],
};

/**
 * @throws ProtocolError `invalid-parameters` when a number is out of its bounds, a name is unknown, or the budgets do not
 *   hold one image or contradict one another
 */
export function verifyFilterParams(params: FilterParams): void {
  const names = Object.keys(filterParamBounds) as BoundedFilterParam[];
  for (const name of names) verifyInteger(name, params[name], ...filterParamBounds[name]);
  verifyInteger("deviceProbes", params.deviceProbes, params.tokenScheme.probesPerImage, params.accountProbes);
  verifyChoice("mode", params.mode, oracleModes);
  verifyChoice("filter", params.filter, filterKindNames);
  if (!/^[a-z0-9][a-z0-9.-]{0,62}$/.test(params.algorithm))
    throw new ProtocolError(
      "invalid-parameters",
      `algorithm: got "${params.algorithm}", expected a short lower-case name`,
    );
}

function verifyInteger(name: string, value: number, minimum: number, maximum: number): void {
  if (!Number.isSafeInteger(value) || value < minimum || value > maximum)
    throw new ProtocolError(
      "invalid-parameters",
      `${name}: got ${value}, expected an integer from ${minimum} to ${maximum}`,
    );
}

function verifyChoice(name: string, value: string, choices: readonly string[]): void {
  if (!choices.includes(value))
    throw new ProtocolError("invalid-parameters", `${name}: got "${value}", expected ${choices.join(" | ")}`);
}

/** The largest acceptable false positive rate of one probe. */
export function falsePositiveTarget({ falsePositiveBits }: Pick<FilterParams, "falsePositiveBits">): number {
  return 2 ** -falsePositiveBits;
}

/** Most probes in one request. At least one image of every token scheme fits. */
export const requestProbeLimit = 8192;

/** Most images in one request: as many as its limit and the budget of a device hold. */
export function imagesPerRequest({
  tokenScheme,
  deviceProbes,
}: Pick<FilterParams, "tokenScheme" | "deviceProbes">): number {
  return Math.floor(Math.min(requestProbeLimit, deviceProbes) / tokenScheme.probesPerImage);
}
