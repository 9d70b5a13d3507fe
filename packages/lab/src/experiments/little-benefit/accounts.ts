/** Assumed: which accounts a threshold finds, and which it flags by accident. */
import { type Check, fromParameters, renderProbability, type Table } from "../../findings/index.js";
import { logBinomialTail, logFlagBursts, logFlagIndependent, logFoundGeometric } from "../../statistics/index.js";
import type { Values } from "./parameters.js";

const recalls = [0.5, 0.7, 0.9, 0.99];
const factors = [1, 1.1, 1.17, 1.34, 1.5, 2, 3];
const thresholds = [1, 2, 5, 10, 20, 30, 60, 90, 120];
const meansHeld = [2, 5, 10, 30, 50, 100, 300, 1000];
/** Accounts that hold more are not looked for. */
const mostHeld = 100_000;

/** Probability that an account with so many listed images is found. */
export function findHolder(held: number, recall: number, threshold: number): number {
  return Math.exp(logBinomialTail(held, recall, threshold));
}

/** The oracle finds every holder; nobody finds an account that holds nothing, or fewer images than the threshold. */
export function controlTable({ threshold, recall }: Values): { table: Table; check: Check } {
  const rows = [
    { account: "one listed image", at: "threshold 1, recall 1 (the oracle)", found: findHolder(1, 1, 1), expected: 1 },
    {
      account: "no listed image",
      at: `threshold ${threshold}, recall ${recall}`,
      found: findHolder(0, recall, threshold),
      expected: 0,
    },
    {
      account: `${threshold - 1} listed images`,
      at: `threshold ${threshold}, recall 1`,
      found: findHolder(threshold - 1, 1, threshold),
      expected: 0,
    },
    {
      account: `${threshold} listed images`,
      at: `threshold ${threshold}, recall 1`,
      found: findHolder(threshold, 1, threshold),
      expected: 1,
    },
  ];
  return {
    table: {
      id: "controls",
      title: "Accounts that have to be found, and accounts that cannot be",
      origin: fromParameters,
      columns: [
        { key: "account", title: "account with", format: "text" },
        { key: "at", title: "at", format: "text" },
        { key: "found", title: "found", format: "log10-probability" },
      ],
      rows: rows.map(({ account, at, found }) => ({ account, at, found: Math.log10(found) })),
      note: "Accidental matches are left out of all that follows: they are O1 and O2.",
    },
    check: {
      name: "the oracle finds every holder, and below the threshold nobody is found",
      expected: rows.map((row) => row.expected).join(", "),
      got: rows.map(({ found }) => renderProbability(found)).join(", "),
      holds: rows.every(({ found, expected }) => Math.abs(found - expected) < 1e-9),
    },
  };
}

/** Found by images held and recall. */
export function heldTable({ threshold }: Values): Table {
  const held = [...new Set(factors.map((factor) => Math.ceil(factor * threshold)))];
  return {
    id: "images-held",
    title: `Accounts found at a threshold of ${threshold}`,
    origin: fromParameters,
    columns: [
      { key: "held", title: "listed images held", format: "count" },
      { key: "recall", title: "recall", format: "probability" },
      { key: "found", title: "found", format: "probability" },
    ],
    rows: recalls.flatMap((recall) =>
      held.map((count) => ({ held: count, recall, found: findHolder(count, recall, threshold) })),
    ),
    note: "Different listed images: copies of one count once under every counting rule but voucher.",
  };
}

/** What a threshold costs on both sides. */
export function thresholdTable({ recall, photos, imageFpr, listEntries }: Values): Table {
  const bursts = { distribution: "geometric", meanSize: 5, withinBurst: 0.9, counting: "photo" } as const;
  return {
    id: "thresholds",
    title: "What a threshold costs: holders missed, and others flagged",
    origin: fromParameters,
    columns: [
      { key: "threshold", title: "threshold", format: "count" },
      { key: "half", title: "images held by an account found half of the time", format: "count" },
      { key: "sure", title: "... 95 % of the time", format: "count" },
      { key: "independent", title: "account FPR, photographs independent", format: "log10-probability", listEntries },
      { key: "bursts", title: "account FPR, geometric bursts of 5", format: "log10-probability", listEntries },
    ],
    rows: thresholds.map((threshold) => {
      const account = { photos, imageFpr, threshold };
      return {
        threshold,
        half: leastHeld(0.5, recall, threshold),
        sure: leastHeld(0.95, recall, threshold),
        independent: logFlagIndependent(account) / Math.LN10,
        bursts: logFlagBursts(account, bursts) / Math.LN10,
      };
    }),
    note: `Recall ${recall}. Within a burst whose scene collides, a photograph matches with probability 0.9.`,
  };
}

/** The fewest images that an account has to hold to be found with a probability. */
export function leastHeld(probability: number, recall: number, threshold: number): number | null {
  let below = threshold - 1;
  let above = threshold;
  while (findHolder(above, recall, threshold) < probability) {
    if (above >= mostHeld) return null;
    below = above;
    above *= 2;
  }
  while (above - below > 1) {
    const middle = (above + below) >> 1;
    if (findHolder(middle, recall, threshold) >= probability) above = middle;
    else below = middle;
  }
  return above;
}

/** Share of all holders that are found, when some hold few images and some many. */
export function holdersTable({ threshold, recall, listedShare, meanHeld }: Values): Table {
  const share = (mean: number, listed: number, at: number) =>
    Math.exp(logFoundGeometric({ mean, matches: listed * recall }, at));
  return {
    id: "holders",
    title: "Share of holders that are found",
    origin: fromParameters,
    columns: [
      { key: "mean", title: "mean images held, geometric", format: "number" },
      { key: "all", title: `found if all are listed, threshold ${threshold}`, format: "probability" },
      {
        key: "some",
        title: `found if a share of ${listedShare} is listed, threshold ${threshold}`,
        format: "probability",
      },
      { key: "single", title: `found if a share of ${listedShare} is listed, threshold 1`, format: "probability" },
    ],
    rows: [...new Set([...meansHeld, meanHeld])]
      .sort((a, b) => a - b)
      .map((mean) => ({
        mean,
        all: share(mean, 1, threshold),
        some: share(mean, listedShare, threshold),
        single: share(mean, listedShare, 1),
      })),
    note: "How many images holders have is not known: a row, not a result. What a threshold of 1 finds, a threshold gives up for the accounts that it does not flag.",
  };
}

/** Figures computed elsewhere: threshold 30, recall 0.9. */
export function testValues(): Check[] {
  return [
    { held: 30, expected: 0.04, digits: 0.005 },
    { held: 35, expected: 0.87, digits: 0.005 },
    { held: 40, expected: 0.999, digits: 0.0005 },
  ].map(({ held, expected, digits }) => {
    const got = findHolder(held, 0.9, 30);
    return {
      name: `threshold 30, recall 0.9: an account with ${held} listed images is found`,
      expected: String(expected),
      got: renderProbability(got),
      holds: Math.abs(got - expected) <= digits,
    };
  });
}
