import { encodeTuple, type RandomBytes } from "@glasshouse/crypto";
import { ProtocolError } from "./errors.js";

/** A hash as the protocols take it: bytes, never an image. Made from any perceptual hash. */
export interface HashedImage {
  /** Identifier of the hash algorithm; part of every token. */
  readonly algorithm: string;
  /** The hash, `8 * bits.length` bits, most significant bit first. */
  readonly bits: Uint8Array;
  /** One number per bit: how far the bit was from turning over. */
  readonly margins: Float32Array;
  /** Bit positions in the order in which blocks are cut: lowest spatial frequency first. */
  readonly bitOrder: Uint16Array;
}

/** An equality key cut from a hash. Two images match on a block when a token of the one equals a token of the other. */
export type Token = Uint8Array;

/**
 * How a hash becomes tokens. A listed image gives `blocks` tokens. A device tries `probesPerImage` tokens: every block
 * with its `flips` least reliable bits in all 2^flips combinations, so the number never depends on the image.
 */
export interface TokenScheme {
  readonly id: string;
  /** Disjoint blocks per hash; 1 is the whole key. */
  readonly blocks: number;
  /** Bits per block; 0 is the whole hash, whatever its length. */
  readonly blockBits: number;
  /** Least reliable bits of a block that a device also tries turned over, 0 to 6. */
  readonly flips: number;
  /** Blocks that must match for the image to match (m of T), 1 to `blocks`. Fewer stay invisible. */
  readonly required: number;
  /** Tokens that a device tries for one image: blocks * 2^flips. */
  readonly probesPerImage: number;
}

const blockScheme = /^blocks-([1-9]\d?)x([1-9]\d{0,2})-f([0-6])(?:-m([2-9]|[1-9]\d))?$/;

/** Largest number of ways in which `required` slots of different blocks may be combined: each costs a server a key derivation. */
export const combinationLimit = 65_536;

/**
 * Reads a scheme from its id: `whole-key`, or `blocks-TxB-fF` for T blocks of B bits with F flipped bits, one of which
 * must match; with `-mM` at the end M of them must.
 * @throws ProtocolError `invalid-parameters` for any other text.
 */
export function parseTokenScheme(id: string): TokenScheme {
  if (id === "whole-key") return { id, blocks: 1, blockBits: 0, flips: 0, required: 1, probesPerImage: 1 };
  const match = blockScheme.exec(id);
  if (!match)
    throw new ProtocolError(
      "invalid-parameters",
      `token scheme: got "${id}", expected "whole-key" or "blocks-TxB-fF[-mM]" such as "blocks-4x64-f2"`,
    );
  const [blocks, blockBits, flips, required] = match.slice(1).map((text) => Number(text ?? 1)) as Numbers;
  if (flips > blockBits)
    throw new ProtocolError("invalid-parameters", `token scheme "${id}": cannot flip ${flips} of ${blockBits} bits`);
  if (required > blocks)
    throw new ProtocolError(
      "invalid-parameters",
      `token scheme "${id}": cannot require ${required} of ${blocks} blocks`,
    );
  const scheme = { id, blocks, blockBits, flips, required, probesPerImage: blocks << flips };
  if (combinations(scheme) > combinationLimit)
    throw new ProtocolError(
      "invalid-parameters",
      `token scheme "${id}": got ${combinations(scheme)} combinations, expected at most ${combinationLimit}`,
    );
  return scheme;
}

type Numbers = [blocks: number, blockBits: number, flips: number, required: number];

/**
 * Ways to choose `required` blocks and one value of each.
 * @param valuesPerProbe what a server holds for every probe: slots times the keys that it tries them under
 */
export function combinations({ blocks, flips, required }: Omit<TokenScheme, "id">, valuesPerProbe = 1): number {
  let choices = 1;
  for (let i = 0; i < required; i++) choices = (choices * (blocks - i)) / (i + 1);
  return choices * (valuesPerProbe * 2 ** flips) ** required;
}

/** The scheme measured best for ordinary copies at a negligible false-positive rate: 4 blocks of 64 bits, 2 flipped. */
export const defaultTokenScheme: TokenScheme = parseTokenScheme("blocks-4x64-f2");

/** The tokens of a listed image, one per block. */
export function listTokens(scheme: TokenScheme, image: HashedImage): Token[] {
  return blockPositions(scheme, image).map((positions, block) =>
    encodeToken(scheme, image.algorithm, block, cut(image.bits, positions)),
  );
}

/** The tokens that a device tries for an image: `scheme.probesPerImage`, block by block, the unflipped one first. */
export function probeTokens(scheme: TokenScheme, image: HashedImage): Token[] {
  return blockPositions(scheme, image).flatMap((positions, block) => {
    const bits = cut(image.bits, positions);
    const weakest = leastReliable(positions, image.margins, scheme.flips);
    return Array.from({ length: 1 << scheme.flips }, (_, pattern) => {
      const flipped = bits.slice();
      weakest.forEach((at, i) => {
        if (pattern & (1 << i)) flipped[at >> 3] = (flipped[at >> 3] as number) ^ (0x80 >> (at & 7));
      });
      return encodeToken(scheme, image.algorithm, block, flipped);
    });
  });
}

/**
 * As many tokens as any image has, that no list can contain: for an image that cannot be hashed or whose quality is too
 * low, so that it leaves the device as an ordinary voucher that never opens.
 */
export function createUnmatchableTokens(scheme: TokenScheme, random: RandomBytes): Token[] {
  return Array.from({ length: scheme.probesPerImage }, () => encodeTuple("unmatchable", random(32)));
}

/** The token of block 0: bursts of one scene often share it. */
export function firstBlockToken(scheme: TokenScheme, image: HashedImage): Token {
  return listTokens(scheme, image)[0] as Token;
}

function encodeToken(scheme: TokenScheme, algorithm: string, block: number, bits: Uint8Array): Token {
  return encodeTuple("token", scheme.id, algorithm, Uint8Array.of(block), bits);
}

function blockPositions(scheme: TokenScheme, { algorithm, bits, margins, bitOrder }: HashedImage): Uint16Array[] {
  const length = 8 * bits.length;
  if (margins.length !== length || bitOrder.length !== length)
    throw new ProtocolError(
      "wrong-algorithm",
      `${algorithm}: got ${length} bits with ${margins.length} margins and ${bitOrder.length} positions, expected as many of each`,
    );
  const blockBits = scheme.blockBits || length;
  if (scheme.blocks * blockBits > length)
    throw new ProtocolError(
      "wrong-algorithm",
      `token scheme "${scheme.id}" needs ${scheme.blocks * blockBits} bits, ${algorithm} has ${length}`,
    );
  // The whole key keeps the hash's own order: its token is the published hash.
  if (scheme.blockBits === 0) return [Uint16Array.from({ length }, (_, i) => i)];
  return Array.from({ length: scheme.blocks }, (_, block) =>
    bitOrder.subarray(block * blockBits, (block + 1) * blockBits),
  );
}

function cut(bits: Uint8Array, positions: Uint16Array): Uint8Array {
  const block = new Uint8Array((positions.length + 7) >> 3);
  positions.forEach((p, i) => {
    if ((bits[p >> 3] as number) & (0x80 >> (p & 7))) block[i >> 3] = (block[i >> 3] as number) | (0x80 >> (i & 7));
  });
  return block;
}

/** Indices within the block of its `count` smallest margins; equal margins in block order, so that it is reproducible. */
function leastReliable(positions: Uint16Array, margins: Float32Array, count: number): number[] {
  return Array.from(positions, (p, i) => ({ i, margin: margins[p] as number }))
    .sort((a, b) => a.margin - b.margin || a.i - b.i)
    .slice(0, count)
    .map(({ i }) => i);
}
