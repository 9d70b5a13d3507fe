import { albumPictures } from "@glasshouse/fixtures";
import { algorithms, defaultAlgorithm } from "@glasshouse/hasher";
import { onScenes, type PublishedFigure, type Rate, renderRate } from "../../findings/index.js";
import { hashScenesByEach, structuredKinds } from "../../samples/scenes.js";
import { defineExperiment, type Experiment } from "../experiment.js";
import { createCarrier } from "../perturbation/carrier.js";
import { type Tried, tryAll } from "./attempts.js";
import { controlTable, runControls } from "./controls.js";
import { queryTable, runSearches, searchesPerScene } from "./queries.js";
import { algorithmTable, defaultTable, escapedBy, radiusTable } from "./tables.js";
import { runVariants, variantSteps, variantTable } from "./variants.js";

/** Grey levels of 255 at which attempts are compared in words. */
const levels = 2;

const targets = ["pdq-tent", "pdq", "blockhash", "phash", "dhash"] as const;

export const evasion: Experiment = defineExperiment({
  id: "O4",
  title: "Deliberate evasion",
  objection: "Whoever wants to pass unseen changes the picture until its hash no longer matches.",
  adversary: "a sender who holds a listed picture; the device, and so the sender, has the hash algorithm",
  method:
    "Generated scenes are listed and then changed within a distortion budget: by noise, by smooth noise, by a search that sees only hashes, and by changes aimed at the bits nearest to turning over. Counted is how many escape, by way of matching and by what the list holds beside the picture itself.",
  parameters: {
    scenes: {
      type: "number",
      what: "listed scenes that are changed",
      default: 10,
      range: [4, 2000],
      whole: true,
      assumedBy: "Glasshouse",
    },
    searched: {
      type: "number",
      what: "scenes among them that the slower attempts are made on",
      default: 5,
      range: [2, 500],
      whole: true,
      assumedBy: "Glasshouse",
    },
    queries: {
      type: "number",
      what: "hashes that the search may look at for one scene",
      default: 30,
      range: [1, 10_000],
      whole: true,
      assumedBy: "Glasshouse",
      scale: "log",
    },
    unrelated: {
      type: "number",
      what: "unrelated scenes for the false-positive side",
      default: 20,
      range: [5, 5000],
      whole: true,
      assumedBy: "Glasshouse",
    },
  },
  nightly: { scenes: 500, searched: 100, queries: 2000, unrelated: 2000 },
  doesNotShow:
    "Whether people would notice the change: distortion is counted in grey levels, not seen. Scenes are generated and small (128 x 96), so rates are of the mechanism, not of photographs; neural hashes are not among the algorithms, and no attempt here uses gradients of one. Nothing is given out but counts: no changed picture leaves the run.",

  async run({ scenes, searched, queries, unrelated }, { random, onProgress }) {
    const total =
      (1 + targets.length) * scenes +
      targets.length +
      unrelated +
      (searchesPerScene + variantSteps) * Math.min(searched, scenes);
    let done = 0;
    const step = () => onProgress(++done, total);
    const draw = (label: string, count: number) =>
      albumPictures(
        { seed: random.fork(label).uint32(), bursts: { kind: "fixed", size: 1 }, kinds: structuredKinds },
        0,
        count,
      );

    const carriers = [];
    for (const picture of draw("listed", scenes)) {
      carriers.push(createCarrier(picture, random));
      await step();
    }
    const strangers = await hashScenesByEach(draw("unrelated", unrelated), {
      algorithms: targets.map((id) => algorithms[id]),
      onHashed: step,
    });
    const tried: Tried[] = [];
    for (const carrier of carriers) {
      for (const id of targets) {
        tried.push(...tryAll(carrier, id, random.fork("attempts")));
        await step();
      }
    }
    // A list holds no picture below the quality floor, and nobody has to change one.
    const few = carriers
      .filter((carrier) => carrier.hash(defaultAlgorithm).quality >= defaultAlgorithm.qualityFloor)
      .slice(0, searched);
    const searches = await runSearches(few, queries, random.fork("search"), step);
    const variants = await runVariants(
      few,
      strangers.map(({ hashes }) => hashes[0] ?? null),
      random.fork("variants"),
      step,
    );
    const controls = await runControls(carriers, targets, strangers, random.fork("controls"), step);

    const onPictures = onScenes(scenes);
    const [main, others, radius] = [
      defaultTable(tried, onPictures),
      algorithmTable(tried, targets, onPictures),
      radiusTable(tried, controls.distances, onPictures),
    ];
    const reach = (attempt: Tried["attempt"], budget: number) => escapedBy(tried, defaultAlgorithm.id, attempt, budget);
    const noise = reach("noise", levels);
    const aimed = reach("aimed-at-radius", levels);
    return {
      summary: `Of generated scenes changed by ${levels} of 255 grey levels (root mean square), ${renderRate(aimed)}, escape ${defaultAlgorithm.id} within ${defaultAlgorithm.matchRadius} bits if the change aims at the hash, ${renderRate(noise)}, if it is noise. Aiming takes the algorithm, which every device has.`,
      controls: [controlTable(controls, onPictures)],
      tables: [
        main,
        others,
        queryTable(searches, queries, onScenes(few.length)),
        radius,
        variantTable(variants, onScenes(few.length)),
      ],
      plots: [
        {
          table: main.id,
          title: "Scenes that escape a radius of 30 bits",
          kind: "lines",
          x: { column: "budget", scale: "log" },
          y: { column: "radius", scale: "linear" },
          series: "attempt",
        },
        {
          table: radius.id,
          title: "A larger radius: an aimed change of 2 levels still escapes",
          kind: "lines",
          x: { column: "radius", scale: "linear" },
          y: { column: "aimed2", scale: "linear" },
        },
      ],
      checks: [
        {
          name: "every unchanged scene matches itself, under every algorithm and rule",
          expected: `${controls.unchanged.trials} of ${controls.unchanged.trials}`,
          got: `${controls.unchanged.events} of ${controls.unchanged.trials}`,
          holds: controls.unchanged.events === controls.unchanged.trials,
        },
        {
          name: "nothing escapes the constant hash",
          expected: `0 of ${controls.constant.trials}`,
          got: `${controls.constant.events} of ${controls.constant.trials}`,
          holds: controls.constant.events === 0,
        },
        {
          name: `at ${levels} levels an aimed change of pdq-tent escapes its radius more often than noise`,
          expected: `more than ${noise.events} of ${noise.trials}`,
          got: `${aimed.events} of ${aimed.trials}`,
          holds: aimed.events > noise.events,
        },
      ],
      published: publishedBeside(reach("smooth", 8), aimed, searches, queries),
      verdicts: [],
    };
  },
});

function publishedBeside(
  smooth: Rate,
  aimed: Rate,
  searches: Awaited<ReturnType<typeof runSearches>>,
  queries: number,
): PublishedFigure[] {
  const lowest = searches.filter(({ budget, rule }) => budget === 1 && rule === "within 30 bits");
  const found = lowest.filter(({ query }) => query !== null).length;
  return [
    {
      figure:
        "more than 99.9 % of images escape in a black-box setting while their content is preserved (ImageNet; pHash, aHash, dHash, PDQ)",
      by: "Jain, Cretu, de Montjoye, 2022",
      source: "primary",
      ours: `pdq-tent at radius 30, generated scenes: ${smooth.events} of ${smooth.trials} escape by smooth noise of 8 levels without a query, ${aimed.events} of ${aimed.trials} by an aimed change of ${levels} levels. Budgets are ours; the published attack searches for the smallest change itself.`,
    },
    {
      figure:
        "PhotoDNA, PDQ and NeuralHash withstand black-box attacks under realistic limits on distortion and queries",
      by: "Madden, Bhavsar, Dorje, Li, 2024",
      source: "primary",
      ours: `The two differ in what they allow. Here a search that sees only hashes found a change of 1 level for ${found} of ${lowest.length} scenes within ${queries} queries, a simple one with far fewer queries than either: it decides nothing between them. Whoever has the algorithm needs no search, and on a device everybody has it.`,
    },
  ];
}
