import { sceneKinds } from "@glasshouse/fixtures";
import { algorithms } from "@glasshouse/hasher";
import { onScenes, renderRate } from "../../findings/index.js";
import { defineExperiment, type Experiment } from "../experiment.js";
import { drawUnrelated, findPairs, rateImages, type UnrelatedHashes, underAlgorithm } from "../unrelated-pictures.js";
import {
  chooseRadius,
  countByKind,
  floorTable,
  type KindErrors,
  kindColumns,
  pairTable,
  rowsByKind,
  shuffleKinds,
} from "./by-kind.js";

const compared = [algorithms["pdq-tent"], algorithms.pdq, algorithms.phash, algorithms.blockhash];
/** So wide that kinds in random order are told apart in one run of a thousand. */
const shuffledConfidence = 1 - 0.001 / sceneKinds.length;

/** O15. */
export const unequalErrors: Experiment = defineExperiment({
  id: "O15",
  title: "Unequal errors",
  objection:
    "Errors do not fall on everybody alike: dark, plain or written pictures match falsely more often than others.",
  adversary: "none",
  method:
    "As many generated pictures of ten kinds are held against a list of as many of each. At a radius that lets a chosen share of listed pictures match one another, the rate of every kind is compared with that of all others, with and without the quality floor.",
  parameters: {
    scenesPerKind: {
      type: "number",
      what: "generated scenes of every kind, on the list and again photographed",
      default: 14,
      range: [4, 2000],
      whole: true,
      assumedBy: "Glasshouse",
    },
    imageFpr: {
      type: "number",
      what: "share of listed pictures that may match another: sets the radius of each hash",
      default: 0.1,
      range: [0.001, 0.5],
      whole: false,
      assumedBy: "Glasshouse",
      scale: "log",
    },
  },
  nightly: { scenesPerKind: 500, imageFpr: 0.01 },
  doesNotShow:
    "Whose photographs match more often: kinds of generated pictures stand for mechanisms (little light, little structure, writing, repetition), not for people, skin or places. The radius is far wider than any in use, to have events at all; which kind is worst may change with it and with what is listed.",
  async run({ scenesPerKind, imageFpr }, { random, onProgress }) {
    const scenes = scenesPerKind * sceneKinds.length;
    const drawn = await drawUnrelated({
      algorithms: [algorithms.constant, ...compared],
      listedScenes: scenes,
      photographedScenes: scenes,
      bursts: { kind: "fixed", size: 1 },
      evenKinds: true,
      random: random.fork("pictures"),
      onProgress,
    });
    const origin = onScenes(scenes);
    const hashes = compared.map(({ id }) => {
      const [floored, all] = [underAlgorithm(drawn, id), underAlgorithm(drawn, id, 0)];
      return { floored, all, radius: chooseRadius(floored, imageFpr) };
    });
    const constant = underAlgorithm(drawn, algorithms.constant.id);
    const nulls = countByKind(constant, algorithms.constant.matchRadius);
    const usual = hashes[0] as (typeof hashes)[number];
    const shuffled = countByKind(usual.floored, usual.radius, {
      kinds: shuffleKinds(usual.floored, random.fork("shuffled")),
      confidence: shuffledConfidence,
    });
    const rows = (of: (entry: (typeof hashes)[number]) => UnrelatedHashes, entries = hashes) =>
      entries.flatMap((entry) =>
        rowsByKind(countByKind(of(entry), entry.radius), of(entry).listed.length, {
          hash: entry.floored.algorithm.id,
          radius: entry.radius,
        }),
      );
    const hashColumns = [
      { key: "hash", title: "hash", format: "text" },
      { key: "radius", title: "radius", format: "bits" },
      ...kindColumns,
    ] as const;
    const withFloor = hashes.filter(({ floored }) => floored.algorithm.qualityFloor > 0);
    const jointly = "The bounds hold with 95 % for all kinds of a hash together.";
    return {
      summary: summarize(hashes, imageFpr),
      controls: [
        {
          id: "nulls",
          title: "Nothing differs under the constant hash, nor between kinds in random order",
          origin,
          columns: hashColumns,
          rows: [
            ...rowsByKind(nulls, constant.listed.length, { hash: constant.algorithm.id, radius: 0 }),
            ...rowsByKind(shuffled, usual.floored.listed.length, {
              hash: `${usual.floored.algorithm.id}, kinds shuffled`,
              radius: usual.radius,
            }),
          ],
          note: "The bounds of the shuffled kinds hold with 99.9 % for all together.",
        },
      ],
      tables: [
        {
          id: "own-radius",
          title: "False matches at the radius that each hash states, by kind",
          origin,
          columns: [
            { key: "kind", title: "kind of picture", format: "text" },
            ...compared.map(
              ({ id, matchRadius }) => ({ key: id, title: `${id}, ${matchRadius} bits`, format: "rate" }) as const,
            ),
          ],
          rows: sceneKinds.map((kind) => ({
            kind,
            ...Object.fromEntries(
              hashes.map(({ floored }) => {
                const errors = countByKind(floored, floored.algorithm.matchRadius).filter((one) => one.kind === kind);
                return [floored.algorithm.id, rowsByKind(errors, floored.listed.length, {})[0]?.["images"] ?? null];
              }),
            ),
          })),
          note: "Pictures below the quality floor count and never match.",
        },
        {
          id: "by-kind",
          title: "False matches by kind, at a radius with events",
          origin,
          columns: hashColumns,
          rows: rows(({ floored }) => floored),
          note: `${jointly} The radius lets at most ${imageFpr} of the listed pictures match another one.`,
        },
        {
          id: "without-floor",
          title: "The same without the quality floor",
          origin,
          columns: hashColumns,
          rows: rows(({ all }) => all, withFloor),
          note: `${jointly} Hashes without a floor are left out.`,
        },
        floorTable(
          withFloor.map(({ floored }) => floored),
          origin,
        ),
        pairTable(
          hashes.map(({ all, radius }) => ({
            hashes: all,
            radius,
            entryKinds: drawn.listed.map(({ picture }) => picture.kind),
          })),
          origin,
        ),
      ],
      plots: [
        {
          table: "by-kind",
          title: "Images that match falsely, by kind",
          kind: "dots",
          x: { column: "kind", scale: "category" },
          y: { column: "images", scale: "linear" },
          series: "hash",
        },
      ],
      checks: [
        {
          name: "the constant hash matches every picture of every kind",
          expected: `${scenesPerKind} of each`,
          got: [...new Set(nulls.map(({ events }) => events))].join(", "),
          holds: nulls.every(({ events, images }) => events === images && images === scenesPerKind),
        },
        {
          name: "kinds in random order are not told apart",
          expected: "every interval holds 1 (99.9 % together)",
          got: `${shuffled.filter(holdsOne).length} of ${shuffled.length}`,
          holds: shuffled.every(holdsOne),
        },
      ],
      published: [
        {
          figure: "pictures of a quality below 50 should not be matched (PDQ)",
          by: "Meta, 2019",
          source: "primary",
          ours: describeFloor(usual.floored),
        },
      ],
      verdicts: [],
    };
  },
});

function holdsOne({ ratio: { lower, upper } }: KindErrors): boolean {
  return lower <= 1 && (upper === null || upper >= 1);
}

function describeFloor({ algorithm, images, pictures }: UnrelatedHashes): string {
  const below = pictures.filter((_, row) => images[row] === null);
  const flat = below.filter(({ kind }) => kind === "flat").length;
  return `${below.length} of ${pictures.length} generated pictures are below it (${algorithm.id}), ${flat} of them flat: they are neither flagged nor found`;
}

function summarize(hashes: readonly { floored: UnrelatedHashes; radius: number }[], imageFpr: number): string {
  const higher = hashes.map(({ floored, radius }) => {
    const kinds = countByKind(floored, radius).filter(({ ratio }) => ratio.lower > 1);
    const named = kinds.map(({ kind, events, images }) => `${kind} ${events} of ${images}`).join(", ");
    return `${floored.algorithm.id} ${named || "none"}`;
  });
  const { floored } = hashes[0] as (typeof hashes)[number];
  const { id, matchRadius } = floored.algorithm;
  const rate = rateImages(floored, findPairs(floored, { radius: matchRadius }));
  return `Kinds of generated pictures that match falsely more often than the rest (95 % jointly), at radii where ${imageFpr} of the list matches itself: ${higher.join("; ")}. At its own ${matchRadius} bits ${id} matched ${renderRate(rate)}, of all (list of ${floored.listed.length}).`;
}
