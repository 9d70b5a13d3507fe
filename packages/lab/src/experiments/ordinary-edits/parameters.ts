import type { ChoiceParameter, NumberParameter } from "../../findings/index.js";

/** What O3 takes. */
export const parameters: {
  readonly sources: NumberParameter;
  readonly unrelatedScenes: NumberParameter;
  readonly pairFpr: NumberParameter;
  readonly edits: ChoiceParameter;
} = {
  sources: {
    type: "number",
    what: "generated scenes that are edited",
    default: 8,
    range: [2, 10_000],
    whole: true,
    assumedBy: "Glasshouse",
  },
  unrelatedScenes: {
    type: "number",
    what: "generated scenes on either side that say how often unlike pictures match",
    default: 64,
    range: [20, 10_000],
    whole: true,
    assumedBy: "Glasshouse",
  },
  pairFpr: {
    type: "number",
    what: "pair FPR at which hashes are compared, at most",
    default: 2e-3,
    range: [1e-7, 0.1],
    whole: false,
    assumedBy: "Glasshouse",
    scale: "log",
  },
  edits: {
    type: "choice",
    what: "a selection of the ordinary and mild edits, or all of them; others are always made",
    default: "selection",
    choices: ["selection", "all"],
    assumedBy: "Glasshouse",
  },
};
