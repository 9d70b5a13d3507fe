/** False matches of generated pictures by what they show. */
import { type SceneKind, type SeededRandom, sceneKind, sceneKinds } from "@glasshouse/fixtures";
import { type Cell, measureRate, type Table } from "../../findings/index.js";
import { measureDistances } from "../../samples/pairs.js";
import { compareProportions, type ProportionRatio } from "../../statistics/index.js";
import { findPairs, findWithin, type UnrelatedHashes } from "../unrelated-pictures.js";

/** One kind of picture under one rule. */
export interface KindErrors {
  readonly kind: SceneKind;
  readonly events: number;
  readonly images: number;
  /** The kind's rate over that of all other kinds. */
  readonly ratio: ProportionRatio;
}

/** 0.95 for all kinds together (Bonferroni). */
const jointConfidence: number = 1 - 0.05 / sceneKinds.length;

/**
 * Images that match any entry within `radius`, by kind. One picture of each scene: given the list, images are independent.
 * @param kinds what each picture shows; another order than the pictures' is a null
 */
export function countByKind(
  hashes: UnrelatedHashes,
  radius: number,
  {
    kinds = hashes.pictures.map(({ kind }) => kind),
    confidence = jointConfidence,
  }: { readonly kinds?: readonly SceneKind[]; readonly confidence?: number } = {},
): readonly KindErrors[] {
  const matching = findWithin(hashes, radius);
  const count = (holds: (kind: SceneKind) => boolean) => {
    const rows = [...kinds.keys()].filter((row) => holds(kinds[row] as SceneKind));
    return { events: rows.filter((row) => matching.has(row)).length, trials: rows.length };
  };
  return sceneKinds
    .filter((kind) => kinds.includes(kind))
    .map((kind) => {
      const own = count((other) => other === kind);
      const ratio = compareProportions(
        own,
        count((other) => other !== kind),
        confidence,
      );
      return { kind, events: own.events, images: own.trials, ratio };
    });
}

/** The largest radius at which at most this share of entries matches another entry: chosen without the pictures counted. */
export function chooseRadius({ listed, algorithm }: UnrelatedHashes, share: number): number {
  const nearest = measureDistances(listed, listed).map((row, own) =>
    row.reduce((least, distance, entry) => (entry === own ? least : Math.min(least, distance)), algorithm.bits),
  );
  const within = (radius: number) => nearest.filter((distance) => distance <= radius).length;
  let radius = 0;
  while (radius < algorithm.bits && within(radius + 1) <= share * listed.length) radius++;
  return radius;
}

/** A table row for every kind. */
export function rowsByKind(
  errors: readonly KindErrors[],
  listEntries: number,
  first: Readonly<Record<string, Cell>>,
): Record<string, Cell>[] {
  return errors.map(({ kind, events, images, ratio: { ratio, lower, upper } }) => ({
    ...first,
    kind,
    images: measureRate({ events, trials: images }, { kind: "image FPR", listEntries, unit: "scene" }),
    ratio,
    lower,
    upper,
    apart: lower > 1 ? "higher" : upper !== null && upper < 1 ? "lower" : "not told apart",
  }));
}

/** Columns of {@link rowsByKind}. */
export const kindColumns: Table["columns"] = [
  { key: "kind", title: "kind of picture", format: "text" },
  { key: "images", title: "images that match", format: "rate" },
  { key: "ratio", title: "rate over that of all other kinds", format: "number" },
  { key: "lower", title: "at least", format: "number" },
  { key: "upper", title: "at most", format: "number" },
  { key: "apart", title: "than the others", format: "text" },
];

/** What the kinds are, and how many pictures of each are below a quality floor. */
export function floorTable(hashes: readonly UnrelatedHashes[], origin: Table["origin"]): Table {
  return {
    id: "below-floor",
    title: "Pictures below the quality floor, by kind",
    origin,
    columns: [
      { key: "kind", title: "kind of picture", format: "text" },
      { key: "shows", title: "shows", format: "text" },
      ...hashes.map(
        ({ algorithm }) =>
          ({
            key: algorithm.id,
            title: `${algorithm.id}, quality below ${algorithm.qualityFloor}`,
            format: "rate",
          }) as const,
      ),
    ],
    rows: sceneKinds.map((kind) => ({
      kind,
      shows: sceneKind(kind).description,
      ...Object.fromEntries(
        hashes.map(({ algorithm, pictures, images }) => {
          const rows = [...pictures.keys()].filter((row) => pictures[row]?.kind === kind);
          const events = rows.filter((row) => images[row] === null).length;
          return [algorithm.id, measureRate({ events, trials: rows.length }, { kind: "share", unit: "scene" })];
        }),
      ),
    })),
    note: "What a floor keeps from matching falsely it keeps from matching rightly as well: a copy of such a picture is never found.",
  };
}

/** Whether false matches are with entries of the same kind. */
export function pairTable(
  hashes: readonly { hashes: UnrelatedHashes; radius: number; entryKinds: readonly SceneKind[] }[],
  origin: Table["origin"],
): Table {
  return {
    id: "own-kind",
    title: "False matches with entries of the same kind",
    origin,
    columns: [
      { key: "hash", title: "hash", format: "text" },
      { key: "pairs", title: "pairs that match", format: "count" },
      { key: "own", title: "of one kind", format: "count" },
      { key: "expected", title: "expected of one kind, if kinds did not matter", format: "number" },
    ],
    rows: hashes.map(({ hashes: one, radius, entryKinds }) => {
      const pairs = findPairs(one, { radius });
      const own = pairs.filter(({ row, column }) => one.pictures[row]?.kind === entryKinds[column]).length;
      return { hash: one.algorithm.id, pairs: pairs.length, own, expected: pairs.length / sceneKinds.length };
    }),
    note: "Where pictures match their own kind, a kind's rate depends on how much of that kind is listed: here a tenth of the list is of each.",
  };
}

/** The kinds in random order: nothing should differ between them. */
export function shuffleKinds({ pictures }: UnrelatedHashes, random: SeededRandom): SceneKind[] {
  return random.shuffle(pictures.map(({ kind }) => kind));
}
