/** The two-way bootstrap for many pairs and many bounds at once. */
import type { QuickRandom, SeededRandom } from "@glasshouse/fixtures";
import { percentiles } from "./clusters.js";
import { requireStatistic } from "./errors.js";
import type { Interval } from "./proportions.js";

/** Pairs as columns of numbers, one pair per index. */
export interface PairColumns {
  /** Cluster of the image. */
  readonly row: Uint32Array;
  /** Cluster of the entry. */
  readonly column: Uint32Array;
  /** The first bound at which the pair is an event: at every larger one it is, too. */
  readonly level: Uint16Array;
}

/** How many images and entries every cluster of either side holds. */
export interface PairSides {
  readonly rows: Uint32Array;
  readonly columns: Uint32Array;
}

/** Up to here a resample is drawn cluster by cluster. */
const fewClusters = 4096;
/** Additions of one bootstrap: some seconds. */
const mostWork = 1e9;

/**
 * Percentile bootstrap that draws both sides anew, as `twoWayBootstrap`, of the rates at levels 0 to `levels` - 1. On a side
 * of more than 4,096 clusters those with a pair are drawn Poisson(1), to which the multinomial tends, and what the others
 * hold together is normal. Resamples once and gives the intervals of any confidence. Beyond a million pairs there are fewer replicates than asked for, never less than 200.
 */
export function pairBootstrap(
  { row, column, level }: PairColumns,
  levels: number,
  { rows, columns }: PairSides,
  random: SeededRandom,
  { replicates = 1000 }: { replicates?: number } = {},
): (confidence: number) => Interval[] {
  requireStatistic(
    rows.length > 0 && columns.length > 0,
    "a cluster on either side",
    `${rows.length} and ${columns.length}`,
  );
  const affordable = Math.max(200, Math.min(replicates, Math.floor(mostWork / Math.max(1, row.length))));
  const quick = random.quick("pairs");
  const drawRows = prepareSide(rows, row, quick);
  const drawColumns = prepareSide(columns, column, quick);
  const rates = Array.from({ length: levels }, () => new Float64Array(affordable));
  const matches = new Float64Array(levels);
  for (let r = 0; r < affordable; r++) {
    const drawnRows = drawRows();
    const drawnColumns = drawColumns();
    matches.fill(0);
    for (let i = 0; i < row.length; i++) {
      const at = level[i] as number;
      if (at >= levels) continue;
      const weight =
        (drawnRows.weights[row[i] as number] as number) * (drawnColumns.weights[column[i] as number] as number);
      matches[at] = (matches[at] as number) + weight;
    }
    const trials = drawnRows.total * drawnColumns.total;
    let sum = 0;
    for (const [at, values] of rates.entries()) {
      sum += matches[at] as number;
      values[r] = trials > 0 ? sum / trials : 0;
    }
  }
  return (confidence) => rates.map((values) => percentiles(values, confidence));
}

interface Draw {
  /** By cluster. */
  readonly weights: Uint32Array;
  /** Images or entries that were drawn. */
  readonly total: number;
}

function prepareSide(sizes: Uint32Array, used: Uint32Array, random: QuickRandom): () => Draw {
  const weights = new Uint32Array(sizes.length);
  if (sizes.length <= fewClusters) {
    return () => {
      weights.fill(0);
      let total = 0;
      for (let i = 0; i < sizes.length; i++) {
        const drawn = Math.floor(random.uniform() * sizes.length);
        weights[drawn] = (weights[drawn] as number) + 1;
        total += sizes[drawn] as number;
      }
      return { weights, total };
    };
  }
  const matched = Uint32Array.from(new Set(used));
  const isMatched = new Uint8Array(sizes.length);
  for (const cluster of matched) isMatched[cluster] = 1;
  let rest = 0;
  let squares = 0;
  for (let i = 0; i < sizes.length; i++) {
    if (isMatched[i]) continue;
    rest += sizes[i] as number;
    squares += (sizes[i] as number) ** 2;
  }
  return () => {
    let total = Math.max(0, rest + Math.sqrt(squares) * random.normal());
    for (const cluster of matched) {
      const weight = drawPoisson(random);
      weights[cluster] = weight;
      total += weight * (sizes[cluster] as number);
    }
    return { weights, total };
  };
}

/** Poisson with mean 1, by inversion. */
function drawPoisson(random: QuickRandom): number {
  let left = random.uniform();
  let probability = Math.exp(-1);
  let value = 0;
  while (left >= probability && value < 20) {
    left -= probability;
    probability /= ++value;
  }
  return value;
}
