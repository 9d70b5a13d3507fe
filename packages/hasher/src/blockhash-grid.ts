import type { Pixels } from "./image.js";

/** Blocks per axis. */
export const blockhashSize = 16;
const bands = 4;

/**
 * Sums of R + G + B over 16 x 16 blocks, as blockhash-core forms them, every double in its order of additions.
 *
 * - `weighted` (method 2): a pixel on a block border counts in both blocks by its share, unless both sides divide by 16.
 * - `even` (method 1): blocks of whole pixels; what is left over at the right and the bottom is ignored.
 *
 * Sides under 16 pixels give blocks without pixels, as they do there.
 */
export function blockSums(pixels: Pixels, method: "weighted" | "even"): Float64Array {
  const even = pixels.width % blockhashSize === 0 && pixels.height % blockhashSize === 0;
  return method === "even" || even ? evenSums(pixels) : weightedSums(pixels);
}

function evenSums({ width, height, data }: Pixels): Float64Array {
  const blockWidth = Math.floor(width / blockhashSize);
  const blockHeight = Math.floor(height / blockhashSize);
  const sums = new Float64Array(blockhashSize * blockhashSize);
  for (let y = 0; y < blockhashSize * blockHeight; y++) {
    const line = blockhashSize * Math.floor(y / blockHeight);
    let offset = 3 * width * y;
    for (let block = 0; block < blockhashSize; block++) {
      let sum = 0;
      for (const end = offset + 3 * blockWidth; offset < end; offset++) sum += data[offset] ?? 0;
      sums[line + block] = (sums[line + block] ?? 0) + sum;
    }
  }
  return sums;
}

/** How the pixels of one axis fall into blocks: the block before and after, and the share of each. */
interface Shares {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly shareBefore: Float64Array;
  readonly shareAfter: Float64Array;
}

function shareOut(size: number): Shares {
  const before = new Uint8Array(size);
  const after = new Uint8Array(size);
  const shareBefore = new Float64Array(size).fill(1);
  const shareAfter = new Float64Array(size);
  const block = size / blockhashSize;
  const even = size % blockhashSize === 0;
  for (let x = 0; x < size; x++) {
    const index = Math.floor(x / block);
    before[x] = index;
    after[x] = index;
    if (even) continue;
    const position = (x + 1) % block;
    const fraction = position - Math.floor(position);
    shareBefore[x] = 1 - fraction;
    shareAfter[x] = fraction;
    if (position - fraction <= 0 && x + 1 < size) after[x] = Math.ceil(x / block);
  }
  return { before, after, shareBefore, shareAfter };
}

function weightedSums({ width, height, data }: Pixels): Float64Array {
  const sums = new Float64Array(blockhashSize * blockhashSize);
  const across = shareOut(width);
  const down = shareOut(height);
  let offset = 0;
  for (let y = 0; y < height; y++) {
    const top = blockhashSize * (down.before[y] ?? 0);
    const bottom = blockhashSize * (down.after[y] ?? 0);
    const shareTop = down.shareBefore[y] ?? 0;
    const shareBottom = down.shareAfter[y] ?? 0;
    for (let x = 0; x < width; x++) {
      const value = (data[offset] ?? 0) + (data[offset + 1] ?? 0) + (data[offset + 2] ?? 0);
      offset += 3;
      const left = across.before[x] ?? 0;
      const shareLeft = across.shareBefore[x] ?? 0;
      const shareRight = across.shareAfter[x] ?? 0;
      const above = value * shareTop;
      sums[top + left] = (sums[top + left] ?? 0) + above * shareLeft;
      if (shareRight > 0) {
        const right = across.after[x] ?? 0;
        sums[top + right] = (sums[top + right] ?? 0) + above * shareRight;
      }
      if (shareBottom > 0) {
        const below = value * shareBottom;
        sums[bottom + left] = (sums[bottom + left] ?? 0) + below * shareLeft;
        if (shareRight > 0) {
          const right = across.after[x] ?? 0;
          sums[bottom + right] = (sums[bottom + right] ?? 0) + below * shareRight;
        }
      }
    }
  }
  return sums;
}

/**
 * A block gives 1 if its sum is above the median of its band (four bands of 64 blocks). In bright images blocks within 1
 * of the median give 1 too, so that white areas are not all zeros.
 *
 * @returns per block 0 or 1, and its distance from the median in grey levels
 */
export function decideBlocks(sums: Float64Array, pixelsPerBlock: number): { ones: Uint8Array; margins: Float32Array } {
  const ones = new Uint8Array(sums.length);
  const margins = new Float32Array(sums.length);
  const bright = (pixelsPerBlock * 256 * 3) / 2;
  const bandLength = sums.length / bands;
  for (let start = 0; start < sums.length; start += bandLength) {
    const band = sums.slice(start, start + bandLength).sort();
    const median = ((band[bandLength / 2 - 1] ?? 0) + (band[bandLength / 2] ?? 0)) / 2;
    for (let k = start; k < start + bandLength; k++) {
      const above = (sums[k] ?? 0) - median;
      ones[k] = above > 0 || (Math.abs(above) < 1 && median > bright) ? 1 : 0;
      margins[k] = Math.abs(above) / (3 * pixelsPerBlock);
    }
  }
  return { ones, margins };
}
