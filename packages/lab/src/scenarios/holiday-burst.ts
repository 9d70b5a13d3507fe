import type { SceneKind } from "@glasshouse/fixtures";
import { hammingDistance } from "@glasshouse/hasher";
import { countingRules, defaultTokenScheme } from "@glasshouse/matcher";
import { fromParameters, measureRate, onScenes, renderPower, renderProbability } from "../findings/index.js";
import { logFlagBursts, logFlagIndependent } from "../statistics/index.js";
import { defineScenario, type Scenario } from "./scenario.js";
import { check, idealControl, type NamedRun, serverTable } from "./stage/evidence.js";
import { drawBurst, type Photo, takePhoto } from "./stage/photos.js";
import { createSteps, decideInTheClear, publishList, runAccount } from "./stage/run-account.js";
import { choice, rate, share, whole, wholeLog } from "./stage/sliders.js";
import { count, describeRun } from "./stage/views.js";

/** The rules that are run through the protocol; the others are decided in the clear. */
const runRules: readonly string[] = ["voucher", "cluster"];
const secondsApart = 2;

/** Many photographs of one thing. */
export const holidayBurst: Scenario = defineScenario({
  id: "holiday-burst",
  title: "A holiday burst",
  setup:
    "Somebody takes a run of photographs of one scene, seconds apart. The scene is on no list, but one entry happens to look like it: here a photograph of the same scene was listed to bring that accident about. How many matches is that? It depends on what is counted: every voucher, every different hash, every different first block, or every run of photographs once.",
  claims: ["A1", "A2"],
  objections: ["O2"],
  parameters: {
    scene: choice("what is photographed", ["night", "objects", "landscape", "interior", "poster"]),
    shots: whole("photographs of the scene", 24, [1, 60]),
    threshold: whole("matches that open an account, in the run", 10, [2, 60]),
    modelThreshold: whole("matches that open an account, in the model", 30, [1, 200], "Apple, 2021"),
    clusterSeconds: whole("seconds within which photographs belong to one run", 10, [0, 3600]),
    photos: wholeLog("photographs in the library, for the model", 10_000, [1, 1e6]),
    imageFpr: rate(
      "probability that a photograph matches by accident, for the model",
      1e-6,
      [1e-9, 1e-4],
      "Apple, 2021",
    ),
    listEntries: wholeLog("entries of the list that this probability is for", 200_000, [1, 1e7]),
    burstMean: share("mean photographs of one scene, for the model", 5, [1, 20]),
  },
  doesNotShow:
    "How often a scene of somebody's life looks like a listed picture: the collision was arranged. How alike photographs of one scene are depends on camera and motif; the generator moves, turns and relights a drawn scene a little. Counting each run once also counts a run of listed pictures once.",
  async run(values, context) {
    const { shots, threshold, clusterSeconds, photos, imageFpr, listEntries, burstMean } = values;
    const { random } = context;
    const steps = createSteps(context, 3 * shots + 3);
    const taken: Photo[] = [];
    for (const pixels of drawBurst(random.fork("scene"), values.scene as SceneKind, shots + 1)) {
      taken.push(takePhoto(pixels, taken.length * secondsApart));
      await steps.step();
    }
    const [planted, ...burst] = taken as [Photo, ...Photo[]];
    const listed = planted.image ? [planted.image] : [];
    const publish = (counting: (typeof countingRules)[number]) =>
      publishList(context, listed, {
        random: random.fork(`table ${counting}`),
        params: { threshold, counting, clusterSeconds, tokenScheme: defaultTokenScheme },
      });
    const runs: NamedRun[] = [];
    const byRule: { rule: string; distinct: number; opened: boolean; decidedBy: string }[] = [];
    for (const counting of countingRules) {
      const published = publish(counting);
      const inTheClear = decideInTheClear(published, burst, published.list.tokens);
      const run = runRules.includes(counting)
        ? await runAccount(context, published, burst, { random: random.fork(counting), steps })
        : null;
      if (run) runs.push({ account: `counted by ${counting}`, run });
      const { distinct, opened } = run?.outcome ?? inTheClear;
      byRule.push({ rule: counting, distinct, opened, decidedBy: run ? "the protocol" : "matching in the clear" });
    }
    const ideal = idealControl(runs);
    const { matched } = (runs[0] as NamedRun).run.outcome;
    const matches = matched.filter(Boolean).length;
    const within = Math.max(0.01, matches / shots);
    const model = { photos, imageFpr, threshold: values.modelThreshold };
    const flag = (counting: "photo" | "burst") =>
      logFlagBursts(model, { distribution: "geometric", meanSize: burstMean, withinBurst: within, counting }) /
      Math.LN10;
    const [everyPhoto, oncePerBurst] = [flag("photo"), flag("burst")];
    const single = logFlagIndependent(model) / Math.LN10;
    const of = (rule: string) => byRule.find((row) => row.rule === rule);
    return {
      outcome: `${matches} of ${count(shots, "photograph")} of one unlisted scene matched. Counted by voucher they are ${of("voucher")?.distinct} matches and the account ${of("voucher")?.opened ? "opens" : "stays closed"}; counted once per run they are ${of("cluster")?.distinct} and it ${of("cluster")?.opened ? "opens" : "stays closed"} (threshold ${threshold}).`,
      views: runs.flatMap(({ account, run }) => describeRun(run, account).slice(0, 3)),
      controls: [ideal.table],
      tables: [
        {
          id: "by-rule",
          title: "One burst under the four counting rules",
          origin: onScenes(shots, "generated photographs of one scene"),
          columns: [
            { key: "rule", title: "what counts once", format: "text" },
            { key: "distinct", title: "counted matches", format: "count" },
            { key: "opened", title: "account opens", format: "yes-no" },
            { key: "decidedBy", title: "decided by", format: "text" },
          ],
          rows: byRule,
        },
        serverTable(runs),
        {
          id: "burst",
          title: "How alike the photographs are",
          origin: onScenes(shots, "generated photographs of one scene"),
          columns: [
            { key: "matched", title: "photographs that matched the one entry", format: "rate" },
            { key: "nearest", title: "smallest distance to the entry", format: "bits" },
            { key: "farthest", title: "largest distance", format: "bits" },
          ],
          rows: [
            {
              matched: measureRate([{ events: matches, images: shots }], {
                kind: "share",
                listEntries: 1,
                unit: "scene",
              }),
              nearest: Math.min(...burst.map(({ hash }) => hammingDistance(hash.bits, planted.hash.bits))),
              farthest: Math.max(...burst.map(({ hash }) => hammingDistance(hash.bits, planted.hash.bits))),
            },
          ],
          note: "One scene is one unit, however many photographs there are of it: the interval says how little a single burst tells.",
        },
        {
          id: "flags",
          title: "What bursts do to false flags of a whole library",
          origin: fromParameters,
          columns: [
            { key: "model", title: "photographs match", format: "text" },
            { key: "log10", title: "flag probability of an account", format: "log10-probability", listEntries },
          ],
          rows: [
            { model: "independently", log10: single },
            { model: `in bursts of mean ${burstMean}, every photograph counts`, log10: everyPhoto },
            { model: `in bursts of mean ${burstMean}, each counted once`, log10: oncePerBurst },
          ],
          note: `Threshold ${values.modelThreshold}, geometric bursts; within-burst match probability ${within.toPrecision(2)}, ${matches > 0 ? "that of the burst above" : "though nothing of the burst above matched"}.`,
        },
      ],
      plots: [],
      checks: [
        ideal.check,
        check("counted by voucher, every match counts", matches, of("voucher")?.distinct ?? 0),
        check(
          "no rule counts more than counting every voucher",
          true,
          byRule.every(({ distinct }) => distinct <= matches),
        ),
        check(
          "the account opens exactly when the count reaches the threshold",
          true,
          byRule.every((row) => row.opened === row.distinct >= threshold),
        ),
      ],
      published: [
        {
          figure:
            "10,000 photographs, image FPR 1e-6, threshold 30: 3.6e-93 if independent, 1.8e-6 in geometric bursts of mean 5 that match with 0.9, about 1e-112 if each burst counts once",
          by: "Glasshouse, from the stated inputs",
          source: "computed",
          ours: `${renderPower(single)}, ${renderPower(everyPhoto)} and ${renderPower(oncePerBurst)} with the sliders as set and a within-burst probability of ${within.toPrecision(2)}`,
        },
      ],
      verdicts: [
        {
          claim: "A1",
          verdict: everyPhoto <= -12 ? "holds" : "fails",
          under: `every photograph counts, geometric bursts of mean ${burstMean}, image FPR ${renderProbability(imageFpr)} assumed, threshold ${values.modelThreshold}`,
          because: `the model gives ${renderPower(everyPhoto)} per account`,
        },
        {
          claim: "A1",
          verdict: oncePerBurst <= -12 ? "holds" : "fails",
          under: `each burst counts once, geometric bursts of mean ${burstMean}, image FPR ${renderProbability(imageFpr)} assumed, threshold ${values.modelThreshold}`,
          because: `the model gives ${renderPower(oncePerBurst)} per account`,
        },
        {
          claim: "A2",
          verdict: of("voucher")?.opened ? "fails" : "holds",
          under: "every voucher counts, though a threshold of different pictures is meant",
          because: `${matches} photographs of one scene count as ${of("voucher")?.distinct} matches against ${threshold}`,
        },
      ],
    };
  },
});
