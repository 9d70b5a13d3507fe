import type { NumberParameter } from "../../findings/index.js";

/** What O2 is run with. */
export interface Values {
  readonly photos: number;
  readonly imageFpr: number;
  readonly listEntries: number;
  readonly threshold: number;
  readonly target: number;
  readonly burstMean: number;
  readonly withinBurst: number;
  readonly scenes: number;
  readonly simulatedAccounts: number;
}

const ours = { type: "number", assumedBy: "Glasshouse" } as const;
const apple = { type: "number", assumedBy: "Apple, 2021" } as const;

/** What each value is, and who assumed its default. */
export const parameters: Readonly<Record<keyof Values, NumberParameter>> = {
  photos: { ...ours, what: "photographs in the library", default: 10_000, range: [50, 1e7], whole: true, scale: "log" },
  imageFpr: {
    ...apple,
    what: "probability that a photograph matches by accident",
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
  threshold: {
    ...apple,
    what: "counted matches that flag an account, inclusive",
    default: 30,
    range: [1, 256],
    whole: true,
  },
  target: {
    ...apple,
    what: "account FPR to find thresholds and libraries for",
    default: 1e-12,
    range: [1e-30, 0.1],
    whole: false,
    scale: "log",
  },
  burstMean: { ...ours, what: "mean photographs of one scene", default: 5, range: [1, 40], whole: false },
  withinBurst: {
    ...ours,
    what: "probability that a photograph matches when its scene collides",
    default: 0.9,
    range: [0.01, 1],
    whole: false,
  },
  scenes: { ...ours, what: "generated scenes in the album", default: 24, range: [4, 10_000], whole: true },
  simulatedAccounts: {
    ...ours,
    what: "accounts that are simulated to check the model",
    default: 1000,
    range: [100, 1e6],
    whole: true,
    scale: "log",
  },
};
