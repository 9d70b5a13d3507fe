import { createSeededRandom } from "@glasshouse/fixtures";
import type { TokenScheme } from "@glasshouse/matcher";
import { imageRateFromPairs, scaleToListSize } from "../statistics/index.js";
import type { MatchTable } from "./match-table.js";
import { createPanel, type FprBounds, imageRate, type Panel, pairRates, type RateContext, type Rule } from "./rates.js";
import type { CategoryRate, ChosenRadius, ListSizeRate, RuleRates } from "./result.js";
import { type Sides, shuffledUnits } from "./sides.js";

/** Choices of {@link measureRates}. */
export interface MeasureSettings {
  readonly unitName: string;
  readonly confidence: number;
  readonly seed: string;
  /** Largest distance that was scanned. */
  readonly maxRadius: number;
  /** The radius of list sizes and categories: the recommended one, if it was scanned. */
  readonly radius: number;
  readonly recommendedRadius: number;
  readonly schemes: readonly TokenScheme[];
  /** Column of the categories, for their name. */
  readonly category?: string;
  readonly targetFpr?: number;
}

/** All rates of a measurement. */
export interface MeasuredRates {
  readonly rules: readonly RuleRates[];
  readonly listSizes: readonly ListSizeRate[];
  readonly categories: readonly CategoryRate[];
  readonly chosen: ChosenRadius | null;
  readonly usable: Panel;
}

/** Smallest random sub-list, and at most this many of them. */
const sublists = { least: 16, factor: 4, most: 4 } as const;
const modelSizes = [1e4, 1e5, 1e6, 1e7] as const;
const qualityBands = [
  ["0 to 49", 0, 49],
  ["50 to 74", 50, 74],
  ["75 to 99", 75, 99],
  ["100", 100, 100],
] as const;

/** Every rate that the report shows, from the matches. Images below the quality floor count in their own row only. */
export function measureRates(
  table: MatchTable,
  { images, list, population }: Sides,
  settings: MeasureSettings,
): MeasuredRates {
  const { unitName, confidence, seed, maxRadius, radius, recommendedRadius, schemes, category, targetFpr } = settings;
  const floor = population.algorithm.qualityFloor;
  const entries = list.hashes.count;
  const random = createSeededRandom(seed);
  const context: RateContext = {
    table,
    unit: images.unit,
    unitName,
    rank: shuffledUnits(entries, `${seed}/entries`),
    confidence,
    random,
  };
  const panelOf = (includes: (image: number) => boolean) => createPanel(images.unit, images.units, includes);
  const isUsable = (image: number) => (images.quality[image] as number) >= floor;
  const usable = panelOf(isUsable);
  const rate = (rule: Rule, panel: Panel = usable, size = entries) => imageRate(context, rule, panel, size);

  const byRadius = pairRates(context, { radii: maxRadius + 1 }, usable, list);
  const rules: RuleRates[] = [
    ...byRadius.map((pair, r) => ({
      rule: `radius ${r}`,
      recommended: r === recommendedRadius,
      radius: r,
      pair,
      image: rate({ radius: r }) as FprBounds,
    })),
    ...schemes.map((scheme, s) => ({
      rule: scheme.id,
      recommended: s === 0,
      radius: null,
      pair: pairRates(context, { scheme: s }, usable, list)[0] as FprBounds,
      image: rate({ scheme: s }) as FprBounds,
    })),
  ];
  const main: (readonly [string, Rule])[] = [
    [`radius ${radius}`, { radius }],
    ...schemes.map(({ id }, scheme) => [id, { scheme }] as const),
  ];
  return {
    rules,
    listSizes: main.flatMap(([name, rule]) =>
      listSizeRates(
        name,
        (size) => rate(rule, usable, size),
        rules.find((own) => own.rule === name),
        entries,
      ),
    ),
    categories: categoryRates(),
    chosen: targetFpr === undefined ? null : chooseRadius(targetFpr),
    usable,
  };

  function categoryRates(): CategoryRate[] {
    const groups = [
      ...(floor > 0 ? [["quality", `below ${floor} (never matched)`, (i: number) => !isUsable(i)] as const] : []),
      ...qualityBands.map(([name, least, most]) => {
        const within = (i: number) => (images.quality[i] as number) >= least && (images.quality[i] as number) <= most;
        return ["quality", name, (i: number) => isUsable(i) && within(i)] as const;
      }),
      ...population.categories.map(
        (name, code) => [category ?? "", name, (i: number) => isUsable(i) && images.category[i] === code] as const,
      ),
    ];
    return groups.flatMap(([by, name, includes]) => {
      const panel = panelOf(includes);
      return main.slice(0, 2).flatMap(([ruleName, rule]) => {
        const image = rate(rule, panel);
        return image ? [{ by, category: name, rule: ruleName, image }] : [];
      });
    });
  }

  /** The largest radius whose bound on one half of the units is at most the target; then only the other half counts. */
  function chooseRadius(target: number): ChosenRadius | null {
    const half = shuffledUnits(images.units, `${seed}/halves`);
    const chooses = (i: number) => (half[images.unit[i] as number] as number) < images.units >> 1;
    const choosing = panelOf((i) => isUsable(i) && chooses(i));
    const other = panelOf((i) => isUsable(i) && !chooses(i));
    const least = rate({ radius: 0 }, choosing);
    if (least === undefined) return null;
    let found: { radius: number; bounds: FprBounds } | undefined;
    for (let r = 0; r <= maxRadius; r++) {
      const bounds = rate({ radius: r }, choosing);
      if (bounds === undefined || bounds.most.atMost > target) break;
      found = { radius: r, bounds };
    }
    return {
      targetFpr: target,
      radius: found?.radius ?? null,
      choosing: found?.bounds ?? least,
      other: found ? (rate({ radius: found.radius }, other) ?? null) : null,
    };
  }
}

function listSizeRates(
  rule: string,
  rateOf: (size: number) => FprBounds | undefined,
  whole: RuleRates | undefined,
  entries: number,
): ListSizeRate[] {
  if (whole === undefined) return [];
  const sizes = [entries];
  for (
    let size = Math.floor(entries / sublists.factor);
    size >= sublists.least;
    size = Math.floor(size / sublists.factor)
  ) {
    if (sizes.length > sublists.most) break;
    sizes.unshift(size);
  }
  const { most } = whole.image;
  const pair = whole.pair.most;
  const known = (rate: { readonly events: number; readonly trials: number }) => rate.events / rate.trials;
  return [
    ...sizes.flatMap((size): ListSizeRate[] => {
      const image = rateOf(size);
      return image ? [{ rule, listEntries: size, origin: "measured", image }] : [];
    }),
    ...[...sizes.slice(0, -1), ...modelSizes.filter((size) => size > entries)].map(
      (size): ListSizeRate => ({
        rule,
        listEntries: size,
        origin: "model",
        fromImages: most.events === 0 ? null : scaleToListSize(known(most), entries, size),
        fromPairs: pair.events === 0 ? null : imageRateFromPairs(known(pair), size),
        atMost: scaleToListSize(most.atMost, entries, size),
      }),
    ),
  ];
}
