/** Which images match which entries, all pairs: for lists of thousands. Tokens that many entries share stay in. */
import { hammingDistance, type PerceptualHash } from "@glasshouse/hasher";
import { type HashedImage, listTokens, probeTokens, type TokenScheme } from "@glasshouse/matcher";
import type { MatchedPair } from "../statistics/index.js";

/** Hamming distances, bits: a row for every image, a column for every entry. */
export type DistanceTable = readonly Uint16Array[];

/** Distances of every image to every entry. */
export function measureDistances(
  images: readonly Pick<PerceptualHash, "bits">[],
  listed: readonly Pick<PerceptualHash, "bits">[],
): DistanceTable {
  return images.map((image) => Uint16Array.from(listed, (entry) => hammingDistance(image.bits, entry.bits)));
}

/** Pairs at most `radius` apart. */
export function pairsWithin(distances: DistanceTable, radius: number): MatchedPair[] {
  const pairs: MatchedPair[] = [];
  for (const [row, toEntries] of distances.entries())
    for (const [column, distance] of toEntries.entries()) if (distance <= radius) pairs.push({ row, column });
  return pairs;
}

/** Pairs of which probes of the image meet tokens of the entry on as many blocks as the scheme requires. */
export function pairsByToken(
  scheme: TokenScheme,
  images: readonly HashedImage[],
  listed: readonly HashedImage[],
): MatchedPair[] {
  const entriesOf = new Map<string, number[]>();
  for (const [column, image] of listed.entries()) {
    for (const token of listTokens(scheme, image)) {
      const key = String.fromCharCode(...token);
      const entries = entriesOf.get(key);
      if (entries) entries.push(column);
      else entriesOf.set(key, [column]);
    }
  }
  return images.flatMap((image, row) => {
    // A token names its block, and the probes of one block differ: every hit is another block of the entry.
    const blocks = new Map<number, number>();
    for (const probe of probeTokens(scheme, image))
      for (const column of entriesOf.get(String.fromCharCode(...probe)) ?? [])
        blocks.set(column, (blocks.get(column) ?? 0) + 1);
    return [...blocks].filter(([, opened]) => opened >= scheme.required).map(([column]) => ({ row, column }));
  });
}
