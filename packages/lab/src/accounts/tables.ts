/** What was computed of accounts, as tables: the same in a terminal and in CSV files. */
import type { Column, Table } from "../findings/index.js";
import { type AccountsResult, type PhotoModel, photoModels, type Sweep } from "./model.js";

const words: Readonly<Record<PhotoModel, string>> = {
  independent: "independent of one another",
  fixed: "in bursts of one size",
  "shifted-poisson": "in bursts, Poisson sizes",
  geometric: "in bursts, geometric sizes",
  "each burst counted once": "the same, each burst counted once",
};

const swept: Readonly<Record<Sweep["over"], { readonly title: string; readonly column: Column }>> = {
  imageFpr: {
    title: "The same account at other image false-positive rates",
    column: { key: "value", title: "image FPR", format: "probability" },
  },
  photos: {
    title: "The same rates in other libraries",
    column: { key: "value", title: "photographs", format: "count" },
  },
  threshold: {
    title: "The same account under other thresholds",
    column: { key: "value", title: "threshold", format: "count" },
  },
};

/** Every table of the result; all numbers follow from the options. */
export function accountTables({ assumed, flags, sweeps, found }: AccountsResult): Table[] {
  const origin = { label: "assumed", by: "the options" } as const;
  return [
    {
      id: "flags",
      title: "An account that holds nothing listed is flagged with probability (computed)",
      origin,
      columns: [
        { key: "photos", title: "photographs come", format: "text" },
        { key: "flagged", title: "flagged", format: "log10-probability", listEntries: assumed.listEntries },
        { key: "threshold", title: `threshold for ${assumed.target}`, format: "count" },
      ],
      rows: flags.map(({ photos, log10, thresholdForTarget }) => ({
        photos: words[photos],
        flagged: log10,
        threshold: thresholdForTarget,
      })),
      ...(flags.some(({ thresholdForTarget }) => thresholdForTarget === null)
        ? { note: "No threshold up to 4096 is enough where none is given." }
        : {}),
    },
    ...sweeps.map(
      ({ over, rows }): Table => ({
        id: `by-${over === "imageFpr" ? "image-fpr" : over}`,
        title: swept[over].title,
        origin,
        columns: [
          { ...swept[over].column, ...(over === "imageFpr" ? { listEntries: assumed.listEntries } : {}) },
          ...photoModels.map(
            (photos): Column => ({
              key: photos,
              title: words[photos],
              format: "log10-probability",
              listEntries: assumed.listEntries,
            }),
          ),
        ],
        rows: rows.map(({ value, log10 }) => ({ value, ...log10 })),
      }),
    ),
    {
      id: "found",
      title: "An account that holds listed images is found with probability (computed)",
      origin,
      columns: [
        { key: "held", title: "images held", format: "count" },
        { key: "found", title: "found", format: "probability" },
      ],
      rows: found.map(({ imagesHeld, probability }) => ({ held: imagesHeld, found: probability })),
    },
  ];
}
