/** Measured: recall of edited copies, by the code that `glasshouse robustness` measures with. */
import { albumPictures, type SeededRandom } from "@glasshouse/fixtures";
import type { HashAlgorithm } from "@glasshouse/hasher";
import { type Cell, createRate, type Rate, type Table } from "../../findings/index.js";
import { measureSource, type SourceResult } from "../../robustness/measure-source.js";
import type { Share } from "../../robustness/result.js";
import type { RobustnessSettings } from "../../robustness/settings.js";
import { Tally } from "../../robustness/tally.js";
import { drawScene } from "../../samples/scenes.js";
import type { Calibrated } from "./calibrate.js";

/** Draws sources and measures every edited copy. */
export async function measureSources(
  count: number,
  settings: RobustnessSettings,
  random: SeededRandom,
  onMeasured: (done: number) => void | Promise<void>,
): Promise<readonly SourceResult[]> {
  const album = { seed: random.fork("sources").uint32(), bursts: { kind: "fixed", size: 1 } } as const;
  const results: SourceResult[] = [];
  for (const picture of albumPictures(album, 0, count)) {
    results.push(await measureSource(drawScene(picture), String(picture.scene), settings));
    await onMeasured(results.length);
  }
  return results;
}

/** Recall of one edit under one hash, in every way of matching. */
export interface RecallRow {
  readonly edit: string;
  readonly set: string;
  readonly hash: string;
  /** `null` for a hash without a radius of so low a pair FPR. */
  readonly equalFpr: Rate | null;
  readonly ownRadius: Rate | null;
  readonly wholeKey: Rate | null;
  readonly blocks: Rate | null;
  /** Bits between copy and original; `null` without a usable copy. */
  readonly median: number | null;
}

/** What all sources gave, at the calibrated radii and at those that the hashes state. */
export class Recalls {
  readonly rows: readonly RecallRow[];
  readonly sets: readonly RecallRow[];

  constructor(results: readonly SourceResult[], settings: RobustnessSettings, calibrated: readonly Calibrated[]) {
    const radiusOf = (id: string) => calibrated.find(({ algorithm }) => algorithm.id === id)?.radius ?? null;
    const [equal, own] = [
      ({ id }: HashAlgorithm) => radiusOf(id) ?? 0,
      ({ matchRadius }: HashAlgorithm) => matchRadius,
    ].map((radius) => {
      const tally = new Tally(settings, radius);
      for (const result of results) tally.add(result);
      return tally;
    }) as [Tally, Tally];
    const unit = "source image";
    const byScheme = (tokens: readonly (Share & { readonly scheme: string })[], place: number) =>
      toRate(tokens.find(({ scheme }) => scheme === settings.schemes[place]?.id) ?? null, unit);
    const ownCells = own.cells();
    this.rows = equal.cells().map(({ edit, set, algorithm, within, distance, tokens }, index) => ({
      edit,
      set,
      hash: algorithm,
      equalFpr: radiusOf(algorithm) === null ? null : toRate(within, unit),
      ownRadius: toRate(ownCells[index]?.within ?? null, unit),
      wholeKey: byScheme(tokens, 0),
      blocks: byScheme(tokens, 1),
      median: distance?.median ?? null,
    }));
    const ownSets = own.sets();
    this.sets = equal.sets().map(({ set, algorithm, within, tokens }, index) => ({
      edit: `all ${set} edits`,
      set,
      hash: algorithm,
      equalFpr: radiusOf(algorithm) === null ? null : toRate(within, unit),
      ownRadius: toRate(ownSets[index]?.within ?? null, unit),
      wholeKey: byScheme(tokens, 0),
      blocks: byScheme(tokens, 1),
      median: null,
    }));
  }

  find(edit: string, hash: string): RecallRow {
    const found = this.rows.find((row) => row.edit === edit && row.hash === hash);
    if (!found) throw new TypeError(`no recall of ${edit} under ${hash}`);
    return found;
  }
}

function toRate(share: Share | null, unit: string): Rate | null {
  if (!share || share.n === 0) return null;
  const interval = { lower: share.lower, upper: share.upper, confidence: 0.95 };
  const method = share.unit.includes("clusters") ? "Clopper-Pearson on effective n" : "Clopper-Pearson";
  return createRate({ events: share.k, trials: share.n }, interval, method, { kind: "recall", unit });
}

/** Columns of a table of {@link RecallRow}. */
export const recallColumns: Table["columns"] = [
  { key: "edit", title: "edit", format: "text" },
  { key: "hash", title: "hash", format: "text" },
  { key: "equalFpr", title: "recall at equal pair FPR", format: "rate" },
  { key: "ownRadius", title: "recall at the radius the hash states", format: "rate" },
  { key: "wholeKey", title: "recall by whole-key tokens", format: "rate" },
  { key: "blocks", title: "recall by block tokens", format: "rate" },
  { key: "median", title: "median distance", format: "bits" },
];

/** The cells of {@link recallColumns}. */
export function toCells({
  edit,
  hash,
  equalFpr,
  ownRadius,
  wholeKey,
  blocks,
  median,
}: RecallRow): Record<string, Cell> {
  return { edit, hash, equalFpr, ownRadius, wholeKey, blocks, median };
}
