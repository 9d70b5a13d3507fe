/** What the climbs come to, gate by gate. */
import { algorithms } from "@glasshouse/hasher";
import { measureRate, type Origin, type Rate, type Table } from "../../findings/index.js";
import { measureDistances } from "../../samples/pairs.js";
import { peakSignalToNoise } from "../perturbation/carrier.js";
import type { AimableId } from "../perturbation/patterns.js";
import { guardedGates, type PairResult } from "./measure.js";
import { budgets, firstGates, firstId, type Gate, limit, otherGates, type Pair, secondIds } from "./pictures.js";

const perPair = { kind: "share", unit: "pair of scenes, each scene once" } as const;

function share(holds: readonly boolean[]): Rate {
  return measureRate({ events: holds.filter(Boolean).length, trials: holds.length }, perPair);
}

function median(values: readonly number[]): number | null {
  return values.length === 0 ? null : (values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number);
}

/** Scenes as they are, against the whole list: what matches without anybody's doing. */
export function controlTable(pairs: readonly Pair[], results: readonly PairResult[], origin: Origin): Table {
  const unrelated = { kind: "image FPR", listEntries: pairs.length, unit: "scene" } as const;
  const hashes = (side: "carrier" | "listed", id: AimableId) => pairs.map((pair) => pair[side].hash(algorithms[id]));
  const natural = [...firstGates, ...otherGates].map(({ algorithm, rule }) => ({
    what: "unchanged scene against the list",
    algorithm,
    rule: rule.id,
    rate: measureRate(
      { events: rule.countMatching(hashes("carrier", algorithm), hashes("listed", algorithm)), trials: pairs.length },
      unrelated,
    ),
  }));
  const near = (id: AimableId) => {
    const distances = measureDistances(hashes("carrier", id), hashes("listed", id));
    return (image: number, entry: number) =>
      ((distances[image] as Uint16Array)[entry] as number) <= algorithms[id].matchRadius;
  };
  const nearFirst = near(firstId);
  const both = secondIds.map((id) => {
    const nearSecond = near(id);
    const events = pairs.filter((_, i) => pairs.some((_, j) => nearFirst(i, j) && nearSecond(i, j))).length;
    return {
      what: "unchanged scene, both hashes of one entry",
      algorithm: `${firstId} and ${id}`,
      rule: "within both radii",
      rate: measureRate({ events, trials: pairs.length }, unrelated),
    };
  });
  return {
    id: "controls",
    title: "Without an attack, and with one that aims at nothing",
    origin,
    columns: [
      { key: "what", title: "what", format: "text" },
      { key: "algorithm", title: "algorithm", format: "text" },
      { key: "rule", title: "rule", format: "text" },
      { key: "rate", title: "matches", format: "rate" },
    ],
    rows: [
      {
        what: "the listed scene itself",
        algorithm: firstId,
        rule: "each",
        rate: share(results.map(({ fromTarget }) => fromTarget === 0)),
      },
      ...firstGates.map(({ rule }, i) => ({
        what: "smooth noise of 20 levels against its target",
        algorithm: firstId,
        rule: rule.id,
        rate: share(results.map(({ noiseMatches }) => noiseMatches[i] === true)),
      })),
      ...natural,
      ...both,
    ],
  };
}

function climbsTo(results: readonly PairResult[], gate: Gate) {
  return results.flatMap((result) => result.climbs.filter((climb) => climb.gate === gate));
}

/** The first gate, by algorithm and rule. */
export function firstGateTable(results: readonly PairResult[], origin: Origin): Table {
  return {
    id: "first-gate",
    title: "Harmless scenes made to match one listed hash",
    origin,
    columns: [
      { key: "algorithm", title: "algorithm", format: "text" },
      { key: "rule", title: "rule", format: "text" },
      { key: "reached", title: `reached within ${limit} levels RMS`, format: "rate" },
      { key: "rms", title: "levels RMS where reached, median", format: "number" },
      { key: "psnr", title: "PSNR there, dB", format: "number" },
      { key: "rounds", title: "hashes looked at, median", format: "count" },
    ],
    rows: [...firstGates, ...otherGates].map((gate) => {
      const climbs = climbsTo(results, gate);
      const rms = median(climbs.flatMap((climb) => (climb.rms === null ? [] : [climb.rms])));
      return {
        algorithm: gate.algorithm,
        rule: gate.rule.id,
        reached: share(climbs.map((climb) => climb.rms !== null)),
        rms,
        psnr: rms === null ? null : peakSignalToNoise(rms),
        rounds: median(climbs.map(({ rounds }) => rounds)),
      };
    }),
    note: "Levels are of 255, the root mean square over a picture; the signal-to-noise ratio says the same in decibels. A simple climb; better searches need less. One equal block is a nearer goal than 226 equal bits of 256. Algorithms at their own radius, so at unequal false-positive rates, which the controls give.",
  };
}

/** The first gate by distortion, for the protocols' own algorithm. */
export function sweepTable(results: readonly PairResult[], origin: Origin): Table {
  return {
    id: "first-gate-by-budget",
    title: `Harmless scenes made to match one listed hash of ${firstId}, by distortion allowed`,
    origin,
    columns: [
      { key: "rule", title: "rule", format: "text" },
      { key: "budget", title: "distortion allowed, levels RMS", format: "number" },
      { key: "psnr", title: "PSNR, dB", format: "number" },
      { key: "reached", title: "match", format: "rate" },
    ],
    rows: firstGates.flatMap((gate) =>
      budgets.map((budget) => ({
        rule: gate.rule.id,
        budget,
        psnr: peakSignalToNoise(budget),
        reached: share(climbsTo(results, gate).map(({ rms }) => rms !== null && rms <= budget)),
      })),
    ),
  };
}

/** The second gate: pictures that passed the first. */
export function secondGateTable(results: readonly PairResult[], origin: Origin): Table {
  return {
    id: "second-gate",
    title: "A second hash behind the first",
    origin,
    columns: [
      { key: "rule", title: `rule of ${firstId}`, format: "text" },
      { key: "second", title: "second hash", format: "text" },
      { key: "radius", title: "its matchRadius", format: "bits" },
      { key: "distance", title: "bits between the second hashes, median", format: "bits" },
      { key: "blind", title: "pass both, attacker knows the first", format: "rate" },
      { key: "seeing", title: "pass both, attacker knows both", format: "rate" },
      { key: "seeing8", title: "of these at most 8 RMS", format: "rate" },
      { key: "rms", title: "levels RMS where both were reached, median", format: "number" },
    ],
    rows: guardedGates.flatMap((gate) =>
      secondIds.map((second) => {
        const looks = looksAt(results, gate.rule.id, second);
        const reached = looks.flatMap(({ seeing }) => (seeing === null ? [] : [seeing]));
        return {
          rule: gate.rule.id,
          second,
          radius: algorithms[second].matchRadius,
          distance: median(looks.map(({ blind }) => blind.distance)),
          blind: passesBlind(results, gate.rule.id, second),
          seeing: share(looks.map(({ seeing }) => seeing !== null)),
          seeing8: share(looks.map(({ seeing }) => seeing !== null && seeing <= 8)),
          rms: median(reached),
        };
      }),
    ),
    note: "phash takes its bits from the same low frequencies as pdq-tent, so part of its way is gone with the first. Even pdq, a close relative, is met only by aiming at it: bits just beyond their turning point under one fall otherwise under the other.",
  };
}

function looksAt(results: readonly PairResult[], rule: string, second: AimableId) {
  return results.flatMap(({ looks }) => looks.filter((look) => look.gate.rule.id === rule && look.second === second));
}

/** Pictures made to match the first hash that match the second by accident. */
export function passesBlind(results: readonly PairResult[], rule: string, second: AimableId): Rate {
  const { matchRadius } = algorithms[second];
  return share(looksAt(results, rule, second).map(({ blind }) => blind.reached && blind.distance <= matchRadius));
}

/** The same, of those that do match the first: what the second hash alone lets through. `null` if none does. */
export function passesSecond(results: readonly PairResult[], rule: string, second: AimableId): Rate | null {
  const { matchRadius } = algorithms[second];
  const made = looksAt(results, rule, second).filter(({ blind }) => blind.reached);
  return made.length === 0 ? null : share(made.map(({ blind }) => blind.distance <= matchRadius));
}

/** Pictures made to match both. */
export function passesSeeing(results: readonly PairResult[], rule: string, second: AimableId): Rate {
  return share(looksAt(results, rule, second).map(({ seeing }) => seeing !== null));
}
