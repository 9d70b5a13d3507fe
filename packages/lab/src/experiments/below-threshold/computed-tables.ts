/** What counting, opened blocks and equal shares tell a server of an account at its real size: computed, not run. */
import { defaultParams, deriveSyntheticBudget } from "@glasshouse/matcher";
import { type Cell, fromParameters, type Table } from "../../findings/index.js";
import { areaFromCounts, areaFromOpenings, exactGuess, matchesTold } from "../../models/counting-server.js";

const matchCounts = [1, 5, 10, 20];
const area = (key: string, title: string) => ({ key, title, format: "probability" }) as const;

/** What is assumed of an account. */
export interface LeakAssumptions {
  readonly photos: number;
  /** Mean number of synthetic vouchers, below `photos`. */
  readonly expected: number;
  /** Photographs kept twice. */
  readonly copies: number;
}

/** AUC by one channel each. */
export interface ChannelAreas {
  readonly [key: string]: number;
  readonly matches: number;
  readonly counts: number;
  readonly copiesOfList: number;
  readonly oneBlock: number;
  readonly equal: number;
}

/** The tables, and what verdicts need of them. */
export function computeTables({ photos, expected, copies }: LeakAssumptions): {
  readonly tables: readonly Table[];
  readonly byChannel: readonly ChannelAreas[];
} {
  const rate = (mean: number) => ({ photos, synthetic: mean / photos });
  const noise = rate(expected);
  const means = [...new Set([10, expected, 100])].filter((mean) => mean < photos).sort((a, b) => a - b);
  const areas = [1, 2, 5, 10, 20, 29].map((matches) => ({
    matches,
    ...Object.fromEntries(means.map((mean) => [`s${mean}`, areaFromCounts(rate(mean), matches)])),
  }));
  const price = means.map((mean) => {
    const budget = deriveSyntheticBudget(mean, photos);
    return {
      expected: mean,
      lost: budget.syntheticPerMillion / 1e6,
      columns: budget.detectionColumns,
      exact: exactGuess(rate(mean), 10),
      told: matchesTold(rate(mean), 0.01),
    };
  });
  const { openings } = defaultParams;
  const wholly = (openings.at(-1) as number) / openings.reduce((sum, weight) => sum + weight, 0);
  const byChannel = matchCounts.map((matches) => ({
    matches,
    counts: areaFromCounts(noise, matches),
    copiesOfList: areaFromOpenings(noise, wholly, matches),
    oneBlock: areaFromOpenings(noise, 0, matches),
    equal: areaFromCounts({ photos: copies, synthetic: noise.synthetic }, Math.min(copies, matches)),
  }));
  const tables: Table[] = [
    {
      id: "areas",
      title: `AUC from the number of opened vouchers, ${photos.toLocaleString("en-US")} photographs`,
      origin: fromParameters,
      columns: [
        { key: "matches", title: "matches, against none", format: "count" },
        ...means.map((mean) => area(`s${mean}`, `${mean} synthetic vouchers expected`)),
      ],
      rows: areas as Record<string, Cell>[],
      note: "Without synthetic vouchers the server counts exactly, and every area is 1: that is the default of the manifests here.",
    },
    {
      id: "channels",
      title: `AUC by channel, ${expected} synthetic vouchers expected in ${photos.toLocaleString("en-US")} photographs`,
      origin: fromParameters,
      columns: [
        { key: "matches", title: "matches, against none", format: "count" },
        area("counts", "opened vouchers"),
        area("copiesOfList", "opened blocks: default weights, matches are exact copies"),
        area("oneBlock", "opened blocks: synthetics open one block alone"),
        area("equal", `equal shares: each match kept twice, like ${copies} photographs of every account`),
      ],
      rows: byChannel,
      note: "Synthetic vouchers must open as many blocks as matches do, or they tell themselves apart. Copies of one picture carry one share, and a pair of equal opened shares is rarely synthetic: this channel is open.",
    },
    {
      id: "price",
      title: "What synthetic vouchers cost, and what they buy",
      origin: fromParameters,
      columns: [
        { key: "expected", title: "synthetic vouchers expected", format: "count" },
        area("lost", "share of matching pictures lost to them"),
        { key: "columns", title: "detection columns needed", format: "count" },
        area("exact", "the server guesses 10 matches exactly"),
        { key: "told", title: "matches told half of the time, at 1 false alarm in 100", format: "count" },
      ],
      rows: price,
    },
  ];
  return { tables, byChannel };
}
