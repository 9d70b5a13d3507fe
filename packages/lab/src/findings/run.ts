/** What experiments and scenarios are given besides their parameters: no clock, file or network. */
import type { Group } from "@glasshouse/crypto";
import type { SeededRandom } from "@glasshouse/fixtures";

/** Surroundings of a run. */
export interface RunContext {
  /** All randomness of the run, keys included: a run is an experiment, never a protocol in use. */
  readonly random: SeededRandom;
  readonly group: Group;
  /** Told how far the run is, at least every second or so; waited for, so that a page stays alive and a run can be ended. */
  readonly onProgress: (done: number, total: number) => void | Promise<void>;
}
