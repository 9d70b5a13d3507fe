import { BenchError } from "./errors.js";
import type { Measurements } from "./measure.js";
import { median, relativeSpread } from "./statistics.js";

/** Inclusive. */
export type Bound = "atMost" | "atLeast";

/** Contestants of one group and how many times each counts: what something must contain at least, for example. */
export type Terms = Readonly<Record<string, number>>;

interface Bounded {
  readonly name: string;
  readonly bound: Bound;
  readonly target: number;
}

/** Two costs measured in turns. */
export interface TimeRatio extends Bounded {
  readonly of: Terms;
  readonly to: Terms;
  /** CPU time unless the claim is about waiting. */
  readonly clock?: "cpu" | "wall";
  /** Take the larger of value and 1 / value: for claims that neither side costs more. */
  readonly eitherWay?: boolean;
}

/** Two sizes that the suite found in this run. */
export interface SizeRatio extends Bounded {
  readonly ofBytes: number;
  readonly toBytes: number;
}

export type RatioDefinition = TimeRatio | SizeRatio;

/** A claim and what came of it. */
export interface Ratio {
  readonly name: string;
  readonly value: number;
  readonly bound: Bound;
  readonly target: number;
  readonly holds: boolean;
}

/** A ratio with the relative distance of its quartiles over the rounds; sizes do not vary. */
export interface EvaluatedRatio {
  readonly ratio: Ratio;
  readonly spread: number;
}

/**
 * The median over the rounds of the ratio within each round: both sides met the same machine.
 * @param groups the measurements of each group
 * @throws BenchError `invalid-suite` when the terms do not come from one group
 */
export function evaluateRatio(definition: RatioDefinition, groups: readonly Measurements[]): EvaluatedRatio {
  const { name, bound, target } = definition;
  const { value, spread } =
    "ofBytes" in definition
      ? { value: definition.ofBytes / definition.toBytes, spread: 0 }
      : evaluatePaired(definition, groups);
  return { ratio: { name, value, bound, target, holds: isWithin(value, bound, target) }, spread };
}

/** NaN is within no bound. */
export function isWithin(value: number, bound: Bound, target: number): boolean {
  return bound === "atMost" ? value <= target : value >= target;
}

function evaluatePaired(definition: TimeRatio, groups: readonly Measurements[]): { value: number; spread: number } {
  const { name, of, to, clock = "cpu", eitherWay = false } = definition;
  const names = [...Object.keys(of), ...Object.keys(to)];
  const group = groups.find((measurements) => names.every((contestant) => measurements.has(contestant)));
  if (group === undefined) {
    throw new BenchError("invalid-suite", `ratio "${name}": expected one group to hold ${names.join(", ")}`);
  }
  const numerators = sumTerms(of, group, clock);
  const denominators = sumTerms(to, group, clock);
  const pairs = numerators.map((numerator, round) => numerator / (denominators[round] as number));
  const middle = median(pairs);
  return { value: eitherWay ? Math.max(middle, 1 / middle) : middle, spread: relativeSpread(pairs) };
}

function sumTerms(terms: Terms, group: Measurements, clock: "cpu" | "wall"): number[] {
  const sums: number[] = [];
  for (const [name, times] of Object.entries(terms)) {
    for (const [round, { cpuNs, wallNs }] of (group.get(name) ?? []).entries()) {
      sums[round] = (sums[round] ?? 0) + times * (clock === "cpu" ? cpuNs : wallNs);
    }
  }
  return sums;
}
