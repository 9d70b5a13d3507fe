import type { NumberParameter } from "../../findings/index.js";

/** What O18 is run with. */
export interface Values {
  readonly photos: number;
  readonly photoBytes: number;
  readonly payloadBytes: number;
  readonly listEntries: number;
  readonly addedEntries: number;
  readonly updateDays: number;
}

const ours = { type: "number", assumedBy: "Glasshouse" } as const;

/** What each value is, and who assumed its default. */
export const parameters: Readonly<Record<keyof Values, NumberParameter>> = {
  photos: { ...ours, what: "photographs in the library", default: 10_000, range: [1, 1e7], whole: true, scale: "log" },
  photoBytes: {
    ...ours,
    what: "bytes of a photograph that is uploaded anyway",
    default: 3_000_000,
    range: [10_000, 1e8],
    whole: true,
    scale: "log",
  },
  payloadBytes: {
    ...ours,
    what: "bytes that a reviewer reads of a matching image, such as a small picture",
    default: 4096,
    range: [16, 1_048_576],
    whole: true,
    scale: "log",
  },
  listEntries: {
    ...ours,
    what: "entries of the list, where one number is needed",
    default: 370_000,
    range: [1000, 5e7],
    whole: true,
    scale: "log",
  },
  addedEntries: {
    type: "number",
    what: "entries that an update adds",
    default: 870,
    range: [1, 1e5],
    whole: true,
    scale: "log",
    assumedBy: "GIFCT, after one attack",
  },
  updateDays: { ...ours, what: "days between updates", default: 7, range: [1, 365], whole: true },
};
