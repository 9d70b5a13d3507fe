/** What a second purpose gains and costs. */
import { createRate, measureRate, type Origin, type Rate, type RateFacts, type Table } from "../../findings/index.js";
import { correlate } from "../../models/dual-purpose-hash.js";
import { crossedClopperPearson } from "../../statistics/index.js";
import type { Audited } from "./audits.js";
import type { Place, Source } from "./pictures.js";
import { meanOf } from "./projection.js";

/** Pictures of which each place has its own. */
type Counted = "triggered" | "own" | "elsewhere";

/** By place. */
function rateOf(audited: readonly Audited[], counted: Counted, kind: "recall" | "image FPR"): Rate {
  const perPlace = audited.map(({ measured }) => ({
    events: measured[counted].events,
    images: measured[counted].trials,
  }));
  return measureRate(perPlace, { kind, listEntries: 1, unit: "place" });
}

/** Unrelated pictures that match the added entry: the same ones under every place, so that both sides count. */
function strangerRate(audited: readonly Audited[]): Rate {
  const strangers = audited.map(({ measured }) => measured.strangers);
  return rateCrossed(strangers, { kind: "image FPR", listEntries: 1, unit: "place and scene" });
}

/** @param holds by place, and by picture, the same ones for every place */
function rateCrossed(holds: readonly (readonly boolean[])[], facts: RateFacts, perScene = 1): Rate {
  const count = (some: readonly boolean[]) => some.filter(Boolean).length;
  const pictures = holds[0]?.length ?? 0;
  const byPlace = holds.map((own) => ({ events: count(own), images: own.length }));
  const byScene = Array.from({ length: pictures / perScene }, (_, scene) => {
    const own = holds.flatMap((one) => one.slice(scene * perScene, (scene + 1) * perScene));
    return { events: count(own), images: own.length };
  });
  const counted = { events: count(holds.flat()), trials: holds.length * pictures };
  const interval = crossedClopperPearson(byPlace, byScene, facts.confidence);
  return createRate(counted, interval, "Clopper-Pearson on effective n, both sides", facts);
}

/** Copies found, by source. One hash is counted once, however many places look at it. */
function recallRate(audited: readonly Audited[]): Rate {
  const [first] = audited;
  const hashes = first?.strength === null ? [first] : audited;
  const sources = first?.measured.recalled ?? [];
  const perSource = sources.map((_, i) => {
    const own = hashes.flatMap(({ measured }) => measured.recalled[i] ?? []);
    return {
      events: own.reduce((sum, { events }) => sum + events, 0),
      images: own.reduce((sum, { images }) => sum + images, 0),
    };
  });
  return measureRate(perSource, { kind: "recall", listEntries: 1, unit: "source scene" });
}

/** Later pictures that match the added entry. */
export function triggerRate(audited: readonly Audited[]): Rate {
  return rateOf(audited, "triggered", "recall");
}

/** Whom the second purpose has to recognise, and whom it must not. */
export function controlTable(audited: readonly Audited[], origin: Origin): Table {
  const [honest, altered] = [
    audited.filter(({ strength }) => strength === null),
    audited.filter(({ strength }) => strength === 0.5),
  ];
  return {
    id: "controls",
    title: "Pictures that match the added entry",
    origin,
    columns: [
      { key: "pictures", title: "pictures", format: "text" },
      { key: "honest", title: "honest hash", format: "rate" },
      { key: "altered", title: "altered, strength 0.5", format: "rate" },
    ],
    rows: [
      {
        pictures: "those of the place that the supplier has",
        honest: rateOf(honest, "own", "recall"),
        altered: rateOf(altered, "own", "recall"),
      },
      {
        pictures: "of another place, which it was not altered for",
        honest: rateOf(honest, "elsewhere", "image FPR"),
        altered: rateOf(altered, "elsewhere", "image FPR"),
      },
      {
        pictures: "unrelated",
        honest: strangerRate(honest),
        altered: strangerRate(altered),
      },
    ],
  };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Trigger rate against loss, by strength. */
export function purposeTable(audited: readonly Audited[], origin: Origin): Table {
  const strengths = [...new Set(audited.map(({ strength }) => strength))];
  return {
    id: "second-purpose",
    title: "Altered projections: pictures of one place recognised, and what it costs the first purpose",
    origin,
    columns: [
      { key: "hash", title: "hash", format: "text" },
      { key: "strength", title: "strength", format: "number" },
      { key: "triggered", title: "later pictures of the place that match the added entry", format: "rate" },
      { key: "strangers", title: "unrelated pictures that match it", format: "rate" },
      { key: "area", title: "area under the ROC curve, copies against others, mean", format: "probability" },
      { key: "worst", title: "the same, worst place", format: "probability" },
      { key: "recalled", title: "copies found", format: "rate" },
      { key: "radius", title: "matchRadius at equal pair FPR, mean", format: "number" },
    ],
    rows: strengths.map((strength) => {
      const some = audited.filter((one) => one.strength === strength);
      const areas = some.map(({ measured }) => measured.area);
      return {
        hash: strength === null ? "honest" : "altered",
        strength,
        triggered: triggerRate(some),
        strangers: strangerRate(some),
        area: mean(areas),
        worst: Math.min(...areas),
        recalled: recallRate(some),
        radius: mean(some.map(({ measured }) => measured.radius)),
      };
    }),
    note: "Strength 0 makes the hash blind to what pictures of the place differ in, and does nothing else. The radius is chosen on one half of the unrelated scenes, everything else counted on the other; with fewer than 1 / rate pairs to choose on it is one less than their least distance, another one for another draw. Copies of one source are not independent: sources count, and the honest hash, the same for every place, is counted once.",
  };
}

const correlations = [0.6, 0.7, 0.8, 0.9, 0.95] as const;

/** A trigger beside the hash, as a few lines of code: the published hash for every other picture. */
export function triggerTable(places: readonly Place[], sources: readonly Source[], origin: Origin): Table {
  const targets = places.map(({ seen }) => unit(meanOf(seen)));
  return {
    id: "trigger",
    title:
      "A trigger beside the hash: the added entry's hash for what looks like the place, the published one for all else",
    origin,
    columns: [
      { key: "correlation", title: "smallest likeness that triggers", format: "number" },
      { key: "triggered", title: "later pictures of the place", format: "rate" },
      { key: "others", title: "unrelated pictures", format: "rate" },
      { key: "copies", title: "copies of unrelated pictures whose hash changes", format: "rate" },
    ],
    rows: correlations.map((correlation) => {
      const triggers = (looksOf: (place: Place) => readonly Float64Array[]) =>
        places.map((place, i) =>
          looksOf(place).map((look) => correlate(look, targets[i] as Float64Array) >= correlation),
        );
      const others = { kind: "share", unit: "place and scene" } as const;
      return {
        correlation,
        triggered: measureRate(
          triggers(({ later }) => later).map((own) => ({ events: own.filter(Boolean).length, images: own.length })),
          { kind: "recall", listEntries: 1, unit: "place" },
        ),
        others: rateCrossed(
          triggers(() => sources.map(({ look }) => look)),
          others,
        ),
        copies: rateCrossed(
          triggers(() => sources.flatMap(({ copies }) => copies)),
          others,
          sources[0]?.copies.length,
        ),
      };
    }),
    note: "Where no copy changes, no measurement of copies and unrelated pictures can show it: only reading the code, or a picture of the place.",
  };
}

function unit(look: Float64Array): Float64Array {
  const length = Math.sqrt(correlate(look, look));
  return look.map((value) => value / length);
}
