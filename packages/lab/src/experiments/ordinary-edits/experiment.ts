import { algorithms, defaultAlgorithm, encodeHex } from "@glasshouse/hasher";
import { defaultTokenScheme, parseTokenScheme } from "@glasshouse/matcher";
import { onScenes, type Rate, renderProbability, renderRate, type Table } from "../../findings/index.js";
import { imageRateFromPairs } from "../../statistics/index.js";
import { defineExperiment, type Experiment } from "../experiment.js";
import { drawUnrelated } from "../unrelated-pictures.js";
import { type Calibrated, calibrate } from "./calibrate.js";
import { planEdits, thorn } from "./edits.js";
import { parameters } from "./parameters.js";
import { measureSources, type RecallRow, Recalls, recallColumns, toCells } from "./recall.js";

/** The null leads. */
const compared = [
  algorithms.constant,
  algorithms["pdq-tent"],
  algorithms.pdq,
  algorithms.phash,
  algorithms.blockhash,
  algorithms.dhash,
];
const [nullHash, usual, pdq] = ["constant", "pdq-tent", "pdq"];
const schemes = [parseTokenScheme("whole-key"), defaultTokenScheme];

/** O3. */
export const ordinaryEdits: Experiment = defineExperiment({
  id: "O3",
  title: "Ordinary edits defeat matching",
  objection: "A crop, a turn or a border is enough for a copy not to be found, and everybody makes such edits.",
  adversary: "a photo editor, who does not aim at the hash",
  method:
    "Generated scenes are edited in memory and hashed again. Hashes are compared at one pair FPR: the radius of each is chosen on one half of unrelated pictures, and its rate reported on the other half. Beside it: the radius that the hash states, and the tokens of the protocols.",
  parameters,
  nightly: { sources: 400, unrelatedScenes: 3000, pairFpr: 1e-5, edits: "all" },
  doesNotShow:
    "Recall on people's photographs: drawn scenes have other detail than photographs, and crops and turns meet other borders. What aimed evasion achieves is O4. An equal pair FPR on scenes is not an equal one on photographs.",
  async run(values, { random, onProgress }) {
    const { sources, unrelatedScenes, pairFpr } = values;
    const pictures = 2 * unrelatedScenes;
    const total = pictures + 20 * sources; // an edited source takes as long as many pictures
    const unrelated = await drawUnrelated({
      algorithms: compared,
      listedScenes: unrelatedScenes,
      photographedScenes: unrelatedScenes,
      bursts: { kind: "fixed", size: 1 },
      random: random.fork("unrelated"),
      onProgress: (done) => onProgress(done, total),
    });
    await onProgress(pictures, total);
    const calibrated = calibrate(unrelated, { pairFpr, schemes, random: random.fork("pairs") });
    const edits = planEdits(values.edits);
    const settings = { algorithms: compared, schemes, edits, seed: encodeHex(random.fork("edits").bytes(16)) };
    const results = await measureSources(sources, settings, random.fork("scenes"), (done) =>
      onProgress(pictures + 20 * done, total),
    );
    const recalls = new Recalls(results, settings, calibrated);
    const origin = onScenes(sources, "edited generated scenes");
    const isNull = ({ hash }: RecallRow) => hash === nullHash;
    const identities = recalls.rows.filter(({ set }) => set === "control");
    const nulls = recalls.rows.filter((row) => isNull(row) && row.set !== "control");
    const others = recalls.rows.filter((row) => !isNull(row) && row.set !== "control");
    const constant = calibrated.find(({ algorithm }) => algorithm.id === nullHash) as Calibrated;
    const sets = recalls.sets.filter((row) => !isNull(row));
    const [cropped, ordinary] = [recalls.find("crop:5", usual as string), sets.find(({ hash }) => hash === usual)];
    const wider = cropped.equalFpr
      ? ` A radius that finds ${countOf(cropped.equalFpr)} crops lets up to ${pairFpr} of unrelated pairs match: against 1,000 independent entries ${renderProbability(imageRateFromPairs(pairFpr, 1000))} of pictures.`
      : "";
    return {
      summary: `Of copies of generated scenes ${usual} finds, within ${defaultAlgorithm.matchRadius} bits, ${describe(ordinary?.ownRadius ?? null)}, after ordinary edits and ${describe(cropped.ownRadius)}, cropped by 5 %; by block tokens ${countOf(ordinary?.blocks)} and ${countOf(cropped.blocks)}.${wider}`,
      controls: [
        {
          id: "identity",
          title: "Copies without any edit: all are found",
          origin,
          columns: recallColumns,
          rows: identities.map(toCells),
          note: 'Originals below a hash\'s quality floor are left out: no list would hold them. "-": the hash has no radius of so low a pair FPR, as the constant one at any below 1, or is too short for the scheme.',
        },
        {
          id: "constant",
          title: "The constant hash finds every copy and takes every picture for one",
          origin,
          columns: [
            { key: "edits", title: "edits", format: "count" },
            { key: "fewest", title: "recall at its radius, of the edit that did worst", format: "rate" },
            { key: "pairs", title: "pair FPR at its radius", format: "rate", origin: unrelatedOrigin(unrelatedScenes) },
          ],
          rows: [
            {
              edits: nulls.length,
              fewest: worst(nulls.map(({ ownRadius }) => ownRadius)),
              pairs: constant.atOwnRadius,
            },
          ],
          note: "Its full recall is worth nothing, which is why recall is compared at equal pair FPR only.",
        },
      ],
      tables: [
        radiusTable(calibrated, pairFpr, unrelatedScenes),
        {
          id: "recall",
          title: "Recall by edit and hash",
          origin,
          columns: recallColumns,
          rows: others.map(toCells),
          note: "Compare hashes within the column of equal pair FPR, which is far above what a list of any size could bear: the smallest that so few pictures can set. A name with a colon is a transform and its strength; the others are edits of the named sets. A copy below the quality floor is a miss.",
        },
        {
          id: "sets",
          title: values.edits === "all" ? "Recall by set of edits" : "Recall by set of edits, of the selection",
          origin,
          columns: recallColumns.filter(({ key }) => key !== "median"),
          rows: sets.map(toCells).map(({ median: _, ...cells }) => cells),
          note: "The copies of one source are a cluster.",
        },
        thornTable(recalls, origin),
      ],
      plots: [
        {
          table: "recall",
          title: "Recall at equal pair FPR",
          kind: "dots",
          x: { column: "edit", scale: "category" },
          y: { column: "equalFpr", scale: "linear" },
          series: "hash",
        },
      ],
      checks: [
        {
          name: "every unedited copy is found in every way",
          expected: "recall 1 in every column that applies",
          got: `${identities.filter(isWhole).length} of ${identities.length} hashes`,
          holds: identities.every(isWhole),
        },
        {
          name: "the constant hash matches every pair and every copy",
          expected: "both 1",
          got: `${renderRate(constant.atOwnRadius)}; ${nulls.filter(({ ownRadius }) => isAll(ownRadius)).length} of ${nulls.length} edits`,
          holds: isAll(constant.atOwnRadius) && nulls.every(({ ownRadius }) => isAll(ownRadius)),
        },
        {
          name: "no radius gives the constant hash the pair FPR of the comparison",
          expected: "none",
          got: String(constant.radius ?? "none"),
          holds: constant.radius === null,
        },
      ],
      published: [
        ...thorn.map(
          ({ what, share, edit }) =>
            ({
              figure: `${what}: ${(100 * share).toFixed(1)} % of 3,854 images matched (PDQ)`,
              by: "Thorn",
              source: "primary",
              ours: `${edit}: ${describe(recalls.find(edit, pdq as string).ownRadius)} within 30 bits (pdq), ${describe(recalls.find(edit, usual as string).blocks)} by block tokens (pdq-tent), on generated scenes; their mark, border and radius may differ`,
            }) as const,
        ),
        {
          figure: "all edits together: 77.2 % of 3,854 images matched (PDQ)",
          by: "Thorn",
          source: "primary",
          ours: "not comparable: a mean over edits depends on which edits it is over, and theirs are others than ours",
        },
      ],
      verdicts: [],
    };
  },
});

function unrelatedOrigin(scenes: number): Table["origin"] {
  return onScenes(scenes, `unrelated generated scenes against as many others, every second of either`);
}

function radiusTable(calibrated: readonly Calibrated[], pairFpr: number, scenes: number): Table {
  return {
    id: "radii",
    title: `Radius of every hash at a pair FPR of at most ${pairFpr}`,
    origin: unrelatedOrigin(scenes),
    columns: [
      { key: "hash", title: "hash", format: "text" },
      { key: "bits", title: "bits", format: "bits" },
      { key: "radius", title: "radius chosen on the first half", format: "bits" },
      { key: "atRadius", title: "pair FPR there, on the second half", format: "rate" },
      { key: "own", title: "radius the hash states", format: "bits" },
      { key: "atOwnRadius", title: "pair FPR there, on the second half", format: "rate" },
      { key: "wholeKey", title: "pair FPR by whole-key tokens", format: "rate" },
      { key: "blocks", title: `pair FPR by ${defaultTokenScheme.id} tokens`, format: "rate" },
    ],
    rows: calibrated.map(
      ({ algorithm, radius, atRadius, atOwnRadius, byTokens: [wholeKey = null, blocks = null] }) => ({
        hash: algorithm.id,
        bits: algorithm.bits,
        radius,
        atRadius,
        own: algorithm.matchRadius,
        atOwnRadius,
        wholeKey,
        blocks,
      }),
    ),
    note: 'Tokens have no radius to choose: their pair FPR stands beside their recall. "-": no radius, or the hash is too short.',
  };
}

function thornTable(recalls: Recalls, origin: Table["origin"]): Table {
  return {
    id: "thorn",
    title: "Published recall of PDQ, and ours",
    origin,
    columns: [
      { key: "what", title: "edit, as published", format: "text" },
      { key: "share", title: "recall, n = 3,854", format: "probability", origin: { label: "published", by: "Thorn" } },
      { key: "edit", title: "our edit", format: "text" },
      { key: "own", title: "pdq within 30 bits", format: "rate" },
      { key: "equal", title: "pdq at equal pair FPR", format: "rate" },
      { key: "tent", title: "pdq-tent within 30 bits", format: "rate" },
      { key: "blocks", title: "pdq-tent by block tokens", format: "rate" },
    ],
    rows: thorn.map(({ what, share, edit }) => {
      const [theirs, tent] = [recalls.find(edit, pdq as string), recalls.find(edit, usual as string)];
      return {
        what,
        share,
        edit,
        own: theirs.ownRadius,
        equal: theirs.equalFpr,
        tent: tent.ownRadius,
        blocks: tent.blocks,
      };
    }),
    note: "Other images, and perhaps another radius, border and mark: the order of edits can be compared, sizes cannot.",
  };
}

function isAll(rate: Rate | null): boolean {
  return rate !== null && rate.events === rate.trials;
}

/** Whether every way of matching that applies finds all. */
function isWhole({ equalFpr, ownRadius, wholeKey, blocks }: RecallRow): boolean {
  const rates = [equalFpr, ownRadius, wholeKey, blocks].filter((rate) => rate !== null);
  return rates.length > 0 && rates.every(isAll);
}

function worst(rates: readonly (Rate | null)[]): Rate | null {
  return rates.reduce((least, rate) => (rate && (!least || rate.events < least.events) ? rate : least), null);
}

function countOf(rate: Rate | null | undefined): string {
  return rate ? `${rate.events} of ${rate.trials}` : "none";
}

function describe(rate: Rate | null): string {
  return rate ? renderRate(rate) : "-";
}
