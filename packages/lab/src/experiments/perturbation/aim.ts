/** Which bits to move, and how far: attacks by somebody who has the algorithm, as every device has. */
import type { PerceptualHash } from "@glasshouse/hasher";
import { type AimableId, costPerUnit, type Pushes } from "./patterns.js";

/** How far beyond the turning point a bit is pushed, in the unit of margins: rounding and its neighbours move it a little. */
const overshoot = (margin: number): number => 1 + 0.15 * margin;

export function bitAt(bits: Uint8Array, position: number): 0 | 1 {
  return ((bits[position >> 3] as number) & (0x80 >> (position & 7))) === 0 ? 0 : 1;
}

/**
 * Bits by margin, smallest first, ones and zeros in turn: most hashes compare with a median, which stays where it is if
 * as many bits rise as fall.
 */
export function cheapestFirst(hash: PerceptualHash, among?: (position: number) => boolean): number[] {
  const sorted = byMargin(hash, among);
  const ones = sorted.filter((p) => bitAt(hash.bits, p) === 1);
  const zeros = sorted.filter((p) => bitAt(hash.bits, p) === 0);
  return Array.from({ length: Math.max(ones.length, zeros.length) }, (_, i) => [ones[i], zeros[i]])
    .flat()
    .filter((p) => p !== undefined);
}

/** Bits of every block by margin, one of each block in turn: whoever wants no block to match has to change every one. */
export function blocksInTurn(hash: PerceptualHash, bitOrder: Uint16Array, blocks: number): number[] {
  const length = bitOrder.length / blocks;
  const perBlock = Array.from({ length: blocks }, (_, block) => {
    const members = new Set(bitOrder.subarray(block * length, (block + 1) * length));
    return byMargin(hash, (p) => members.has(p));
  });
  return Array.from({ length }, (_, rank) => perBlock.map((block) => block[rank] as number)).flat();
}

/** Pushes that turn these bits over, in order, as many as a distortion allows. */
export function flipWithin(algorithm: AimableId, hash: PerceptualHash, order: readonly number[], rms: number): Pushes {
  const pushes = new Map<number, number>();
  let left = rms ** 2;
  for (const position of order) {
    const push = pushOver(hash, position);
    left -= (push * costPerUnit(algorithm)) ** 2;
    if (left < 0) break;
    pushes.set(position, push);
  }
  return pushes;
}

/** The push that turns a bit over and `depth` beyond what is needed, in the unit of margins. */
export function pushOver({ bits, margins }: PerceptualHash, position: number, depth = 0): number {
  const margin = margins[position] as number;
  const distance = margin + overshoot(margin) + depth;
  return bitAt(bits, position) === 1 ? -distance : distance;
}

function byMargin({ margins }: PerceptualHash, among: (position: number) => boolean = () => true): number[] {
  return Array.from(margins.keys())
    .filter(among)
    .sort((a, b) => (margins[a] as number) - (margins[b] as number) || a - b);
}
