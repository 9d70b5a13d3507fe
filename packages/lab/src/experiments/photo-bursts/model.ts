/** Assumed: flag probabilities of accounts whose photographs come in bursts. */
import { fromParameters, type Table } from "../../findings/index.js";
import {
  type AccountModel,
  type BurstDistribution,
  type BurstModel,
  burstDistributions,
  countMatches,
  logFlagBursts,
  logFlagByMatches,
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
  const counted = countMatches(values, bursts);
  return thresholdFor(values.target, (threshold) => logFlagByMatches(counted, threshold));
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
    { title: "independent", flag: logFlagIndependent },
    ...burstDistributions.map((sizes) => ({ title: `bursts, ${sizes}`, flag: bursts(sizes, "photo") })),
    { title: "bursts, each counted once", flag: bursts("geometric", "burst") },
  ];
}

/** Flag probability by size of the library. */
export function libraryTable(values: Values): Table {
  const { listEntries, burstMean } = values;
  return {
    id: "libraries",
    title: "Account FPR by size of the library",
    origin: fromParameters,
    columns: [
      { key: "model", title: "photographs", format: "text" },
      { key: "photos", title: "how many", format: "count" },
      { key: "flag", title: "account FPR", format: "log10-probability", listEntries },
    ],
    rows: libraryModels(values).flatMap(({ title, flag }) =>
      libraries.map((photos) => ({ model: title, photos, flag: power(flag({ ...values, photos })) })),
    ),
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
  while (above - below > 1) {
    const middle = Math.floor((above + below) / 2);
    if (keeps(middle)) below = middle;
    else above = middle;
  }
  return below;
}
