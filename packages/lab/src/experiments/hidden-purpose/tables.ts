/** What a second purpose gains and costs. */
import { measureRate, type Origin, type Rate, type Table } from "../../findings/index.js";
import { correlate } from "../../models/dual-purpose-hash.js";
import type { Audited } from "./audits.js";
import type { Place, Source } from "./pictures.js";
import { meanOf } from "./projection.js";

/** What of a hash matches the added entry, or is found. */
type Counted = "triggered" | "own" | "elsewhere" | "strangers" | "recalled";

/** By place. */
function rateOf(audited: readonly Audited[], counted: Counted, kind: "recall" | "image FPR"): Rate {
  const perPlace = audited.map(({ measured }) => ({
    events: measured[counted].events,
    images: measured[counted].trials,
  }));
  return measureRate(perPlace, { kind, listEntries: 1, unit: "place" });
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
        honest: rateOf(honest, "strangers", "image FPR"),
        altered: rateOf(altered, "strangers", "image FPR"),
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
        strangers: rateOf(some, "strangers", "image FPR"),
        area: mean(areas),
        worst: Math.min(...areas),
        recalled: rateOf(some, "recalled", "recall"),
        radius: mean(some.map(({ measured }) => measured.radius)),
      };
    }),
    note: "Strength 0 makes the hash blind to what pictures of the place differ in, and does nothing else. The radius is chosen on one half of the unrelated scenes, everything else counted on the other. The copies of one source, and the same sources under every place, are not independent: places count.",
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
      const rate = (looksOf: (place: Place) => readonly Float64Array[]) =>
        places.map((place, i) => {
          const looks = looksOf(place);
          const target = targets[i] as Float64Array;
          return {
            events: looks.filter((look) => correlate(look, target) >= correlation).length,
            images: looks.length,
          };
        });
      const others = { kind: "share", unit: "place" } as const;
      return {
        correlation,
        triggered: measureRate(
          rate(({ later }) => later),
          { kind: "recall", listEntries: 1, unit: "place" },
        ),
        others: measureRate(
          rate(() => sources.map(({ look }) => look)),
          others,
        ),
        copies: measureRate(
          rate(() => sources.flatMap(({ copies }) => copies)),
          others,
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
