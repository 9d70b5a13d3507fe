import { createSeededRandom } from "@glasshouse/fixtures";
import { createScanner, type HashAlgorithm, type PerceptualHash, packHashes } from "@glasshouse/hasher";
import type { TokenScheme } from "@glasshouse/matcher";
import { pairsByToken } from "../samples/pairs.js";
import { type MatchedPair, twoWayBootstrap } from "../statistics/index.js";
import { fits, toHashedImage } from "./measure-source.js";
import type { PairFigures, Share, UnrelatedFigures } from "./result.js";
import { confidence, toShare } from "./tally.js";

/** Settings that recall was measured with. */
export interface UnrelatedSettings {
  readonly schemes: readonly TokenScheme[];
  /** Largest distance that matches, inclusive. */
  readonly radius: number;
  readonly seed: string;
}

/**
 * Matches among pictures that are no copies of each other. Half of them, drawn by the seed, is the list: given the list,
 * the other images are independent of one another, which pairs never are. Tokens that many entries share stay in.
 * @param originals hashes at or above the quality floor, in the order of the sources
 */
export async function measureUnrelated(
  algorithm: HashAlgorithm,
  originals: readonly PerceptualHash[],
  { schemes, radius, seed }: UnrelatedSettings,
): Promise<UnrelatedFigures> {
  const shuffled = createSeededRandom(seed).fork("halves").shuffle(originals);
  const listed = shuffled.slice(0, originals.length >> 1);
  const images = shuffled.slice(originals.length >> 1);
  const matchable = (hash: PerceptualHash) => toHashedImage(algorithm, hash);
  const figures = (pairs: readonly MatchedPair[]) => toFigures(pairs, images.length, listed.length, seed);
  return {
    algorithm: algorithm.id,
    distance: await distances(algorithm, originals),
    listEntries: listed.length,
    within: figures(await pairsWithin(algorithm, images, listed, radius)),
    tokens: schemes
      .filter((scheme) => fits(scheme, algorithm))
      .map((scheme) => ({
        scheme: scheme.id,
        ...figures(pairsByToken(scheme, images.map(matchable), listed.map(matchable))),
      })),
  };
}

async function distances(
  algorithm: HashAlgorithm,
  originals: readonly PerceptualHash[],
): Promise<UnrelatedFigures["distance"]> {
  if (originals.length < 2) return null;
  const scanner = createScanner(
    packHashes(
      algorithm.bits,
      originals.map(({ bits }) => bits),
    ),
  );
  const histogram = await scanner.pairHistogram();
  await scanner.close();
  const pairs = (originals.length * (originals.length - 1)) / 2;
  const at = (rank: number) => {
    let seen = 0;
    return histogram.findIndex((count) => {
      seen += count;
      return seen >= rank;
    });
  };
  return { pairs, least: at(1), q05: at(Math.ceil(0.05 * pairs)), median: at(Math.ceil(0.5 * pairs)) };
}

async function pairsWithin(
  algorithm: HashAlgorithm,
  images: readonly PerceptualHash[],
  listed: readonly PerceptualHash[],
  radius: number,
): Promise<MatchedPair[]> {
  if (images.length === 0 || listed.length === 0) return [];
  const pack = (hashes: readonly PerceptualHash[]) =>
    packHashes(
      algorithm.bits,
      hashes.map(({ bits }) => bits),
    );
  const scanner = createScanner(pack(listed));
  const { query, entry } = await scanner.within(pack(images), radius);
  await scanner.close();
  return Array.from(query, (row, i) => ({ row, column: entry[i] as number }));
}

function toFigures(pairs: readonly MatchedPair[], images: number, entries: number, seed: string): PairFigures {
  const matching = toShare(new Set(pairs.map(({ row }) => row)).size, images, "images");
  return { images: matching, pairs: pairShare(pairs, matching, images, entries, seed) };
}

function pairShare(
  pairs: readonly MatchedPair[],
  matching: Share,
  images: number,
  entries: number,
  seed: string,
): Share {
  const facts = { k: pairs.length, n: images * entries, unit: "pairs" };
  // Resampling none gives none. An image that matches at most every entry does so no more often than it matches any.
  if (pairs.length === 0 || facts.n === 0) return { ...facts, lower: 0, upper: matching.upper };
  const ones = (count: number) => Array.from({ length: count }, () => 1);
  const random = createSeededRandom(seed).fork("bootstrap");
  const design = { rows: ones(images), columns: ones(entries) };
  const { lower, upper } = twoWayBootstrap(pairs, design, random, { confidence });
  return { ...facts, lower, upper };
}
