/** Tables rolled out to devices, some of which compare what they get with the id that everybody knows. */
import type { SeededRandom } from "@glasshouse/fixtures";
import { type CreatedTable, ProtocolError, prepareTable } from "@glasshouse/matcher";
import { measureRate, type Rate, type RunContext } from "../findings/index.js";
import { logBinomialTail } from "../statistics/index.js";

/** One roll-out: some devices get a table, some of them expect the id that everybody knows. */
export interface Rollout {
  readonly given: Pick<CreatedTable, "manifestBytes" | "cells">;
  /** The id that devices which check expect. */
  readonly expected: Uint8Array;
  /** Devices that get it. */
  readonly affected: number;
  /** Probability that one of them checks. */
  readonly checking: number;
}

/** Rolls a table out many times. Noticed when a device that checks refuses the table as another than the expected one. */
export async function countNotices(
  { group, onProgress }: RunContext,
  random: SeededRandom,
  { given, expected, affected, checking }: Rollout,
  trials: number,
): Promise<Rate> {
  const refuses = () => {
    try {
      prepareTable(group, given.manifestBytes, given.cells, expected);
      return false;
    } catch (error) {
      if (error instanceof ProtocolError && error.code === "wrong-table") return true;
      throw error;
    }
  };
  let events = 0;
  for (let trial = 0; trial < trials; trial++) {
    for (let device = 0; device < affected; device++) {
      if (!random.chance(checking) || !refuses()) continue;
      events++;
      break;
    }
    if (trial % 50 === 49) await onProgress(trial + 1, trials);
  }
  return measureRate({ events, trials }, { kind: "share", unit: "roll-out" });
}

/** What lies beyond four standard deviations of a normal variable, on one side. */
const fourDeviations = Math.log(3.17e-5);

/**
 * Whether counted events are as likely under a probability as what lies within four standard deviations: by the binomial
 * tails, since a rare event's count is no normal variable, and one that cannot happen may not happen once.
 */
export function isWithin({ events, trials }: Rate, probability: number): boolean {
  const asMany = logBinomialTail(trials, probability, events);
  const asFew = logBinomialTail(trials, 1 - probability, trials - events);
  return Math.min(asMany, asFew) >= fourDeviations;
}
