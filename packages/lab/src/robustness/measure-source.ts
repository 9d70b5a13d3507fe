import { setImmediate } from "node:timers/promises";
import { createSeededRandom, isEncoded, type Picture } from "@glasshouse/fixtures";
import { applyEdit } from "@glasshouse/fixtures/node";
import { type HashAlgorithm, hammingDistance, type PerceptualHash, type Pixels } from "@glasshouse/hasher";
import { decodeBytes } from "@glasshouse/hasher/node";
import { type HashedImage, listTokens, probeTokens, type TokenScheme } from "@glasshouse/matcher";
import type { RobustnessSettings } from "./settings.js";

/** One copy under one algorithm. */
export interface CopyResult {
  /** Hamming distance to the original, bits. */
  readonly distance: number;
  /** 0 to 100. */
  readonly quality: number;
  /** Blocks on which a probe of the copy meets the original's list token, by scheme; -1 where the hash is too short. */
  readonly opened: readonly number[];
}

/** What a source gave. */
export interface SourceResult {
  /** By algorithm. */
  readonly originals: readonly PerceptualHash[];
  /** By edit, then by algorithm. */
  readonly copies: readonly (readonly CopyResult[])[];
}

/** Whether a hash is long enough for a scheme. */
export function fits({ blocks, blockBits }: TokenScheme, { bits }: HashAlgorithm): boolean {
  return blocks * (blockBits || bits) <= bits;
}

/** A hash as tokens are cut from it. */
export function toHashedImage(algorithm: HashAlgorithm, { bits, margins }: PerceptualHash): HashedImage {
  return { algorithm: algorithm.id, bits, margins, bitOrder: algorithm.bitOrder };
}

/**
 * Hashes a picture and its edited copies. Every picture is decoded in full, once for all algorithms. Copies exist in
 * memory only, one at a time.
 * @param key seeds the random edits: the same source gets the same copies in every corpus
 */
export async function measureSource(
  picture: Picture,
  key: string,
  { algorithms, schemes, edits, seed }: RobustnessSettings,
  signal?: AbortSignal,
): Promise<SourceResult> {
  const random = createSeededRandom(seed).fork("edits").fork(key);
  const pixels = await toPixels(picture);
  const originals = algorithms.map((algorithm) => algorithm.hash(pixels));
  const listed = algorithms.map((algorithm, a) =>
    schemes.map((scheme) =>
      fits(scheme, algorithm) ? listTokens(scheme, toHashedImage(algorithm, originals[a] as PerceptualHash)) : null,
    ),
  );
  const copies: CopyResult[][] = [];
  for (const { edit } of edits) {
    await setImmediate(); // edits are long computations: lets Ctrl-C and other sources in
    signal?.throwIfAborted();
    const copy = await toPixels(await applyEdit(picture, edit, random.fork(edit.id)));
    copies.push(
      algorithms.map((algorithm, a) => {
        const hash = algorithm.hash(copy);
        return {
          distance: hammingDistance((originals[a] as PerceptualHash).bits, hash.bits),
          quality: hash.quality,
          opened: schemes.map((scheme, s) => {
            const tokens = listed[a]?.[s];
            return tokens ? openedBlocks(scheme, tokens, probeTokens(scheme, toHashedImage(algorithm, hash))) : -1;
          }),
        };
      }),
    );
  }
  return { originals, copies };
}

/** Blocks of which a probe equals the list token. Probes stand block by block, as many for each. */
function openedBlocks(scheme: TokenScheme, listed: readonly Uint8Array[], probes: readonly Uint8Array[]): number {
  const perBlock = scheme.probesPerImage / scheme.blocks;
  return listed.filter((token, block) =>
    probes.slice(block * perBlock, (block + 1) * perBlock).some((probe) => Buffer.compare(token, probe) === 0),
  ).length;
}

async function toPixels(picture: Picture): Promise<Pixels> {
  return isEncoded(picture) ? (await decodeBytes(picture.bytes)).pixels : picture;
}
