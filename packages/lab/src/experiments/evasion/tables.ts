/** Shares of scenes that escape, by budget, algorithm and radius. */
import { defaultAlgorithm } from "@glasshouse/hasher";
import { type Column, measureRate, type Origin, type Rate, type Table } from "../../findings/index.js";
import { peakSignalToNoise } from "../perturbation/carrier.js";
import type { AimableId } from "../perturbation/patterns.js";
import { type Attempt, attempts, budgets, rulesOf, type Tried } from "./attempts.js";
import type { Controls } from "./controls.js";

const attemptIds = Object.keys(attempts) as Attempt[];

const budgetColumns: readonly Column[] = [
  { key: "budget", title: "distortion allowed, levels RMS", format: "number" },
  { key: "psnr", title: "PSNR, dB", format: "number" },
];

/** Scenes that escape an algorithm's radius. */
export function escapedBy(tried: readonly Tried[], algorithm: string, attempt: Attempt, budget: number): Rate {
  return rateOf(select(tried, algorithm, attempt, budget), rulesOf(algorithm as AimableId)[0]?.id ?? "");
}

function select(tried: readonly Tried[], algorithm: string, attempt: Attempt, budget: number): Tried[] {
  return tried.filter((one) => one.algorithm === algorithm && one.attempt === attempt && one.budget === budget);
}

function rateOf(tried: readonly Tried[], rule: string): Rate {
  const events = tried.filter(({ escaped }) => escaped[rule]).length;
  return measureRate({ events, trials: tried.length }, { kind: "share", unit: "scene" });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

/** The protocols' own algorithm, by attempt, budget and rule. */
export function defaultTable(tried: readonly Tried[], origin: Origin): Table {
  const id = defaultAlgorithm.id as AimableId;
  const rules = rulesOf(id);
  return {
    id: "evasion-by-budget",
    title: `Scenes that escape ${id}`,
    origin,
    columns: [
      { key: "attempt", title: "attempt", format: "text" },
      ...budgetColumns,
      { key: "bits", title: "bits changed, median", format: "bits" },
      { key: "radius", title: `escape ${rules[0]?.id}`, format: "rate" },
      ...rules.slice(1).map(({ id: key }): Column => ({ key, title: `escape ${key}`, format: "rate" })),
    ],
    rows: attemptIds.flatMap((attempt) =>
      budgets.map((budget) => {
        const some = select(tried, id, attempt, budget);
        return {
          attempt: attempts[attempt],
          budget,
          psnr: peakSignalToNoise(budget),
          bits: median(some.map(({ distance }) => distance)),
          ...Object.fromEntries(rules.map(({ id: rule }, i) => [i === 0 ? "radius" : rule, rateOf(some, rule)])),
        };
      }),
    ),
    note: "Levels are of 255, the root mean square over a picture; the signal-to-noise ratio (PSNR) says the same in decibels: the higher, the less is changed. Only what stays within the budget after rounding to 8 bits counts. Tokens tolerate less than a radius: every block has to be changed in three bits, and no more.",
  };
}

/** All algorithms at their own radius and by the whole key. */
export function algorithmTable(tried: readonly Tried[], ids: readonly AimableId[], origin: Origin): Table {
  return {
    id: "evasion-by-algorithm",
    title: "Scenes that escape, by algorithm and distortion allowed",
    origin,
    columns: [
      { key: "algorithm", title: "algorithm", format: "text" },
      { key: "rule", title: "rule", format: "text" },
      { key: "attempt", title: "attempt", format: "text" },
      ...budgets.map((budget): Column => ({ key: `rms${budget}`, title: `at ${budget} RMS`, format: "rate" })),
    ],
    rows: ids.flatMap((id) =>
      [rulesOf(id)[0]?.id as string, "whole-key"].flatMap((rule) =>
        attemptIds.map((attempt) => ({
          algorithm: id,
          rule,
          attempt: attempts[attempt],
          ...Object.fromEntries(
            budgets.map((budget) => [`rms${budget}`, rateOf(select(tried, id, attempt, budget), rule)]),
          ),
        })),
      ),
    ),
    note: "Algorithms at their own radius, so at unequal false-positive rates, which the controls give: a hash that escapes less here may only match more.",
  };
}

const radii = [10, 20, 30, 40, 60, 80, 100] as const;

/** Whether a larger radius helps, and what it costs. */
export function radiusTable(
  tried: readonly Tried[],
  { nearest, entries }: Controls["distances"],
  origin: Origin,
): Table {
  const id = defaultAlgorithm.id;
  const beyond = (attempt: Attempt, budget: number, radius: number) => {
    const some = select(tried, id, attempt, budget);
    const events = some.filter(({ distance, rms }) => rms <= budget && distance > radius).length;
    return measureRate({ events, trials: some.length }, { kind: "share", unit: "scene" });
  };
  return {
    id: "evasion-by-radius",
    title: `A larger matchRadius of ${id}: what still escapes, and what matches falsely`,
    origin,
    columns: [
      { key: "radius", title: "matchRadius", format: "bits" },
      { key: "falsePositives", title: "unrelated scenes that match the list", format: "rate" },
      { key: "smooth4", title: "escape by smooth noise, 4 levels", format: "rate" },
      { key: "aimed1", title: "escape by aimed change, 1 level", format: "rate" },
      { key: "aimed2", title: "escape by aimed change, 2 levels", format: "rate" },
      { key: "aimed4", title: "escape by aimed change, 4 levels", format: "rate" },
    ],
    rows: radii.map((radius) => ({
      radius,
      falsePositives: measureRate(
        { events: nearest.filter((distance) => distance <= radius).length, trials: nearest.length },
        { kind: "image FPR", listEntries: entries, unit: "scene" },
      ),
      smooth4: beyond("smooth", 4, radius),
      aimed1: beyond("aimed-at-radius", 1, radius),
      aimed2: beyond("aimed-at-radius", 2, radius),
      aimed4: beyond("aimed-at-radius", 4, radius),
    })),
    note: "Unrelated scenes lie about 128 bits apart, so a radius that catches aimed changes soon catches everything; a list of many more entries than here reaches that point sooner.",
  };
}
