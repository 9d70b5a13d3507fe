import type { HashAlgorithm } from "@glasshouse/hasher";
import { clopperPearson, clusteredClopperPearson } from "../statistics/index.js";
import { fits, type SourceResult } from "./measure-source.js";
import type {
  AlgorithmFigures,
  Cell,
  Distances,
  Openings,
  SchemeShare,
  SetFigures,
  SetShare,
  Share,
} from "./result.js";
import type { RobustnessSettings } from "./settings.js";

/** Confidence of every interval. */
export const confidence = 0.95;

const sourceImages = "source images";
const namedSets = ["ordinary", "mild"] as const;

/** A share of independent source images. */
export function toShare(k: number, n: number, unit: string = sourceImages): Share {
  const { lower, upper } = n === 0 ? { lower: 0, upper: 1 } : clopperPearson(k, n, confidence);
  return { k, n, unit, lower, upper };
}

/** One copy, reduced to what is counted. */
interface Tallied {
  readonly usable: boolean;
  readonly distance: number;
  readonly opened: readonly number[];
}

/**
 * Results of all sources, folded into cells. What does not depend on the order of the sources is all that comes out.
 * Memory: one small object for every copy under every algorithm.
 */
export class Tally {
  readonly #settings: RobustnessSettings;
  readonly #radius: (algorithm: HashAlgorithm) => number;
  /** By algorithm: sources, and those among them below the quality floor. */
  #sources = 0;
  readonly #lowOriginals: number[];
  /** By edit, then by algorithm: one entry for every source with a usable original. */
  readonly #copies: readonly (readonly Tallied[][])[];

  constructor(settings: RobustnessSettings, radius: (algorithm: HashAlgorithm) => number) {
    this.#settings = settings;
    this.#radius = radius;
    this.#lowOriginals = settings.algorithms.map(() => 0);
    this.#copies = settings.edits.map(() => settings.algorithms.map(() => []));
  }

  add({ originals, copies }: SourceResult): void {
    this.#sources++;
    this.#settings.algorithms.forEach(({ qualityFloor }, a) => {
      if ((originals[a]?.quality ?? 0) < qualityFloor) {
        this.#lowOriginals[a] = (this.#lowOriginals[a] ?? 0) + 1;
        return;
      }
      copies.forEach((byAlgorithm, e) => {
        const copy = byAlgorithm[a];
        if (!copy) throw new Error(`a result lacks a copy under algorithm ${a}`);
        const { distance, quality, opened } = copy;
        this.#copies[e]?.[a]?.push({ usable: quality >= qualityFloor, distance, opened });
      });
    });
  }

  algorithms(): AlgorithmFigures[] {
    return this.#settings.algorithms.map((algorithm, a) => ({
      id: algorithm.id,
      bits: algorithm.bits,
      radius: this.#radius(algorithm),
      qualityFloor: algorithm.qualityFloor,
      originalsBelowFloor: toShare(this.#lowOriginals[a] ?? 0, this.#sources),
    }));
  }

  cells(): Cell[] {
    return this.#settings.edits.flatMap(({ edit, set }, e) =>
      this.#settings.algorithms.map((algorithm, a): Cell => {
        const copies = this.#copies[e]?.[a] ?? [];
        const share = (holds: (copy: Tallied) => boolean) => toShare(copies.filter(holds).length, copies.length);
        return {
          edit: edit.id,
          set,
          algorithm: algorithm.id,
          belowFloor: share(({ usable }) => !usable),
          distance: quantiles(copies.filter(({ usable }) => usable).map(({ distance }) => distance)),
          exact: share(isExact),
          within: share(this.#isWithin(algorithm)),
          tokens: this.#fitting(algorithm).map(
            ({ scheme, s }): SchemeShare => ({ scheme: scheme.id, ...share(matches(scheme.required, s)) }),
          ),
        };
      }),
    );
  }

  sets(): SetFigures[] {
    return this.#setEdits().flatMap(({ set, edits }) =>
      this.#settings.algorithms.map((algorithm, a): SetFigures => {
        const share = (holds: (copy: Tallied) => boolean) => this.#setShare(edits, a, holds);
        return {
          set,
          algorithm: algorithm.id,
          within: share(this.#isWithin(algorithm)),
          tokens: this.#fitting(algorithm).map(({ scheme, s }) => ({
            scheme: scheme.id,
            ...share(matches(scheme.required, s)),
          })),
        };
      }),
    );
  }

  openings(): Openings[] {
    return this.#setEdits().flatMap(({ set, edits }) =>
      this.#settings.algorithms.flatMap((algorithm, a) =>
        this.#fitting(algorithm)
          .filter(({ scheme }) => scheme.blocks > 1)
          .map(({ scheme, s }): Openings => {
            const counts = Array.from({ length: scheme.blocks + 1 }, () => 0);
            for (const e of edits)
              for (const { usable, opened } of this.#copies[e]?.[a] ?? []) {
                const blocks = usable ? (opened[s] ?? 0) : 0;
                counts[blocks] = (counts[blocks] ?? 0) + 1;
              }
            return { set, algorithm: algorithm.id, scheme: scheme.id, copies: counts };
          }),
      ),
    );
  }

  #setEdits(): { readonly set: string; readonly edits: readonly number[] }[] {
    return namedSets
      .map((set) => ({
        set,
        edits: this.#settings.edits.flatMap((planned, e) => (planned.set === set ? [e] : [])),
      }))
      .filter(({ edits }) => edits.length > 0);
  }

  #setShare(edits: readonly number[], a: number, holds: (copy: Tallied) => boolean): SetShare {
    const counts = edits.map((e) => {
      const copies = this.#copies[e]?.[a] ?? [];
      return { edit: this.#settings.edits[e]?.edit.id ?? "", k: copies.filter(holds).length, n: copies.length };
    });
    // Copies stand in the same order of sources for every edit.
    const sources = counts[0]?.n ?? 0;
    const clusters = Array.from({ length: sources }, (_, i) => ({
      images: edits.length,
      events: edits.filter((e) => holds(this.#copies[e]?.[a]?.[i] as Tallied)).length,
    }));
    const { lower, upper } = sources === 0 ? { lower: 0, upper: 1 } : clusteredClopperPearson(clusters, confidence);
    return {
      k: counts.reduce((sum, { k }) => sum + k, 0),
      n: sources * edits.length,
      unit: "copies, in clusters by source image",
      lower,
      upper,
      worst: counts.reduce((worst, count) => (count.k < worst.k ? count : worst)),
    };
  }

  #isWithin(algorithm: HashAlgorithm): (copy: Tallied) => boolean {
    const radius = this.#radius(algorithm);
    return ({ usable, distance }) => usable && distance <= radius;
  }

  #fitting(algorithm: HashAlgorithm) {
    return this.#settings.schemes.flatMap((scheme, s) => (fits(scheme, algorithm) ? [{ scheme, s }] : []));
  }
}

function isExact({ usable, distance }: Tallied): boolean {
  return usable && distance === 0;
}

function matches(required: number, s: number): (copy: Tallied) => boolean {
  return ({ usable, opened }) => usable && (opened[s] ?? -1) >= required;
}

/** By the inverse of the empirical distribution, so that every quantile is a distance that occurred. */
function quantiles(distances: readonly number[]): Distances | null {
  if (distances.length === 0) return null;
  const sorted = [...distances].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] as number;
  return { q25: at(0.25), median: at(0.5), q75: at(0.75), q95: at(0.95) };
}
