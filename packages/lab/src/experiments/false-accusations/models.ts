/** Assumed and published: what an image rate means for accounts, and what published counts can support. */
import { type Check, fromParameters, renderNumber, renderProbability, type Table } from "../../findings/index.js";
import {
  cleanTrialsNeeded,
  clopperPearson,
  logFlagIndependent,
  predictiveValue,
  scaleToListSize,
  upperBound,
} from "../../statistics/index.js";
import type { Values } from "./parameters.js";

const imageRates = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3];
const thresholds = [1, 2, 5, 10, 30];
const accountRates = [1e-12, 1e-6, 1e-4, 1e-2];
const prevalences = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6];

/** Published counts of false matches. */
const counts = [
  {
    what: "100 million images that are not on the list",
    by: "Apple, 2021",
    events: 3,
    trials: 100_000_000,
    ofImages: true,
  },
  { what: "500,000 adult images", by: "Apple, 2021", events: 0, trials: 500_000, ofImages: true },
  { what: "referrals that were not abuse material", by: "Irish police", events: 471, trials: 4192, ofImages: false },
] as const;

const computed = { label: "assumed", by: "independent images" } as const;

/** What the counts support, as if images were independent. */
export function supportTable(): Table {
  return {
    id: "published-counts",
    title: "What published counts support",
    origin: { label: "published", by: "those named in the rows" },
    columns: [
      { key: "what", title: "of", format: "text" },
      { key: "by", title: "published by", format: "text" },
      { key: "events", title: "false", format: "count" },
      { key: "trials", title: "of", format: "count" },
      { key: "lower", title: "at least (95 %)", format: "probability", origin: computed },
      { key: "upper", title: "at most (95 %)", format: "probability", origin: computed },
      { key: "bound", title: "at most, one-sided (95 %)", format: "probability", origin: computed },
      { key: "supports", title: "supports an image FPR of at most 1e-6", format: "yes-no", origin: computed },
    ],
    rows: counts.map(({ what, by, events, trials, ofImages }) => {
      const { lower, upper } = clopperPearson(events, trials);
      const bound = upperBound(events, trials);
      return {
        what,
        by,
        events,
        trials,
        lower: events === 0 ? null : lower,
        upper,
        bound,
        supports: ofImages ? bound <= 1e-6 : null,
      };
    }),
    note: "Computed as if images were independent, which bursts are not. The size of Apple's list was not published, so its rates cannot be carried over to another list. Referrals are a share of flags, not of images.",
  };
}

/** Images without a false match that a statement takes. */
export function cleanTable(): Table {
  return {
    id: "clean-images",
    title: "Independent images without a false match that a bound takes",
    origin: computed,
    columns: [
      { key: "rate", title: "bound, for the list they are held against", format: "probability" },
      { key: "images", title: "images (95 %)", format: "count" },
    ],
    rows: [1e-4, 1e-5, 1e-6, 1e-7, 1e-8].map((rate) => ({ rate, images: cleanTrialsNeeded(rate) })),
    note: "A flag probability of 1e-12 can never be measured: it is the output of a model.",
  };
}

/** Flags among accounts that hold nothing listed. */
export function flagTable({ photos, accounts, listEntries }: Values): Table {
  return {
    id: "flags",
    title: "False flags by image rate and threshold, photographs independent",
    origin: fromParameters,
    columns: [
      { key: "imageFpr", title: "image FPR", format: "probability", listEntries },
      { key: "threshold", title: "threshold", format: "count" },
      { key: "account", title: "account FPR", format: "log10-probability", listEntries },
      { key: "flags", title: `flags per ${renderNumber(accounts)} accounts`, format: "number" },
    ],
    rows: imageRates.flatMap((imageFpr) =>
      thresholds.map((threshold) => {
        const account = logFlagIndependent({ photos, imageFpr, threshold }) / Math.LN10;
        return { imageFpr, threshold, account, flags: accounts * 10 ** account };
      }),
    ),
    note: "Photographs of one scene are not independent; O2 shows what that does to these numbers.",
  };
}

/** The same rate of a pair against longer lists. */
export function growthTable({ photos, threshold, imageFpr, listEntries, accounts }: Values): Table {
  return {
    id: "list-growth",
    title: "What a longer list does to the assumed rate",
    origin: fromParameters,
    columns: [
      { key: "entries", title: "entries", format: "count" },
      { key: "image", title: "image FPR against these entries", format: "probability" },
      { key: "account", title: "account FPR against these entries", format: "log10-probability" },
      { key: "flags", title: `flags per ${renderNumber(accounts)} accounts`, format: "number" },
    ],
    rows: [0.1, 1, 10, 100, 1000].map((factor) => {
      const entries = Math.max(1, Math.round(factor * listEntries));
      const image = scaleToListSize(imageFpr, listEntries, entries);
      const account = logFlagIndependent({ photos, imageFpr: image, threshold }) / Math.LN10;
      return { entries, image, account, flags: accounts * 10 ** account };
    }),
    note: "Assumes that entries match independently and photographs as well. Hubs break the first, bursts the second.",
  };
}

/** How many flags are right, and what the right ones are. */
export function predictiveTable({ accounts, sensitivity, lawfulShare, listEntries }: Values): Table {
  return {
    id: "predictive-value",
    title: "Flags that are right, by prevalence and account rate",
    origin: fromParameters,
    columns: [
      { key: "prevalence", title: "accounts with listed images", format: "probability" },
      { key: "account", title: "account FPR", format: "probability", listEntries },
      { key: "ppv", title: "PPV", format: "probability" },
      { key: "wrong", title: "wrong match", format: "number" },
      { key: "lawful", title: "right match, lawful context", format: "number" },
      { key: "offence", title: "right match, offence", format: "number" },
    ],
    rows: prevalences.flatMap((prevalence) =>
      accountRates.map((account) => ({
        prevalence,
        account,
        ppv: predictiveValue(prevalence, sensitivity, account),
        wrong: accounts * (1 - prevalence) * account,
        lawful: accounts * prevalence * sensitivity * lawfulShare,
        offence: accounts * prevalence * sensitivity * (1 - lawfulShare),
      })),
    ),
    note: `Flags among ${renderNumber(accounts)} accounts. Nobody knows the prevalence: it is a row, not a result. A match shows that a picture is like a listed one, not what it is there for.`,
  };
}

/** 140 billion messages a day, 1 % with an image, 0.1 % of images matched falsely. */
const messages = { perDay: 140e9, withImage: 0.01, imageFpr: 1e-3 } as const;

/** False matches of the published sum, a day. */
export const messageFlags: number = messages.perDay * messages.withImage * messages.imageFpr;

/** Figures computed elsewhere from the same inputs. */
export function testValues(): Check[] {
  const [first, second, referrals] = counts;
  const apple = clopperPearson(first.events, first.trials);
  const irish = clopperPearson(referrals.events, referrals.trials);
  const values = [1e-6, 1e-4].map((rate) => predictiveValue(1e-4, 0.9, rate));
  const near = (got: number, expected: number, tolerance: number) => Math.abs(got / expected - 1) <= tolerance;
  const bound = upperBound(second.events, second.trials);
  return [
    {
      name: "3 of 100 million: interval at 95 %",
      expected: "6.2e-9 to 8.8e-8",
      got: `${renderProbability(apple.lower)} to ${renderProbability(apple.upper)}`,
      holds: near(apple.lower, 6.2e-9, 0.01) && near(apple.upper, 8.8e-8, 0.01),
    },
    {
      name: "0 of 500,000: upper bound at 95 %",
      expected: "6e-6",
      got: renderProbability(bound),
      holds: near(bound, 6e-6, 0.01),
    },
    {
      name: "clean images that 1e-6 takes at 95 %",
      expected: "2995731",
      got: String(cleanTrialsNeeded(1e-6)),
      holds: cleanTrialsNeeded(1e-6) === 2_995_731,
    },
    {
      name: "471 of 4,192: interval at 95 %",
      expected: "0.103 to 0.122",
      got: `${renderProbability(irish.lower)} to ${renderProbability(irish.upper)}`,
      holds: near(irish.lower, 0.103, 0.005) && near(irish.upper, 0.122, 0.005),
    },
    {
      name: "PPV at prevalence 1e-4, sensitivity 0.9, account FPR 1e-6 and 1e-4",
      expected: "0.989 and 0.47",
      got: values.map((value) => value.toFixed(3)).join(" and "),
      holds: near(values[0] as number, 0.989, 0.001) && near(values[1] as number, 0.47, 0.01),
    },
  ];
}
