import type { SeededRandom } from "@glasshouse/fixtures";
import { createRate, type Rate } from "../findings/index.js";
import {
  type Cluster,
  clopperPearson,
  clusterBootstrap,
  clusteredClopperPearson,
  type Interval,
  type PairSides,
  pairBootstrap,
  upperBound,
} from "../statistics/index.js";
import { type MatchTable, marks, truths } from "./match-table.js";

/** A measured false-positive rate and what a statement about it needs. */
export interface FprRate extends Rate {
  /** As many independent images would say as much. Smaller than `trials` where units hold several. */
  readonly effectiveN: number;
  /** The rate is at most this, with the confidence: a one-sided bound. Without events about 3 / `effectiveN`. */
  readonly atMost: number;
}

/** A rate while some pairs are open. Equal when none is. */
export interface FprBounds {
  /** If every open pair were a true copy. */
  readonly least: FprRate;
  /** If every open pair were a false positive. */
  readonly most: FprRate;
}

/** What matches: hashes within a radius, or tokens of the scheme at an index of the table. */
export type Rule = { readonly radius: number } | { readonly scheme: number };

/** Images that a rate is over. */
export interface Panel {
  /** 1 for every image that belongs to it. */
  readonly includes: Uint8Array;
  readonly images: number;
  /** Images of every unit. */
  readonly sizes: Uint32Array;
  /** How many units hold so many images; none are left out. */
  readonly kinds: ReadonlyMap<number, number>;
}

/** The images for which `includes` holds. */
export function createPanel(unit: Uint32Array, units: number, includes: (image: number) => boolean): Panel {
  const included = Uint8Array.from(unit, (_, image) => Number(includes(image)));
  const sizes = new Uint32Array(units);
  let images = 0;
  for (let image = 0; image < unit.length; image++) {
    if (!included[image]) continue;
    images++;
    const own = unit[image] as number;
    sizes[own] = (sizes[own] as number) + 1;
  }
  const kinds = new Map<number, number>();
  for (const size of sizes) if (size > 0) kinds.set(size, (kinds.get(size) ?? 0) + 1);
  return { includes: included, images, sizes, kinds };
}

/** What all rates of a measurement have in common. */
export interface RateContext {
  readonly table: MatchTable;
  /** Unit of every image. */
  readonly unit: Uint32Array;
  readonly unitName: string;
  /** Rank of every entry in a random order: the first m are a random list of m, within every larger one. */
  readonly rank: Uint32Array;
  readonly confidence: number;
  readonly random: SeededRandom;
}

/** Units with an event, and units without, from which on the bootstrap is used. Below it covers too little. */
const manyEvents = 100;
/**
 * Units with an event below which the likeness within units is not estimated: a unit then counts as one image. For pairs on
 * either side: fewer resample to too narrow an interval. 400 images against 30 entries, one in twenty of either a hub: the
 * bootstrap covers 0.83 of a nominal 0.95, with this 1.00.
 */
const fewEvents = 10;

const open = truths.indexOf("open");

/** 0: no event; 1: an event if open pairs are false; 2: an event. */
function certainty(table: MatchTable, rule: Rule): (at: number) => number {
  const { distance, truth } = table;
  if ("radius" in rule) {
    return (at) => ((distance[at] as number) <= rule.radius ? Math.max(0, (truth[at] as number) - open + 1) : 0);
  }
  const mark = table.schemes[rule.scheme]?.mark ?? new Uint8Array();
  // `perhaps` counts as open, `yes` as the pair.
  return (at) =>
    Math.min(Math.max(0, (truth[at] as number) - open + 1), mark[at] === marks.yes ? 2 : (mark[at] as number));
}

/** How often an image of the panel matches a random list of `entries`. `undefined` if the panel is empty. */
export function imageRate(context: RateContext, rule: Rule, panel: Panel, entries: number): FprBounds | undefined {
  if (panel.images === 0) return undefined;
  const { table, unit, rank } = context;
  const certaintyOf = certainty(table, rule);
  const events = { least: new Map<number, number>(), most: new Map<number, number>() };
  const add = (image: number, best: number) => {
    const own = unit[image] as number;
    if (best >= 1) events.most.set(own, (events.most.get(own) ?? 0) + 1);
    if (best >= 2) events.least.set(own, (events.least.get(own) ?? 0) + 1);
  };
  let current = -1;
  let best = 0;
  for (let at = 0; at < table.image.length; at++) {
    const image = table.image[at] as number;
    if (!panel.includes[image] || (rank[table.entry[at] as number] as number) >= entries) continue;
    if (image !== current) {
      if (best > 0) add(current, best);
      current = image;
      best = 0;
    }
    best = Math.max(best, certaintyOf(at));
  }
  if (best > 0) add(current, best);
  const measure = (byUnit: ReadonlyMap<number, number>) => measureClusters(toKinds(panel, byUnit), context, entries);
  const most = measure(events.most);
  return { least: isSame(events.least, events.most) ? most : measure(events.least), most };
}

function isSame(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): boolean {
  return a.size === b.size && [...a].every(([unit, count]) => b.get(unit) === count);
}

/** Units as kinds: so many like this one. */
function toKinds({ sizes, kinds }: Panel, events: ReadonlyMap<number, number>): Cluster[] {
  const quiet = new Map(kinds);
  const counted = new Map<string, { events: number; images: number; count: number }>();
  for (const [unit, own] of events) {
    const images = sizes[unit] as number;
    quiet.set(images, (quiet.get(images) as number) - 1);
    const key = `${own} of ${images}`;
    const kind = counted.get(key) ?? { events: own, images, count: 0 };
    kind.count++;
    counted.set(key, kind);
  }
  for (const [images, count] of quiet) if (count > 0) counted.set(`0 of ${images}`, { events: 0, images, count });
  return [...counted.values()].sort((a, b) => a.events - b.events || a.images - b.images);
}

function measureClusters(clusters: readonly Cluster[], context: RateContext, listEntries: number): FprRate {
  const { confidence, random, unitName: unit } = context;
  const sum = (of: (cluster: Cluster) => number) =>
    clusters.reduce((total, cluster) => total + (cluster.count ?? 1) * of(cluster), 0);
  const [events, images, units] = [sum((c) => c.events), sum((c) => c.images), sum(() => 1)];
  const withEvents = sum((c) => Number(c.events > 0));
  const estimated = clusteredClopperPearson(clusters, confidence).effectiveN;
  const effectiveN = withEvents < fewEvents ? Math.min(estimated, units) : estimated;
  const facts = { kind: "image FPR", listEntries, unit } as const;
  if (Math.min(withEvents, units - withEvents) < manyEvents) {
    const scaled = (events / images) * effectiveN;
    const interval = clopperPearson(scaled, effectiveN, confidence);
    const rate = createRate({ events, trials: images }, interval, "Clopper-Pearson on effective n", facts);
    return { ...rate, effectiveN, atMost: upperBound(scaled, effectiveN, confidence) };
  }
  const bootstrap = (level: number) =>
    clusterBootstrap(clusters, random.fork("images"), { confidence: level, replicates: 1000 });
  const rate = createRate({ events, trials: images }, bootstrap(confidence), "cluster bootstrap", facts);
  return { ...rate, effectiveN, atMost: bootstrap(oneSided(confidence)).upper };
}

/** The two-sided confidence whose upper end is the one-sided bound. */
function oneSided(confidence: number): number {
  return Math.max(0, 2 * confidence - 1);
}

/**
 * How often a pair of an image of the panel and an entry matches, at every radius from 0 to `levels` - 1, or by a scheme
 * (one level). Pairs that share an image or an entry are not independent: both sides are drawn anew.
 */
export function pairRates(
  context: RateContext,
  rule: { readonly radii: number } | { readonly scheme: number },
  panel: Panel,
  list: { readonly unit: Uint32Array; readonly units: number },
): FprBounds[] {
  const { table } = context;
  const levels = "radii" in rule ? rule.radii : 1;
  const certaintyOf = certainty(table, "radii" in rule ? { radius: levels - 1 } : rule);
  const columnSizes = new Uint32Array(list.units);
  for (const unit of list.unit) columnSizes[unit] = (columnSizes[unit] as number) + 1;
  const choose = (least: number): number[] => {
    const chosen: number[] = [];
    for (let at = 0; at < table.image.length; at++)
      if (panel.includes[table.image[at] as number] && certaintyOf(at) >= least) chosen.push(at);
    return chosen;
  };
  const measure = (chosen: readonly number[]): FprRate[] => {
    const row = Uint32Array.from(chosen, (at) => context.unit[table.image[at] as number] as number);
    const column = Uint32Array.from(chosen, (at) => list.unit[table.entry[at] as number] as number);
    const level = Uint16Array.from(chosen, (at) => ("radii" in rule ? (table.distance[at] as number) : 0));
    const sides = { rows: panel.sizes.filter((size) => size > 0), columns: columnSizes };
    return toPairRates({ row: compact(row, panel.sizes), column, level }, levels, sides, panel, context, list);
  };
  const [possible, sure] = [choose(1), choose(2)];
  const most = measure(possible);
  const least = sure.length === possible.length ? most : measure(sure);
  return most.map((rate, level) => ({ least: least[level] as FprRate, most: rate }));
}

/** Units without an image of the panel do not exist for it. */
function compact(row: Uint32Array, sizes: Uint32Array): Uint32Array {
  const place = new Uint32Array(sizes.length);
  let next = 0;
  for (const [unit, size] of sizes.entries()) if (size > 0) place[unit] = next++;
  return row.map((unit) => place[unit] as number);
}

function toPairRates(
  pairs: { readonly row: Uint32Array; readonly column: Uint32Array; readonly level: Uint16Array },
  levels: number,
  sides: PairSides,
  panel: Panel,
  { confidence, random, unitName: unit, rank }: RateContext,
  list: { readonly unit: Uint32Array; readonly units: number },
): FprRate[] {
  const trials = panel.images * list.unit.length;
  const withPairs = unitsByLevel(pairs, levels);
  const isResampled = withPairs.some((units) => units >= fewEvents);
  const intervalsAt = isResampled ? pairBootstrap(pairs, levels, sides, random.fork("pairs")) : () => [];
  const intervals = intervalsAt(confidence);
  const bounds = intervalsAt(oneSided(confidence));
  const counts = new Float64Array(levels);
  for (const level of pairs.level) if (level < levels) counts[level] = (counts[level] as number) + 1;
  const facts = { kind: "pair FPR", listEntries: rank.length, unit } as const;
  // Pairs of different units on both sides are independent: there are as many as the smaller side has units. The rate of all
  // pairs deviates from the true one no more than the rate of so many independent ones (Hoeffding 1963, section 5).
  const disjoint = Math.min(sides.rows.length, list.units);
  let events = 0;
  return Array.from({ length: levels }, (_, level): FprRate => {
    events += counts[level] as number;
    if ((withPairs[level] as number) < fewEvents) {
      const scaled = (events / trials) * disjoint;
      const { lower, upper } = clopperPearson(scaled, disjoint, confidence);
      // Less than one event bounds nothing from below.
      const interval = { lower: scaled < 1 ? 0 : lower, upper, confidence };
      const rate = createRate({ events, trials }, interval, "Clopper-Pearson on disjoint units", facts);
      return { ...rate, effectiveN: disjoint, atMost: upperBound(scaled, disjoint, confidence) };
    }
    // The hubs of a few units were perhaps not met: never narrower than if all pairs were independent.
    const alone = clopperPearson(events, trials, confidence);
    const { lower, upper } = intervals[level] as Interval;
    const wide = { lower: Math.min(lower, alone.lower), upper: Math.max(upper, alone.upper), confidence };
    const atMost = Math.max((bounds[level] as Interval).upper, upperBound(events, trials, confidence));
    const rate = createRate({ events, trials }, wide, "two-way bootstrap", facts);
    return { ...rate, effectiveN: disjoint, atMost };
  });
}

/** Units with a pair up to every level, of the side that has fewer. */
function unitsByLevel(
  { row, column, level }: { readonly row: Uint32Array; readonly column: Uint32Array; readonly level: Uint16Array },
  levels: number,
): Uint32Array {
  const [rows, columns] = [row, column].map((side) => {
    const first = new Map<number, number>();
    for (const [i, unit] of side.entries()) first.set(unit, Math.min(first.get(unit) ?? levels, level[i] as number));
    const met = new Uint32Array(levels + 1);
    for (const at of first.values()) met[at] = (met[at] as number) + 1;
    for (let at = 1; at < levels; at++) met[at] = (met[at] as number) + (met[at - 1] as number);
    return met;
  }) as [Uint32Array, Uint32Array];
  return rows.map((own, at) => Math.min(own, columns[at] as number));
}
