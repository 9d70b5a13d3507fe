/** Assumed: flag probabilities of accounts whose photographs come in bursts. */
import { drawBurstSize, type SeededRandom } from "@glasshouse/fixtures";
import { type Check, fromParameters, measureRate, renderPower, type Table } from "../../findings/index.js";
import {
  type AccountModel,
  type BurstDistribution,
  type BurstModel,
  burstDistributions,
  clopperPearson,
  logFlagBursts,
  logFlagIndependent,
  thresholdFor,
} from "../../statistics/index.js";
import type { Values } from "./parameters.js";

const means = [1, 2, 5, 10, 20];
const withins = [0.1, 0.3, 0.5, 0.7, 0.9, 1];
const libraries = [100, 1000, 10_000, 100_000, 1_000_000, 5_770_000, 10_000_000];
/** Libraries beyond this many photographs are not looked for. */
const largestLibrary = 1e9;

const power = (logProbability: number) => logProbability / Math.LN10;

/** Bursts of one photograph are independent photographs, whatever their distribution and counting. */
export function nullTable(values: Values): Table {
  const { listEntries, withinBurst } = values;
  const single = { meanSize: 1, withinBurst: 1 } as const;
  return {
    id: "bursts-of-one",
    title: "Bursts of one photograph: every model has to give the same",
    origin: fromParameters,
    columns: [
      { key: "model", title: "model", format: "text" },
      { key: "flag", title: "account FPR", format: "log10-probability", listEntries },
    ],
    rows: [
      { model: "independent", flag: power(logFlagIndependent(values)) },
      ...burstDistributions.flatMap((distribution) =>
        (["photo", "burst"] as const).map((counting) => ({
          model: `${distribution}, each ${counting} counts`,
          flag: power(logFlagBursts(values, { ...single, distribution, counting })),
        })),
      ),
    ],
    note: `A photograph that matches always matches here; elsewhere with probability ${withinBurst} when its scene collides.`,
  };
}

/** Flag probability by mean and distribution of burst sizes. */
export function burstTable(values: Values): Table {
  const { listEntries, withinBurst, target } = values;
  return {
    id: "bursts",
    title: "Account FPR by size of bursts",
    origin: fromParameters,
    columns: [
      { key: "meanSize", title: "mean photographs per burst", format: "number" },
      { key: "distribution", title: "sizes", format: "text" },
      { key: "photo", title: "account FPR, every photograph counts", format: "log10-probability", listEntries },
      { key: "burst", title: "account FPR, each burst counts once", format: "log10-probability", listEntries },
      { key: "threshold", title: `threshold for ${target}, every photograph counts`, format: "count" },
    ],
    rows: means.flatMap((meanSize) =>
      burstDistributions.map((distribution) => {
        const bursts = { distribution, meanSize, withinBurst };
        return {
          meanSize,
          distribution,
          photo: power(logFlagBursts(values, { ...bursts, counting: "photo" })),
          burst: power(logFlagBursts(values, { ...bursts, counting: "burst" })),
          threshold: needed(values, { ...bursts, counting: "photo" }),
        };
      }),
    ),
    note: 'Three distributions of one mean, because nobody knows how burst sizes are distributed and the tail decides. "-": no threshold up to 4,096.',
  };
}

function needed(values: Values, bursts: BurstModel): number | null {
  return thresholdFor(values.target, (threshold) => logFlagBursts({ ...values, threshold }, bursts));
}

/** Flag probability by how surely a photograph matches when its scene does. */
export function withinTable(values: Values): Table {
  const { listEntries, burstMean, target } = values;
  return {
    id: "within-burst",
    title: "Account FPR by match probability within a burst",
    origin: fromParameters,
    columns: [
      { key: "within", title: "photograph matches if its scene does", format: "probability" },
      ...burstDistributions.map((key) => ({ key, title: key, format: "log10-probability", listEntries }) as const),
      { key: "threshold", title: `threshold for ${target}, geometric`, format: "count" },
    ],
    rows: withins.map((withinBurst) => {
      const bursts = (distribution: BurstDistribution): BurstModel => ({
        distribution,
        meanSize: burstMean,
        withinBurst,
        counting: "photo",
      });
      const flags = burstDistributions.map((key) => [key, power(logFlagBursts(values, bursts(key)))]);
      return { within: withinBurst, ...Object.fromEntries(flags), threshold: needed(values, bursts("geometric")) };
    }),
    note: `Bursts of mean ${burstMean}. The rate of a single photograph is the same in every row: scenes collide more rarely where their photographs match more surely.`,
  };
}

/** The models of the tables by library size. */
function libraryModels({ burstMean, withinBurst }: Values) {
  const bursts = (distribution: BurstDistribution, counting: BurstModel["counting"]) => (account: AccountModel) =>
    logFlagBursts(account, { distribution, meanSize: burstMean, withinBurst, counting });
  return [
    { key: "independent", title: "independent", flag: logFlagIndependent },
    ...burstDistributions.map((key) => ({ key, title: `bursts, ${key}`, flag: bursts(key, "photo") })),
    { key: "once", title: "bursts, each counted once", flag: bursts("geometric", "burst") },
  ];
}

/** Flag probability by size of the library. */
export function libraryTable(values: Values): Table {
  const { listEntries, burstMean } = values;
  const models = libraryModels(values);
  return {
    id: "libraries",
    title: "Account FPR by size of the library",
    origin: fromParameters,
    columns: [
      { key: "photos", title: "photographs", format: "count" },
      ...models.map(({ key, title }) => ({ key, title, format: "log10-probability", listEntries }) as const),
    ],
    rows: libraries.map((photos) => ({
      photos,
      ...Object.fromEntries(models.map(({ key, flag }) => [key, power(flag({ ...values, photos }))])),
    })),
    note: `Bursts of mean ${burstMean}.`,
  };
}

/** The largest library under each model that keeps the target. */
export function largestLibraryTable(values: Values): Table {
  return {
    id: "largest-library",
    title: `Largest library with an account FPR of at most ${values.target}`,
    origin: fromParameters,
    columns: [
      { key: "model", title: "photographs", format: "text" },
      { key: "photos", title: "largest library", format: "count" },
    ],
    rows: libraryModels(values).map(({ title, flag }) => ({
      model: title,
      photos: findLargest((photos) => flag({ ...values, photos }) <= Math.log(values.target), values.burstMean),
    })),
    note: '"-": not even one burst keeps it, or more than a billion photographs do.',
  };
}

/** The largest number of photographs that keeps a bound which more photographs only break; `null` if none or all do. */
export function findLargest(keeps: (photos: number) => boolean, least: number): number | null {
  let below = Math.ceil(least);
  if (!keeps(below)) return null;
  let above = below;
  while (keeps(above)) {
    if (above > largestLibrary) return null;
    below = above;
    above *= 2;
  }
  while (above - below > Math.max(1, below / 1e6)) {
    const middle = Math.floor((above + below) / 2);
    if (keeps(middle)) below = middle;
    else above = middle;
  }
  return below;
}

/** A library and rates at which flags are frequent enough to be counted. */
const frequent = { photos: 300, imageFpr: 0.02, threshold: 12 } as const;

/** Accounts drawn at rates that can be counted, beside what the model computes for them. */
export function simulateAccounts(accounts: number, random: SeededRandom): { table: Table; check: Check } {
  const { photos, imageFpr, threshold } = frequent;
  const [meanSize, withinBurst] = [5, 0.5];
  const rows = burstDistributions.map((distribution) => {
    const draws = random.fork(distribution);
    const sizes =
      distribution === "fixed" ? ({ kind: "fixed", size: meanSize } as const) : { kind: distribution, mean: meanSize };
    let events = 0;
    for (let account = 0; account < accounts; account++) {
      let matches = 0;
      for (let burst = 0; burst < photos / meanSize; burst++) {
        if (!draws.chance(imageFpr / withinBurst)) continue;
        const size = drawBurstSize(sizes, draws);
        for (let photo = 0; photo < size; photo++) matches += Number(draws.chance(withinBurst));
      }
      events += Number(matches >= threshold);
    }
    const counted = { events, trials: accounts };
    // So wide that a right model is outside once in 10,000 times.
    const wide = clopperPearson(events, accounts, 0.9999);
    const computed = Math.exp(logFlagBursts(frequent, { distribution, meanSize, withinBurst, counting: "photo" }));
    return {
      distribution,
      simulated: measureRate(counted, { kind: "share", unit: "account" }),
      computed,
      agrees: computed >= wide.lower && computed <= wide.upper,
    };
  });
  return {
    table: {
      id: "simulated-accounts",
      title: `Simulated accounts of ${photos} photographs, image FPR ${imageFpr}, threshold ${threshold}, bursts of mean ${meanSize}`,
      origin: { label: "measured", on: `${accounts.toLocaleString("en-US")} simulated accounts` },
      columns: [
        { key: "distribution", title: "sizes", format: "text" },
        { key: "simulated", title: "flagged", format: "rate" },
        { key: "computed", title: "computed", format: "probability", origin: fromParameters },
      ],
      rows: rows.map(({ distribution, simulated, computed }) => ({ distribution, simulated, computed })),
      note: "Rates far above any proposed, so that there is something to count; a photograph matches with probability 0.5 when its scene collides. No pictures take part and no list: matches are drawn.",
    },
    check: {
      name: "simulated accounts are flagged as often as the model computes",
      expected: "three computed probabilities within their intervals (99.99 %)",
      got: `${rows.filter(({ agrees }) => agrees).length} of ${rows.length}`,
      holds: rows.every(({ agrees }) => agrees),
    },
  };
}

/** 10,000 photographs, image FPR 1e-6, threshold 30. */
const stated = { photos: 10_000, imageFpr: 1e-6, threshold: 30 } as const;

/** Figures computed elsewhere for {@link stated}, to the digits that were given. */
export function testValues(): Check[] {
  const photo = (distribution: BurstDistribution, meanSize: number, withinBurst: number) =>
    logFlagBursts(stated, { distribution, meanSize, withinBurst, counting: "photo" });
  const geometric = (threshold: number) =>
    logFlagBursts(
      { ...stated, threshold },
      { distribution: "geometric", meanSize: 5, withinBurst: 0.9, counting: "photo" },
    );
  const once = logFlagBursts(stated, { distribution: "geometric", meanSize: 5, withinBurst: 0.9, counting: "burst" });
  const threshold = thresholdFor(1e-12, geometric) ?? 0;
  const largest = findLargest((photos) => logFlagIndependent({ ...stated, photos }) <= Math.log(1e-12), 1) ?? 0;
  const values: readonly (readonly [string, number, number, number])[] = [
    ["independent", logFlagIndependent(stated), 3.6, -93],
    ["geometric bursts of 2, within 0.9", photo("geometric", 2, 0.9), 2, -12],
    ["geometric bursts of 5, within 0.9", photo("geometric", 5, 0.9), 1.8, -6],
    ["geometric bursts of 10, within 0.9", photo("geometric", 10, 0.9), 3.8, -5],
    ["geometric bursts of 20, within 0.9", photo("geometric", 20, 0.9), 1.1, -4],
    ["geometric bursts of 5, within 0.3", photo("geometric", 5, 0.3), 1, -10],
    ["bursts of exactly 5, within 0.9", photo("fixed", 5, 0.9), 7, -21],
    ["shifted Poisson bursts of 5, within 0.9", photo("shifted-poisson", 5, 0.9), 5, -14],
  ];
  const named = "10,000 photographs, image FPR 1e-6, threshold 30: ";
  return [
    ...values.map(([what, log, mantissa, exponent]) => ({
      name: named + what,
      expected: `${mantissa}e${exponent}`,
      got: renderPower(power(log)),
      holds: Math.abs(Math.exp(log - exponent * Math.LN10) - mantissa) <= (Number.isInteger(mantissa) ? 0.5 : 0.05),
    })),
    {
      name: `${named}each burst counted once`,
      expected: "about 1e-112",
      got: renderPower(power(once)),
      holds: Math.round(power(once)) === -112,
    },
    {
      name: "threshold for 1e-12 with geometric bursts of 5",
      expected: "about 90",
      got: String(threshold),
      holds: Math.abs(threshold - 90) <= 5,
    },
    {
      name: "largest independent library for 1e-12",
      expected: "5.77 million",
      got: largest.toLocaleString("en-US"),
      holds: Math.abs(largest / 5.77e6 - 1) < 0.001,
    },
  ];
}
