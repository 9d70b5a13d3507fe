import type { NumberParameter } from "../../findings/index.js";

/** What O14 is run with. */
export interface Values {
  readonly threshold: number;
  readonly recall: number;
  readonly photos: number;
  readonly imageFpr: number;
  readonly listEntries: number;
  readonly meanHeld: number;
  readonly listedShare: number;
  readonly initialEntries: number;
  readonly entriesPerDay: number;
  readonly surgeEntries: number;
  readonly surgeDays: number;
  readonly uploads: number;
}

const ours = { type: "number", assumedBy: "Glasshouse" } as const;
const apple = { type: "number", assumedBy: "Apple, 2021" } as const;

/** What each value is, and who assumed its default. */
export const parameters: Readonly<Record<keyof Values, NumberParameter>> = {
  threshold: {
    ...apple,
    what: "distinct matching images that open an account, inclusive",
    default: 30,
    range: [1, 1024],
    whole: true,
  },
  recall: {
    ...ours,
    what: "probability that a copy of a listed image matches",
    default: 0.9,
    range: [0.01, 1],
    whole: false,
  },
  photos: {
    ...ours,
    what: "photographs of an account that holds nothing listed",
    default: 10_000,
    range: [50, 1e7],
    whole: true,
    scale: "log",
  },
  imageFpr: {
    ...apple,
    what: "probability that such a photograph matches by accident",
    default: 1e-6,
    range: [1e-12, 1e-3],
    whole: false,
    scale: "log",
  },
  listEntries: {
    ...ours,
    what: "entries of the list that this rate is for; Apple stated the rate without them",
    default: 100_000,
    range: [1, 2 ** 31],
    whole: true,
    scale: "log",
  },
  meanHeld: {
    ...ours,
    what: "mean images of the kind that a holder has, geometric",
    default: 50,
    range: [1, 10_000],
    whole: false,
    scale: "log",
  },
  listedShare: { ...ours, what: "share of these images that are listed", default: 0.5, range: [0.01, 1], whole: false },
  initialEntries: {
    ...ours,
    what: "entries before the event",
    default: 2000,
    range: [0, 1_000_000],
    whole: true,
  },
  entriesPerDay: {
    ...ours,
    what: "mean entries that are added on an ordinary day",
    default: 10,
    range: [0, 600],
    whole: false,
  },
  surgeEntries: {
    type: "number",
    what: "entries that are added after the event",
    default: 870,
    range: [1, 100_000],
    whole: true,
    assumedBy: "GIFCT, after one attack",
  },
  surgeDays: { ...ours, what: "days in which they are added, evenly", default: 3, range: [1, 60], whole: true },
  uploads: {
    ...ours,
    what: "different pictures of the event that an account uploads",
    default: 40,
    range: [1, 10_000],
    whole: true,
    scale: "log",
  },
};
