import type { Contestant, Group } from "./contestant.js";
import type { RatioDefinition } from "./ratio.js";

/** `tiny`: inputs of next to no size under the same names, to check that a suite fits together. */
export type Scale = "full" | "tiny";

/** A named set of measurements and of the claims that are decided by them. */
export interface Suite {
  readonly description: string;
  /** Makes inputs; nothing here is measured. */
  prepare(scale: Scale): Promise<PreparedSuite>;
}

export interface PreparedSuite {
  /**
   * The slow or plain way whose results are right by definition. It leads the first group together with the null (an
   * empty operation): if these two look wrong, nothing below means anything.
   */
  readonly oracle: Contestant;
  /** Compares results with the oracle's before anything is timed. @throws BenchError `oracle-mismatch` */
  verify(): Promise<void>;
  /** At least one. A contestant may stand in several: its row is over all its turns. */
  readonly groups: readonly Group[];
  readonly ratios: readonly RatioDefinition[];
  /** Removes what {@link Suite.prepare} left on disk. */
  dispose?(): Promise<void>;
}
