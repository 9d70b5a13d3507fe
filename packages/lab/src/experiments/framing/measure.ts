/** Every climb of the experiment, pair by pair. */
import type { SeededRandom } from "@glasshouse/fixtures";
import { algorithms } from "@glasshouse/hasher";
import { matches } from "../match-rule.js";
import type { AimableId } from "../perturbation/patterns.js";
import { drawSmooth } from "../perturbation/search.js";
import {
  climb,
  distanceUnder,
  firstGates,
  type Gate,
  limit,
  otherGates,
  type Pair,
  radiusGate,
  secondIds,
} from "./pictures.js";

/** Gates of the first hash that a second one stands behind here. */
export const guardedGates: readonly Gate[] = firstGates.filter(({ rule }) =>
  ["within 30 bits", "blocks-4x64-f2"].includes(rule.id),
);

/** One climb towards one gate. */
export interface FirstClimb {
  readonly gate: Gate;
  /** `null` if it was not reached. */
  readonly rms: number | null;
  readonly rounds: number;
}

/** A second hash behind a gate of the first. */
export interface SecondLook {
  readonly gate: Gate;
  readonly second: AimableId;
  /** An attacker who knows the first hash alone: whether the first was reached, and bits between the second ones. */
  readonly blind: { readonly reached: boolean; readonly distance: number };
  /** An attacker who knows both: distortion at which both were reached. */
  readonly seeing: number | null;
}

/** What came of one pair. */
export interface PairResult {
  readonly climbs: readonly FirstClimb[];
  readonly looks: readonly SecondLook[];
  /** Controls: by rule, whether smooth noise of as many levels as a climb may use matches. */
  readonly noiseMatches: readonly boolean[];
  /** Distortion that a climb needs which begins at the target. */
  readonly fromTarget: number | null;
}

export async function measurePair(
  pair: Pair,
  rounds: number,
  random: SeededRandom,
  step: () => void | Promise<void>,
): Promise<PairResult> {
  const climbs: FirstClimb[] = [];
  const looks: SecondLook[] = [];
  for (const gate of [...firstGates, ...otherGates]) {
    const approached = climb(pair, [gate], rounds);
    climbs.push({ gate, rms: approached.rms, rounds: approached.rounds });
    if (guardedGates.includes(gate)) {
      for (const second of secondIds) {
        const both = climb(pair, [gate, radiusGate(second)], rounds);
        looks.push({
          gate,
          second,
          blind: { reached: approached.rms !== null, distance: distanceUnder(second, approached, pair) },
          seeing: both.rms,
        });
        await step();
      }
    }
    await step();
  }
  const noise = pair.carrier.perturb(drawSmooth(pair.carrier, limit, random.fork(pair.carrier.picture.seed)));
  return {
    climbs,
    looks,
    noiseMatches: firstGates.map(({ algorithm, rule }) =>
      matches(rule, noise.hash(algorithms[algorithm]), [pair.listed.hash(algorithms[algorithm])]),
    ),
    fromTarget: climb({ carrier: pair.listed, listed: pair.listed }, firstGates, rounds).rms,
  };
}

/** Steps that {@link measurePair} reports. */
export const stepsPerPair: number = firstGates.length + otherGates.length + guardedGates.length * secondIds.length;
