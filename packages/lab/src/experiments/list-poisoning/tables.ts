/** How much of a place's later pictures a poisoned list matches. */
import { defaultAlgorithm, type HashAlgorithm, hammingDistance, type PerceptualHash } from "@glasshouse/hasher";
import { createRate, fromParameters, measureRate, type Origin, type Rate, type Table } from "../../findings/index.js";
import { type Cluster, crossedClopperPearson, logBinomialTail } from "../../statistics/index.js";
import { byTokens, type MatchRule, withinRadius } from "../match-rule.js";
import { type Collection, collections, type GenuineHashes, type PlaceHashes } from "./pictures.js";

/** An algorithm and a way to match by it. */
export interface Matching {
  readonly algorithm: HashAlgorithm;
  readonly rule: MatchRule;
  /** One of each place. */
  readonly places: readonly PlaceHashes[];
}

/** The protocols' rule, an ordinary scan, and other algorithms at their own radius. */
export function rulesOf(algorithm: HashAlgorithm): readonly MatchRule[] {
  const radius = withinRadius(algorithm.matchRadius);
  return algorithm === defaultAlgorithm ? [radius, byTokens(algorithm, "blocks-4x64-f2")] : [radius];
}

/** Later pictures of a place that match the first `count` of a poisoner's entries. */
export function sceneRecall({ rule, places }: Matching, collection: Collection, count: number): Rate {
  return measureRate(
    places.map(({ entries, later }) => ({
      events: rule.countMatching(later, entries[collection].slice(0, count)),
      images: later.length,
    })),
    { kind: "recall", listEntries: count, unit: "place" },
  );
}

/** Pictures of other places that match one place's entries: every place stands on both sides. */
function elsewhere({ rule, places }: Matching, collection: Collection, count: number): Rate {
  const pairs = places.flatMap(({ entries }, column) =>
    places.flatMap(({ later }, row) =>
      row === column
        ? []
        : [
            {
              row,
              column,
              events: rule.countMatching(later, entries[collection].slice(0, count)),
              images: later.length,
            },
          ],
    ),
  );
  const by = (side: "row" | "column") => places.map((_, place) => sumOf(pairs.filter((pair) => pair[side] === place)));
  const { events, images } = sumOf(pairs);
  return createRate(
    { events, trials: images },
    crossedClopperPearson(by("row"), by("column")),
    "Clopper-Pearson on effective n, both sides",
    { kind: "image FPR", listEntries: count, unit: "place" },
  );
}

function sumOf(clusters: readonly Cluster[]): Cluster {
  return clusters.reduce((sum, { events, images }) => ({ events: sum.events + events, images: sum.images + images }), {
    events: 0,
    images: 0,
  });
}

/** Numbers of entries of the sweep: powers of two up to the largest. */
export function countsUpTo(most: number): number[] {
  const counts = Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, i) => 2 ** i);
  return counts.at(-1) === most ? counts : [...counts, most];
}

/** Rows of {@link shareTable}, each a step. */
export function shareRows(most: number): number {
  return rulesOf(defaultAlgorithm).length * Object.keys(collections).length * countsUpTo(most).length;
}

/** By poisoned share, way of collecting and rule, for the protocols' algorithm. */
export async function shareTable(
  matchings: readonly Matching[],
  most: number,
  genuine: number,
  origin: Origin,
  step: () => void | Promise<void>,
): Promise<Table> {
  const rows = [];
  for (const matching of matchings.filter(({ algorithm }) => algorithm === defaultAlgorithm)) {
    for (const collection of Object.keys(collections) as Collection[]) {
      for (const entries of countsUpTo(most)) {
        rows.push({
          series: `${matching.rule.id}; ${collections[collection]}`,
          entries,
          share: entries / (genuine + entries),
          recall: sceneRecall(matching, collection, entries),
          elsewhere: elsewhere(matching, collection, entries),
        });
        await step();
      }
    }
  }
  return {
    id: "poisoned-share",
    title: `Later pictures of a place that match, by poisoned share of a list of ${genuine.toLocaleString("en-US")} other entries (${defaultAlgorithm.id})`,
    origin,
    columns: [
      { key: "series", title: "rule; entries are", format: "text" },
      { key: "entries", title: "entries of the place", format: "count" },
      { key: "share", title: "poisoned share", format: "probability", origin: fromParameters },
      { key: "recall", title: "later pictures that match", format: "rate" },
      { key: "elsewhere", title: "pictures of other places that match", format: "rate" },
    ],
    rows,
    note: "What matches depends on how many entries the place has, not on how long the rest of the list is: in a longer list the same entries are a smaller share and match as much.",
  };
}

/** All algorithms with all entries. */
export function algorithmTable(matchings: readonly Matching[], most: number, origin: Origin): Table {
  const rates = (of: typeof sceneRecall) => (matching: Matching) =>
    Object.fromEntries((Object.keys(collections) as Collection[]).map((key) => [key, of(matching, key, most)]));
  return {
    id: "by-algorithm",
    title: `Later pictures of a place that match one of ${most} entries, by algorithm`,
    origin,
    columns: [
      { key: "algorithm", title: "algorithm", format: "text" },
      { key: "rule", title: "rule", format: "text" },
      ...(Object.keys(collections) as Collection[]).map((key) => ({
        key,
        title: collections[key],
        format: "rate" as const,
      })),
      { key: "elsewhere", title: "pictures of other places, entries of several visits", format: "rate" },
    ],
    rows: matchings.map((matching) => ({
      algorithm: matching.algorithm.id,
      rule: matching.rule.id,
      ...rates(sceneRecall)(matching),
      elsewhere: elsewhere(matching, "visits", most),
    })),
    note: "Algorithms at their own radius, so at unequal false-positive rates: read the last column beside the others.",
  };
}

const radii = [10, 20, 30, 40, 50, 60, 80] as const;

/** Tolerance finds edited copies, and places. */
export function radiusTable(
  places: readonly PlaceHashes[],
  genuine: readonly GenuineHashes[],
  most: number,
  origin: Origin,
): Table {
  const nearest = (image: PerceptualHash, entries: readonly PerceptualHash[]) =>
    Math.min(...entries.map((entry) => hammingDistance(entry.bits, image.bits)));
  const perPlace = places.map(({ entries, later }) => later.map((image) => nearest(image, entries.visits)));
  const perSource = genuine.map(({ entry, copies }) => copies.map((copy) => nearest(copy, [entry])));
  const listed = genuine.map(({ entry }) => entry);
  const strangers = places.map(({ later }) => later.map((image) => nearest(image, listed)));
  const within = (radius: number) => (distances: readonly number[]) => ({
    events: distances.filter((distance) => distance <= radius).length,
    images: distances.length,
  });
  return {
    id: "radius",
    title: `A larger matchRadius of ${defaultAlgorithm.id} finds more edited copies, and more of a place`,
    origin,
    columns: [
      { key: "radius", title: "matchRadius", format: "bits" },
      { key: "copies", title: "edited copies found", format: "rate" },
      { key: "place", title: `later pictures of a place that match one of ${most} visits`, format: "rate" },
      { key: "unrelated", title: "later pictures of a place that match genuine entries", format: "rate" },
    ],
    rows: radii.map((radius) => ({
      radius,
      copies: measureRate(perSource.map(within(radius)), { kind: "recall", listEntries: 1, unit: "source scene" }),
      place: measureRate(perPlace.map(within(radius)), { kind: "recall", listEntries: most, unit: "place" }),
      unrelated: measureRate(strangers.map(within(radius)), {
        kind: "image FPR",
        listEntries: listed.length,
        unit: "place",
      }),
    })),
    note: "Copies are cropped by 2 and 5 %, turned by 1 degree, and brightened.",
  };
}

/** Whether a person who takes photographs at the place is found, by the threshold. */
export function accountTable(
  recalls: readonly { readonly rule: string; readonly recall: Rate }[],
  threshold: number,
): Table {
  const odds = (rate: number, taken: number) => logBinomialTail(taken, rate, threshold) / Math.LN10;
  return {
    id: "account",
    title: `An account opens at threshold ${threshold}, by photographs that its owner takes at the place`,
    origin: fromParameters,
    columns: [
      { key: "rule", title: `rule of ${defaultAlgorithm.id}`, format: "text" },
      { key: "photographs", title: "photographs at the place", format: "count" },
      { key: "measured", title: "at the measured recall", format: "log10-probability" },
      { key: "upper", title: "at the upper end of its interval", format: "log10-probability" },
    ],
    rows: recalls.flatMap(({ rule, recall }) =>
      [threshold, 2 * threshold, 4 * threshold, 10 * threshold].map((photographs) => ({
        rule,
        photographs,
        // None matched: that is no rate of 0.
        measured: recall.events === 0 ? null : odds(recall.events / recall.trials, photographs),
        upper: odds(recall.upper, photographs),
      })),
    ),
    note: "Photographs match independently here; those of one visit do not, and rules that count a burst once count fewer. Entries of several places add up.",
  };
}
