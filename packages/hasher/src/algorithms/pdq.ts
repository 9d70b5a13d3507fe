import type { HashAlgorithm } from "../hash.js";
import type { Pixels } from "../image.js";
import { type PdqSpectrum, pdqBitOrder, pdqDihedral, pdqHash, pdqSize } from "../pdq-bits.js";

const id = "pdq";
const side = 64;
const largest = 512;
const smallest = 5;
const passes = 2;
const fround = Math.fround;

/**
 * PDQ exactly as the C++ reference computes it, in 32-bit floating-point arithmetic and in its order of operations:
 * hash and quality are equal bit for bit. Images with a side under 5 pixels give the zero hash and quality 0.
 *
 * Every hash has 128 ones unless coefficients tie, so distances are even and a radius of 31 means 30.
 */
export const pdq: HashAlgorithm = {
  id,
  input: "pixels",
  bits: pdqSize * pdqSize,
  matchRadius: 30,
  qualityFloor: 50,
  bitOrder: pdqBitOrder,
  source: "PDQ, Meta 2019: github.com/facebook/ThreatExchange/tree/main/pdq",
  hash: (pixels) => pdqHash(id, spectrum(pixels)),
  dihedral: (pixels) => pdqDihedral(id, spectrum(pixels)),
};

function spectrum(pixels: Pixels): PdqSpectrum {
  if (pixels.width < smallest || pixels.height < smallest) {
    return { coefficients: new Float32Array(pdqSize * pdqSize), quality: 0 };
  }
  const { width, height, luma } = lumaPlane(pixels);
  if (width !== side || height !== side) {
    const windowX = Math.ceil(width / (2 * side));
    const windowY = Math.ceil(height / (2 * side));
    for (let pass = 0; pass < passes; pass++) {
      boxFilterRows(luma, width, height, windowX);
      boxFilterColumns(luma, width, height, windowY);
    }
  }
  const small = decimate(luma, width, height);
  return { coefficients: transform(small), quality: quality(small) };
}

interface LumaPlane {
  readonly width: number;
  readonly height: number;
  readonly luma: Float32Array;
}

const red = Float32Array.from({ length: 256 }, (_, v) => fround(0.299) * v);
const green = Float32Array.from({ length: 256 }, (_, v) => fround(0.587) * v);
const blue = Float32Array.from({ length: 256 }, (_, v) => fround(0.114) * v);

/** Luma; above 512 pixels on either side the nearest of the source pixels, on a grid of 512 x 512. */
function lumaPlane({ width, height, data }: Pixels): LumaPlane {
  const shrink = width > largest || height > largest;
  const columns = shrink ? largest : width;
  const rows = shrink ? largest : height;
  const luma = new Float32Array(columns * rows);
  const offsets = Int32Array.from({ length: columns }, (_, x) => 3 * Math.floor((x * width) / columns));
  let k = 0;
  for (let y = 0; y < rows; y++) {
    const line = 3 * width * Math.floor((y * height) / rows);
    for (let x = 0; x < columns; x++) {
      const o = line + (offsets[x] ?? 0);
      const redGreen = fround((red[data[o] ?? 0] ?? 0) + (green[data[o + 1] ?? 0] ?? 0));
      luma[k++] = redGreen + (blue[data[o + 2] ?? 0] ?? 0);
    }
  }
  return { width: columns, height: rows, luma };
}

/** How a running sum meets the two ends of a line of `length` values (jaroszFilter.cpp, box1DFloat). */
function boxPhases(length: number, window: number): readonly [grow: number, rise: number, slide: number, fall: number] {
  const half = Math.floor((window + 2) / 2);
  return [half - 1, window - half + 1, length - window, half - 1];
}

function boxFilterRows(luma: Float32Array, width: number, height: number, window: number): void {
  const [grow, rise, slide, fall] = boxPhases(width, window);
  const source = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    const start = width * y;
    source.set(luma.subarray(start, start + width));
    let sum = 0;
    let right = 0;
    let left = 0;
    let out = start;
    for (let n = 0; n < grow; n++) sum = fround(sum + (source[right++] ?? 0));
    for (let n = 0; n < rise; n++) {
      sum = fround(sum + (source[right++] ?? 0));
      luma[out++] = sum / right;
    }
    for (let n = 0; n < slide; n++) {
      sum = fround(sum + (source[right++] ?? 0));
      sum = fround(sum - (source[left++] ?? 0));
      luma[out++] = sum / window;
    }
    for (let n = 0; n < fall; n++) {
      sum = fround(sum - (source[left++] ?? 0));
      luma[out++] = sum / (right - left);
    }
  }
}

/** The same sums for all columns side by side, so that memory is read in order. */
function boxFilterColumns(luma: Float32Array, width: number, height: number, window: number): void {
  const [grow, rise, slide, fall] = boxPhases(height, window);
  const source = luma.slice();
  const sums = new Float32Array(width);
  let right = 0;
  let left = 0;
  let out = 0;
  const enter = (): void => {
    const line = width * right++;
    for (let x = 0; x < width; x++) sums[x] = (sums[x] ?? 0) + (source[line + x] ?? 0);
  };
  const leave = (): void => {
    const line = width * left++;
    for (let x = 0; x < width; x++) sums[x] = (sums[x] ?? 0) - (source[line + x] ?? 0);
  };
  const write = (): void => {
    const line = width * out++;
    const count = right - left;
    for (let x = 0; x < width; x++) luma[line + x] = (sums[x] ?? 0) / count;
  };
  for (let n = 0; n < grow; n++) enter();
  for (let n = 0; n < rise; n++) {
    enter();
    write();
  }
  for (let n = 0; n < slide; n++) {
    // enter, leave and write at once: most of the time goes by here
    const [entering, leaving, line] = [width * right++, width * left++, width * out++];
    for (let x = 0; x < width; x++) {
      const sum = fround(fround((sums[x] ?? 0) + (source[entering + x] ?? 0)) - (source[leaving + x] ?? 0));
      sums[x] = sum;
      luma[line + x] = sum / window;
    }
  }
  for (let n = 0; n < fall; n++) {
    leave();
    write();
  }
}

function decimate(luma: Float32Array, width: number, height: number): Float32Array {
  const small = new Float32Array(side * side);
  for (let i = 0; i < side; i++) {
    const line = width * Math.floor(((i + 0.5) * height) / side);
    for (let j = 0; j < side; j++) small[side * i + j] = luma[line + Math.floor(((j + 0.5) * width) / side)] ?? 0;
  }
  return small;
}

/** Cosines of 1 to 16 half periods over 64 samples. The reference rounds the factor before it multiplies. */
const table = Float32Array.from({ length: pdqSize * side }, (_, k) => {
  const i = Math.floor(k / side);
  const x = k % side;
  return fround(Math.sqrt(2 / side)) * Math.cos((Math.PI / 2 / side) * (i + 1) * (2 * x + 1));
});

/** The 16 x 16 lowest cosine coefficients without the mean: first down, then across. */
function transform(small: Float32Array): Float32Array {
  const half = new Float32Array(pdqSize * side);
  for (let i = 0; i < pdqSize; i++) {
    // Each of the 64 sums adds its products in the order of the reference; side by side they are read in order.
    for (let y = 0; y < side; y++) {
      const factor = table[side * i + y] ?? 0;
      for (let x = 0; x < side; x++) {
        half[side * i + x] = (half[side * i + x] ?? 0) + fround(factor * (small[side * y + x] ?? 0));
      }
    }
  }
  const coefficients = new Float32Array(pdqSize * pdqSize);
  for (let i = 0; i < pdqSize; i++) {
    for (let j = 0; j < pdqSize; j++) {
      let sum = 0;
      for (let x = 0; x < side; x++) {
        sum = fround(sum + fround((half[side * i + x] ?? 0) * (table[side * j + x] ?? 0)));
      }
      coefficients[pdqSize * i + j] = sum;
    }
  }
  return coefficients;
}

/** The sum of the steps between neighbours, each in whole percent of the range, over 90. */
function quality(small: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) {
      const here = small[side * i + j] ?? 0;
      if (i + 1 < side) sum += percent(fround(here - (small[side * (i + 1) + j] ?? 0)));
      if (j + 1 < side) sum += percent(fround(here - (small[side * i + j + 1] ?? 0)));
    }
  }
  return Math.min(100, Math.floor(sum / 90));
}

function percent(step: number): number {
  return Math.abs(Math.trunc(fround(fround(step * 100) / 255)));
}
