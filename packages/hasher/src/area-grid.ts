import type { Pixels } from "./image.js";

/** How much of red, green and blue a grid sums: whole numbers, so that every sum below is one. */
export type ChannelWeights = readonly [red: number, green: number, blue: number];

/** Thousandths of a grey level (the luma of PDQ, ITU-R BT.601). */
const lumaWeights: ChannelWeights = [299, 587, 114];

/**
 * Exact area average of an image's luma, or of another sum of its channels, on a grid of `columns` x `rows` equal cells that together cover the image.
 *
 * A cell border may cut a pixel; the pixel then counts in both cells by its area. In units of 1/columns pixel across
 * and 1/rows pixel down all areas are whole numbers, so a cell is a sum of whole numbers below
 * 255,000 * width * height: exact in a double up to 3.5e10 pixels, whatever the order of summation. Mirrored
 * or turned images therefore give exactly the mirrored or turned grid, and an image enlarged by an integer factor
 * (pixels replicated) gives exactly the grid of the original: grids finer than the image need no special case.
 *
 * Allocates one grid and one row of the grid, nothing per pixel.
 */
export interface AreaGrid {
  readonly columns: number;
  readonly rows: number;
  /** Row-major sums of value times area. Divide by `weight` for grey levels from 0 to 255. */
  readonly sums: Float64Array;
  /** Sum of the channel weights times the area of one cell. */
  readonly weight: number;
}

/** Reads every pixel once, in row order. See {@link AreaGrid}. */
export function averageArea(
  pixels: Pixels,
  columns: number,
  rows: number,
  weights: ChannelWeights = lumaWeights,
): AreaGrid {
  const { width, height } = pixels;
  const sums = new Float64Array(columns * rows);
  const line = new Float64Array(columns);
  const across = cutIntoCells(width, columns);
  const down = cutIntoCells(height, rows);
  let y = 0;
  const add = (j: number, weight: number): void => {
    const base = columns * j;
    for (let i = 0; i < columns; i++) sums[base + i] = (sums[base + i] ?? 0) + weight * (line[i] ?? 0);
  };
  for (let j = 0; j < rows; j++) {
    const first = down.first[j] ?? 0;
    if (first > 0) add(j, first);
    for (let count = down.whole[j] ?? 0; count > 0; count--) {
      averageLine(pixels, y++, weights, across, line);
      add(j, rows);
    }
    const last = down.last[j] ?? 0;
    if (last > 0) {
      averageLine(pixels, y++, weights, across, line);
      add(j, last);
    }
  }
  return { columns, rows, sums, weight: (weights[0] + weights[1] + weights[2]) * width * height };
}

/** Grey levels of the cells in 256ths, rounded: whole numbers from 0 to 65,280. */
export function quantiseGrey({ sums, weight }: AreaGrid): Int32Array {
  return Int32Array.from(sums, (sum) => Math.round(sum / (weight / greySteps)));
}

/** Steps per grey level in quantised grids. */
export const greySteps = 256;

/**
 * How the cells of one axis divide its pixels. A cell is `size` units wide and a pixel `cells` units. Each cell takes
 * `first` units of the pixel that the border before it cut, then `whole` pixels, then `last` units of the next pixel.
 */
interface Cuts {
  readonly first: Int32Array;
  readonly whole: Int32Array;
  readonly last: Int32Array;
}

function cutIntoCells(size: number, cells: number): Cuts {
  const cuts = { first: new Int32Array(cells), whole: new Int32Array(cells), last: new Int32Array(cells) };
  let rest = 0; // units of the cut pixel not yet given out
  for (let i = 0; i < cells; i++) {
    const first = Math.min(rest, size);
    const last = (size - first) % cells;
    cuts.first[i] = first;
    cuts.whole[i] = (size - first - last) / cells;
    cuts.last[i] = last;
    rest = last > 0 ? cells - last : rest - first;
  }
  return cuts;
}

/** One pixel row into `line`: per cell, value times overlap, the overlap in units of 1/columns pixel. */
function averageLine(
  { width, data }: Pixels,
  y: number,
  [redWeight, greenWeight, blueWeight]: ChannelWeights,
  { first, whole, last }: Cuts,
  line: Float64Array,
): void {
  const columns = line.length;
  let offset = 3 * width * y;
  let cut = 0; // value of the pixel that the border before the cell cut
  for (let i = 0; i < columns; i++) {
    let sum = (first[i] ?? 0) * cut;
    // The loop that reads the image: channel sums in small integers, one sum for a run of whole pixels.
    let red = 0;
    let green = 0;
    let blue = 0;
    for (const end = offset + 3 * (whole[i] ?? 0); offset < end; offset += 3) {
      red += data[offset] ?? 0;
      green += data[offset + 1] ?? 0;
      blue += data[offset + 2] ?? 0;
    }
    sum += columns * (redWeight * red + greenWeight * green + blueWeight * blue);
    const share = last[i] ?? 0;
    if (share > 0) {
      cut =
        redWeight * (data[offset] ?? 0) + greenWeight * (data[offset + 1] ?? 0) + blueWeight * (data[offset + 2] ?? 0);
      offset += 3;
      sum += share * cut;
    }
    line[i] = sum;
  }
}
