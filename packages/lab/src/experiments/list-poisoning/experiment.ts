import { algorithms, defaultAlgorithm } from "@glasshouse/hasher";
import { measureRate, onScenes, renderRate, type Table } from "../../findings/index.js";
import { defineExperiment, type Experiment } from "../experiment.js";
import { withinRadius } from "../match-rule.js";
import { type GenuineHashes, hashGenuine, hashPlace, type PlaceHashes, stepsPerPlace } from "./pictures.js";
import {
  accountTable,
  algorithmTable,
  type Matching,
  radiusTable,
  rulesOf,
  sceneRecall,
  shareRows,
  shareTable,
} from "./tables.js";

const compared = ["pdq-tent", "pdq", "blockhash", "phash", "dhash", "constant"] as const;

export const listPoisoning: Experiment = defineExperiment({
  id: "O10",
  title: "List poisoning as physical surveillance",
  objection: "Whoever gets pictures of a place onto the list learns who takes photographs there.",
  adversary: "somebody who adds entries to the list: an authority, or whoever deceives one",
  method:
    "Generated places are photographed on several occasions. Pictures of the first become entries; counted is how many pictures of later occasions match, by the number of entries, the way they were collected, the algorithm and its radius.",
  parameters: {
    places: {
      type: "number",
      what: "places, each watched by itself",
      default: 6,
      range: [2, 500],
      whole: true,
      assumedBy: "Glasshouse",
    },
    entries: {
      type: "number",
      what: "entries of a place, at most",
      default: 12,
      range: [1, 1024],
      whole: true,
      assumedBy: "Glasshouse",
    },
    later: {
      type: "number",
      what: "later visits to each place, one picture each",
      default: 8,
      range: [2, 500],
      whole: true,
      assumedBy: "Glasshouse",
    },
    genuineEntries: {
      type: "number",
      what: "other entries of the list; they set the poisoned share and nothing else",
      default: 228,
      range: [1, 100_000_000],
      whole: true,
      assumedBy: "Glasshouse: 12 entries are 5 %",
      scale: "log",
    },
    copied: {
      type: "number",
      what: "genuine entries whose edited copies are looked for",
      default: 16,
      range: [4, 2000],
      whole: true,
      assumedBy: "Glasshouse",
    },
    threshold: {
      type: "number",
      what: "matching pictures that open an account",
      default: 30,
      range: [1, 1000],
      whole: true,
      assumedBy: "Apple, 2021",
    },
  },
  nightly: { places: 100, entries: 128, later: 40, genuineEntries: 2432, copied: 300 },
  doesNotShow:
    "How people photograph real places: here a camera stands about where it stood, by chance a twenty-fifth of the picture's height off, and light and framing vary as the generator was told; people walk about, and the published work uses photographs. How entries get onto a list is O6. The list's other entries are a number here: what they match by themselves is O1.",

  async run({ places: count, entries, later, genuineEntries, copied, threshold }, { random, onProgress }) {
    const plan = { most: entries, later };
    const total = count * stepsPerPlace(plan) + copied + shareRows(entries);
    let done = 0;
    const step = () => onProgress(++done, total);
    const used = compared.map((id) => algorithms[id]);
    const places: PlaceHashes[][] = [];
    for (let i = 0; i < count; i++) places.push(await hashPlace(i, plan, used, random.fork("places"), step));
    const genuine: GenuineHashes[] = [];
    for (let i = 0; i < copied; i++) {
      genuine.push(hashGenuine(i, defaultAlgorithm, random.fork("genuine")));
      await step();
    }
    const placesBy = (index: number) => places.map((hashes) => hashes[index] as PlaceHashes);
    const matchings = used.flatMap((algorithm, index) =>
      rulesOf(algorithm).map((rule): Matching => ({ algorithm, rule, places: placesBy(index) })),
    );
    const main = matchings[0] as Matching;
    const byToken = matchings[1] as Matching;
    const origin = onScenes(count, "generated places");
    const visits = sceneRecall(main, "visits", entries);
    const tokens = sceneRecall(byToken, "visits", entries);
    const one = sceneRecall(main, "visits", 1);
    const constant = matchings.find(({ algorithm }) => algorithm.id === "constant") as Matching;
    const everything = sceneRecall(constant, "visits", 1);
    const tolerant = matchings
      .filter((matching) => matching.algorithm !== main.algorithm && matching !== constant)
      .map(({ algorithm, rule, ...matching }) => ({
        name: `${algorithm.id} ${rule.id}`,
        recall: sceneRecall({ algorithm, rule, ...matching }, "visits", entries),
      }))
      .toSorted((a, b) => b.recall.events - a.recall.events)[0];
    const controls = controlTable(main, genuine, origin);
    const own = controls.rows[0]?.matching;
    return {
      summary: `${entries} entries of a generated place matched ${renderRate(visits)}, of its later pictures under ${main.algorithm.id} ${main.rule.id}, ${renderRate(tokens)}, by ${byToken.rule.id} tokens${tolerant ? `, and ${renderRate(tolerant.recall)}, under ${tolerant.name}` : ""}: the hash decides, at unequal false-positive rates.`,
      controls: [controls],
      tables: [
        await shareTable(matchings, entries, genuineEntries, origin, step),
        algorithmTable(
          matchings.filter(({ algorithm }) => algorithm.id !== "constant"),
          entries,
          origin,
        ),
        radiusTable(placesBy(0), genuine, entries, onScenes(count + copied, "generated places and scenes")),
        accountTable(
          [
            { rule: main.rule.id, recall: visits },
            { rule: byToken.rule.id, recall: tokens },
          ],
          threshold,
        ),
      ],
      plots: [
        {
          table: "poisoned-share",
          title: "Later pictures of a place that match, by its share of the list",
          kind: "lines",
          x: { column: "share", scale: "log" },
          y: { column: "recall", scale: "linear" },
          series: "series",
        },
      ],
      checks: [
        {
          name: "the poisoner's own pictures match",
          expected: `${count} of ${count} places`,
          got: typeof own === "object" && own !== null ? `${own.events} of ${own.trials} places` : "none",
          holds: typeof own === "object" && own !== null && own.events === own.trials,
        },
        {
          name: "the constant hash matches every later picture with one entry",
          expected: `${everything.trials} of ${everything.trials}`,
          got: `${everything.events} of ${everything.trials}`,
          holds: everything.events === everything.trials,
        },
        {
          name: "more entries of a place match no fewer of its pictures",
          expected: `at least ${one.events}`,
          got: `${visits.events}`,
          holds: visits.events >= one.events,
        },
      ],
      published: [
        {
          figure: "over 40 % of a location's pictures matched with 5 % of the list poisoned",
          by: "Hooda, Labunets, Kohno, Fernandes, 2022 (first version)",
          source: "primary",
          ours: `pdq-tent, ${entries} entries of as many visits, ${((100 * entries) / (entries + genuineEntries)).toPrecision(2)} % of the list: ${renderRate(visits)} within 30 bits, ${renderRate(tokens)} by blocks-4x64-f2. Other hashes, other pictures and another size of the list: the direction can be compared, the size cannot.`,
        },
        {
          figure:
            "more than 30 % with 0.2 % of the list poisoned; more robust matching means more surveillance in most settings",
          by: "Hooda, Labunets, Kohno, Fernandes, 2024 (NDSS)",
          source: "primary",
          ours: "The radius table has the same trade: the radius that finds more edited copies finds more of a place.",
        },
      ],
      verdicts: [],
    };
  },
});

function controlTable(main: Matching, genuine: readonly GenuineHashes[], origin: ReturnType<typeof onScenes>): Table {
  const later = main.places.flatMap((place) => place.later);
  const own = main.places.filter(
    ({ entries }) => main.rule.countMatching(entries.visits, entries.visits) === entries.visits.length,
  );
  const listed = genuine.map(({ entry }) => entry);
  return {
    id: "controls",
    title: "The poisoner's own pictures, and a list without poison",
    origin,
    columns: [
      { key: "pictures", title: "pictures", format: "text" },
      { key: "list", title: "list", format: "text" },
      { key: "matching", title: `match (${main.algorithm.id}, ${main.rule.id})`, format: "rate" },
    ],
    rows: [
      {
        pictures: "the poisoner's own, all of a place",
        list: "the place's entries",
        matching: measureRate({ events: own.length, trials: main.places.length }, { kind: "recall", unit: "place" }),
      },
      {
        pictures: "later ones of the places",
        list: "genuine entries alone",
        matching: measureRate(
          main.places.map((place) => ({
            events: withinRadius(main.algorithm.matchRadius).countMatching(place.later, listed),
            images: place.later.length,
          })),
          { kind: "image FPR", listEntries: listed.length, unit: "place" },
        ),
      },
    ],
    note: `${later.length.toLocaleString("en-US")} later pictures in all.`,
  };
}
