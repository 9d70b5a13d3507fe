import type { RandomBytes } from "@glasshouse/crypto";
import type { ListEntry } from "../../list.js";
import type { AccountImage } from "../../matching.js";
import { type HashedImage, listTokens, parseTokenScheme, type TokenScheme } from "../../tokens.js";

/** A list and one account's images: what a fact is about. */
export interface LeakWorld {
  readonly listed: readonly HashedImage[];
  readonly images: readonly AccountImage[];
  /** Images that leave the device together. */
  readonly imagesPerUpload: number;
}

/** Two blocks of 32 bits, none flipped: an image can match in one of them or in both. */
export const leakScheme: TokenScheme = parseTokenScheme("blocks-2x32-f0");
/** Hashes here are random bytes. */
export const leakAlgorithm = "random-64";

const captionBytes = 16;

/** A 64-bit hash whose blocks are its halves. */
export function toImage(bits: Uint8Array): HashedImage {
  return {
    algorithm: leakAlgorithm,
    bits,
    margins: new Float32Array(64),
    bitOrder: Uint16Array.from({ length: 64 }, (_, i) => i),
  };
}

/** `count` images that share no block, but for a chance of 2^-32 per pair. */
export function drawImages(random: RandomBytes, count: number): HashedImage[] {
  return Array.from({ length: count }, () => toImage(random(8)));
}

/** An image with the first block of one image and the second of another. */
export function mixBlocks(first: HashedImage, second: HashedImage): HashedImage {
  return toImage(Uint8Array.from([...first.bits.subarray(0, 4), ...second.bits.subarray(4)]));
}

/**
 * An image on its way. Its payload stands for a small picture: from it the hash follows, and a caption that a hash does
 * not tell.
 */
export function upload(image: HashedImage, caption: Uint8Array, shown: HashedImage = image): AccountImage {
  return { image, payload: Uint8Array.from([...shown.bits, ...caption]), capturedAt: null };
}

/** A caption of the usual length. */
export function drawCaption(random: RandomBytes): Uint8Array {
  return random(captionBytes);
}

/** Entries of a list. */
export function toEntries(listed: readonly HashedImage[]): ListEntry[] {
  return listed.map((image, i) => ({ id: `entry ${i}`, image }));
}

/** For every image, for every block, whether it is listed: the truth that extractors are held to. */
export function listedBlocks({ listed, images }: LeakWorld): boolean[][] {
  const tokens = new Set(listed.flatMap((image) => listTokens(leakScheme, image).map(String)));
  return images.map(({ image }) =>
    image ? listTokens(leakScheme, image).map((token) => tokens.has(String(token))) : [],
  );
}

/** A distance that is 0 for equal hashes alone: nothing here asks for more. */
export function differingBytes(a: Uint8Array, b: Uint8Array): number {
  return a.filter((byte, i) => byte !== b[i]).length;
}
