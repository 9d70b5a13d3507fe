import type { SeededRandom } from "@glasshouse/fixtures";
import {
  fromParameters,
  measureRate,
  type Rate,
  renderInteger,
  renderPower,
  renderProbability,
  type Table,
} from "../findings/index.js";
import {
  type BurstDistribution,
  type BurstModel,
  burstDistributions,
  logFlagBursts,
  logFlagIndependent,
  predictiveValue,
  thresholdFor,
} from "../statistics/index.js";
import { defineScenario, type Scenario } from "./scenario.js";
import { check, idealControl, nothingInTheClear } from "./stage/evidence.js";
import { listable, takeAlbum } from "./stage/photos.js";
import { createSteps, publishList, runAccount } from "./stage/run-account.js";
import { rate, share, whole, wholeLog } from "./stage/sliders.js";
import { describeRun } from "./stage/views.js";

const target = 1e-12;
/** A library, a rate and a threshold at which accidents happen often enough to be counted. */
const seen = { photos: 60, imageFpr: 0.03, threshold: 3, meanSize: 3, withinBurst: 0.8 };
const drawnAccounts = 2000;

/** A model beside accounts that were drawn. */
type DrawnModel = {
  readonly model: string;
  readonly expected: number;
  readonly drawn: Rate;
  readonly agrees: boolean;
};

/** One account in a trillion. */
export const trillion: Scenario = defineScenario({
  id: "trillion",
  title: "One account in a trillion",
  setup:
    "An account holds a large library and no listed picture. How likely is it that accidents alone reach the threshold? The rate of accidents is assumed, the threshold is set, and only one thing is varied: whether photographs match independently, or in bursts of one scene. A small account goes through the protocol to show what the server has of it.",
  claims: ["A1", "A4", "A7"],
  objections: ["O1", "O2"],
  parameters: {
    imageFpr: rate("probability that a photograph matches the list by accident", 1e-6, [1e-9, 1e-4], "Apple, 2021"),
    listEntries: wholeLog("entries of the list that this probability is for", 200_000, [1, 1e7]),
    photos: wholeLog("photographs in the library", 10_000, [1, 1e6]),
    threshold: whole("matches that open an account", 30, [1, 200], "Apple, 2021"),
    burstMean: share("mean photographs of one scene", 5, [1, 20]),
    withinBurst: share("probability that a photograph matches, given that its scene collides", 0.9, [0.01, 1]),
    accounts: wholeLog("accounts", 1e9, [1, 1e10]),
    prevalence: rate("share of accounts that hold enough listed pictures", 1e-4, [1e-9, 0.1]),
    sensitivity: share("share of those that are found", 0.9, [0.01, 1]),
  },
  doesNotShow:
    "What the rates are. One in a trillion cannot be measured by anybody: it is the output of a model, and every number here follows from the sliders. How large bursts are and how often photographs of one scene match together has to be measured on people's photographs.",
  async run(values, context) {
    const { random } = context;
    const { imageFpr, listEntries, photos, threshold, burstMean, withinBurst, accounts, prevalence, sensitivity } =
      values;
    const bursts = (distribution: BurstDistribution, counting: BurstModel["counting"]) => (at: number) =>
      logFlagBursts({ photos, imageFpr, threshold: at }, { distribution, meanSize: burstMean, withinBurst, counting });
    const models: readonly (readonly [string, (at: number) => number])[] = [
      ["independent", (at) => logFlagIndependent({ photos, imageFpr, threshold: at })],
      ...burstDistributions.map((distribution) => [`bursts, ${distribution}`, bursts(distribution, "photo")] as const),
      ["bursts, geometric, each counted once", bursts("geometric", "burst")],
    ];
    const flags = models.map(([model, logFlag]) => {
      const log10 = logFlag(threshold) / Math.LN10;
      const probability = 10 ** log10;
      return {
        model,
        log10,
        perYear: accounts * probability,
        ppv: predictiveValue(prevalence, sensitivity, probability),
        needed: thresholdFor(target, logFlag),
      };
    });
    const [independent, geometric] = [flags[0], flags.find(({ model }) => model === "bursts, geometric")];

    const steps = createSteps(context, 14);
    const list = await takeAlbum(random.fork("list"), 4, steps);
    const library = await takeAlbum(random.fork("library"), 4, steps);
    const published = publishList(context, listable(list), { random: random.fork("table"), params: { threshold } });
    const run = await runAccount(context, published, library, { random: random.fork("account"), steps });
    const named = { account: "4 photographs of a library", run };
    const ideal = idealControl([named]);
    const server = run.server;

    const counted: DrawnModel[] = [];
    for (const model of ["independent", "bursts"] as const) {
      const flagged = drawFlags(random.fork(`draw ${model}`), model === "bursts");
      const expected = Math.exp(
        model === "bursts"
          ? logFlagBursts(seen, { ...seen, distribution: "geometric", counting: "photo" })
          : logFlagIndependent(seen),
      );
      const drawn = measureRate(
        { events: flagged, trials: drawnAccounts },
        { kind: "account FPR", listEntries: 1, unit: "drawn account", confidence: 0.999 },
      );
      counted.push({ model, expected, drawn, agrees: drawn.lower <= expected && expected <= drawn.upper });
      await steps.step();
    }
    const largest = largestLibrary(imageFpr, threshold);
    return {
      outcome: `At an image rate of ${renderProbability(imageFpr)} and threshold ${threshold}, ${renderInteger(photos)} independent photographs are flagged with probability ${renderPower(independent?.log10 ?? 0)}; in geometric bursts of mean ${burstMean} with ${renderPower(geometric?.log10 ?? 0)}. The account that was run opened ${server.opened} vouchers.`,
      views: describeRun(run),
      controls: [
        {
          id: "model-against-draws",
          title: "The models where accidents are frequent enough to be counted",
          origin: {
            label: "measured",
            on: `${drawnAccounts.toLocaleString("en-US")} drawn accounts of ${seen.photos} photographs`,
          },
          columns: [
            { key: "model", title: "photographs", format: "text" },
            { key: "expected", title: "the model says", format: "probability", origin: fromParameters, listEntries: 1 },
            { key: "drawn", title: "flagged among those drawn", format: "rate" },
            { key: "agrees", title: "within the interval", format: "yes-no" },
          ],
          rows: counted,
          note: `Image FPR ${seen.imageFpr}, threshold ${seen.threshold}, bursts of mean ${seen.meanSize}, within-burst probability ${seen.withinBurst}; numbers drawn, no pictures.`,
        },
        ideal.table,
      ],
      tables: [flagTable(flags, listEntries, threshold)],
      plots: [],
      checks: [
        ideal.check,
        check("models that agree with drawn accounts", counted.length, counted.filter(({ agrees }) => agrees).length),
        check(
          "a threshold of one more is never likelier to be reached",
          true,
          models.every(([, logFlag]) => logFlag(threshold + 1) <= logFlag(threshold)),
        ),
        nothingInTheClear(server),
      ],
      published: [
        {
          figure: "fewer than 1 in 10^12 accounts a year, at an assumed image rate of 1 in 10^6 and threshold 30",
          by: "Apple, 2021",
          source: "secondary",
          ours: `${renderPower(independent?.log10 ?? 0)} if independent, ${renderPower(geometric?.log10 ?? 0)} in geometric bursts of mean ${burstMean} (image rate ${renderProbability(imageFpr)}, ${renderInteger(photos)} photographs, threshold ${threshold})`,
        },
      ],
      verdicts: [
        ...[
          { row: independent, under: "photographs that match independently" },
          {
            row: geometric,
            under: `geometric bursts of mean ${burstMean}, within-burst probability ${withinBurst}, every photograph counts`,
          },
        ].map(({ row, under }) => ({
          claim: "A1" as const,
          verdict: (row?.log10 ?? 0) <= -12 ? ("holds" as const) : ("fails" as const),
          under: `${under}; image FPR ${renderProbability(imageFpr)} assumed for a list of ${renderInteger(listEntries)}, ${renderInteger(photos)} photographs, threshold ${threshold}`,
          because: `the model gives ${renderPower(row?.log10 ?? 0)} per account`,
        })),
        {
          claim: "A7",
          verdict: photos <= largest ? "holds" : "fails",
          under: `photographs that match independently, image FPR ${renderProbability(imageFpr)} assumed, threshold ${threshold}`,
          because: `the target of 1 in 10^12 is kept up to ${renderInteger(largest)} photographs`,
        },
      ],
    };
  },
});

function flagTable(rows: Table["rows"], listEntries: number, threshold: number): Table {
  return {
    id: "flags",
    title: `Accounts without listed pictures that reach threshold ${threshold}`,
    origin: fromParameters,
    columns: [
      { key: "model", title: "photographs match", format: "text" },
      { key: "log10", title: "flag probability of an account", format: "log10-probability", listEntries },
      { key: "perYear", title: "such flags among all accounts", format: "number" },
      { key: "ppv", title: "share of flags that are right", format: "probability" },
      { key: "needed", title: "threshold that keeps 1 in 10^12", format: "count" },
    ],
    rows,
    note: "The same image rate in every row. Only how matches hang together differs.",
  };
}

/** Flags among accounts whose accidents are drawn photograph by photograph, in bursts or one by one. */
function drawFlags(random: SeededRandom, inBursts: boolean): number {
  const { photos, imageFpr, threshold, meanSize, withinBurst } = seen;
  let flags = 0;
  for (let account = 0; account < drawnAccounts; account++) {
    let matches = 0;
    if (inBursts) {
      for (let burst = 0; burst < photos / meanSize; burst++) {
        if (!random.chance(imageFpr / withinBurst)) continue;
        const size = random.geometric(meanSize);
        for (let i = 0; i < size; i++) matches += Number(random.chance(withinBurst));
      }
    } else for (let i = 0; i < photos; i++) matches += Number(random.chance(imageFpr));
    flags += Number(matches >= threshold);
  }
  return flags;
}

/** The largest library that keeps the target, photographs independent. */
function largestLibrary(imageFpr: number, threshold: number): number {
  const keeps = (photos: number) => logFlagIndependent({ photos, imageFpr, threshold }) <= Math.log(target);
  let [below, above] = [0, 1];
  while (keeps(above) && above < 1e12) [below, above] = [above, 2 * above];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (keeps(middle)) below = middle;
    else above = middle;
  }
  return below;
}
