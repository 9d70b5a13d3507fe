import type { NumberParameter } from "../../findings/index.js";

/** What O1 is run with. */
export interface Values {
  readonly listedScenes: number;
  readonly photographedScenes: number;
  readonly imageFpr: number;
  readonly listEntries: number;
  readonly photos: number;
  readonly threshold: number;
  readonly accounts: number;
  readonly sensitivity: number;
  readonly lawfulShare: number;
}

/** What each value is, and who assumed its default. */
export const parameters: Readonly<Record<keyof Values, NumberParameter>> = {
  listedScenes: {
    type: "number",
    what: "generated scenes on the list",
    default: 120,
    range: [32, 20_000],
    whole: true,
    assumedBy: "Glasshouse",
  },
  photographedScenes: {
    type: "number",
    what: "generated scenes photographed by people who hold nothing listed",
    default: 80,
    range: [32, 20_000],
    whole: true,
    assumedBy: "Glasshouse",
  },
  imageFpr: {
    type: "number",
    what: "probability that a photograph matches by accident, in the account models",
    default: 1e-6,
    range: [1e-12, 0.1],
    whole: false,
    assumedBy: "Apple, 2021",
    scale: "log",
  },
  listEntries: {
    type: "number",
    what: "entries of the list that this rate is for; Apple stated the rate without them",
    default: 100_000,
    range: [1, 2 ** 31],
    whole: true,
    assumedBy: "Glasshouse",
    scale: "log",
  },
  photos: {
    type: "number",
    what: "photographs per account and year",
    default: 10_000,
    range: [1, 10_000_000],
    whole: true,
    assumedBy: "Glasshouse",
    scale: "log",
  },
  threshold: {
    type: "number",
    what: "distinct matching images that flag an account, inclusive",
    default: 30,
    range: [1, 1024],
    whole: true,
    assumedBy: "Apple, 2021",
  },
  accounts: {
    type: "number",
    what: "accounts",
    default: 1e9,
    range: [1, 1e10],
    whole: true,
    assumedBy: "Glasshouse",
    scale: "log",
  },
  sensitivity: {
    type: "number",
    what: "probability that an account with listed images is flagged",
    default: 0.9,
    range: [0.01, 1],
    whole: false,
    assumedBy: "Glasshouse",
  },
  lawfulShare: {
    type: "number",
    what: "share of right matches whose context is lawful: news, research, evidence, a victim's own complaint",
    default: 0.1,
    range: [0, 1],
    whole: false,
    assumedBy: "Glasshouse",
  },
};
