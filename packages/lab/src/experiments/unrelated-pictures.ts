/** Generated pictures that are no copies of each other: what matches among them matches falsely. */
import { type Album, type AlbumPicture, albumPictures, type SeededRandom, sceneKinds } from "@glasshouse/fixtures";
import type { HashAlgorithm, PerceptualHash } from "@glasshouse/hasher";
import type { HashedImage, TokenScheme } from "@glasshouse/matcher";
import { createRate, measureRate, type Rate } from "../findings/index.js";
import { type DistanceTable, measureDistances, pairsByToken, pairsWithin } from "../samples/pairs.js";
import { hashScenesByEach, type MultiHashedScene } from "../samples/scenes.js";
import { type Cluster, type MatchedPair, twoWayBootstrap } from "../statistics/index.js";

/** What is drawn. */
export interface UnrelatedPlan {
  readonly algorithms: readonly HashAlgorithm[];
  readonly listedScenes: number;
  readonly photographedScenes: number;
  /** Photographs of one scene; listed scenes have one picture each. */
  readonly bursts: Album["bursts"];
  /** Whether every kind of scene is drawn equally often, kind by kind; by default kinds are drawn at random. */
  readonly evenKinds?: boolean;
  readonly random: SeededRandom;
  readonly onProgress: (done: number, total: number) => void | Promise<void>;
}

/** Pictures by every algorithm of the plan. No scene stands on both sides: whatever matches, matches falsely. */
export interface UnrelatedPictures {
  readonly algorithms: readonly HashAlgorithm[];
  readonly listed: readonly MultiHashedScene[];
  readonly photographed: readonly MultiHashedScene[];
}

/** Draws and hashes both sides. */
export async function drawUnrelated(plan: UnrelatedPlan): Promise<UnrelatedPictures> {
  const { algorithms, random } = plan;
  const pictures = (label: string, bursts: Album["bursts"], scenes: number) => {
    const seed = random.fork(label).uint32();
    if (!plan.evenKinds) return [...albumPictures({ seed, bursts }, 0, scenes)];
    const perKind = Math.floor(scenes / sceneKinds.length);
    return sceneKinds.flatMap((kind, place) => [
      ...albumPictures({ seed, bursts, kinds: { [kind]: 1 } }, place * perKind, (place + 1) * perKind),
    ]);
  };
  const sides = [
    pictures("listed", { kind: "fixed", size: 1 }, plan.listedScenes),
    pictures("photographed", plan.bursts, plan.photographedScenes),
  ];
  const hashed = await hashScenesByEach(sides.flat(), {
    algorithms,
    onHashed: (done) => plan.onProgress(done, sides.flat().length),
  });
  const entries = sides[0]?.length ?? 0;
  return { algorithms, listed: hashed.slice(0, entries), photographed: hashed.slice(entries) };
}

/** One side to hold against the other under one algorithm. */
export interface UnrelatedHashes {
  readonly algorithm: HashAlgorithm;
  readonly pictures: readonly AlbumPicture[];
  /** By picture; `null` below the quality floor: such a picture never matches, but stays in the count. */
  readonly images: readonly (PerceptualHash | null)[];
  /** Entries at or above the quality floor: a list holds no others. */
  readonly listed: readonly PerceptualHash[];
  readonly distances: DistanceTable;
}

/** @param floor smallest usable quality; by default the algorithm's */
export function underAlgorithm(
  { algorithms, listed, photographed }: UnrelatedPictures,
  id: string,
  floor?: number,
): UnrelatedHashes {
  const index = algorithms.findIndex((algorithm) => algorithm.id === id);
  const algorithm = algorithms[index] as HashAlgorithm;
  const usable = (hash: PerceptualHash) => hash.quality >= (floor ?? algorithm.qualityFloor);
  const images = photographed.map(({ hashes }) => {
    const hash = hashes[index] as PerceptualHash;
    return usable(hash) ? hash : null;
  });
  const entries = listed.map(({ hashes }) => hashes[index] as PerceptualHash).filter(usable);
  const rows = measureDistances(
    images.filter((hash) => hash !== null),
    entries,
  );
  let row = 0;
  const distances = images.map((hash) => (hash ? (rows[row++] as Uint16Array) : new Uint16Array(0)));
  return { algorithm, pictures: photographed.map(({ picture }) => picture), images, listed: entries, distances };
}

/** Only these pictures and entries, by index. */
export function selectHashes(
  hashes: UnrelatedHashes,
  { rows = [...hashes.pictures.keys()], columns }: { rows?: readonly number[]; columns: readonly number[] },
): UnrelatedHashes {
  const pick = <T>(from: readonly T[], places: readonly number[]) => places.map((place) => from[place] as T);
  return {
    algorithm: hashes.algorithm,
    pictures: pick(hashes.pictures, rows),
    images: pick(hashes.images, rows),
    listed: pick(hashes.listed, columns),
    distances: pick(hashes.distances, rows).map((row) =>
      row.length === 0 ? row : Uint16Array.from(columns, (column) => row[column] as number),
    ),
  };
}

/** When an image matches an entry: at most so many bits apart, or by the tokens of a scheme. */
export type MatchBy = { readonly radius: number } | { readonly scheme: TokenScheme };

/** Matching pairs: `row` is the picture, `column` the entry. */
export function findPairs({ algorithm, images, listed, distances }: UnrelatedHashes, by: MatchBy): MatchedPair[] {
  if ("radius" in by) return pairsWithin(distances, by.radius);
  const usable = images.flatMap((hash, row) => (hash ? [{ hash, row }] : []));
  const cut = ({ bits, margins }: PerceptualHash): HashedImage => ({
    algorithm: algorithm.id,
    bits,
    margins,
    bitOrder: algorithm.bitOrder,
  });
  const pairs = pairsByToken(
    by.scheme,
    usable.map(({ hash }) => cut(hash)),
    listed.map(cut),
  );
  return pairs.map(({ row, column }) => ({ row: usable[row]?.row as number, column }));
}

/** Pictures at most `radius` from any entry: what {@link findPairs} finds, without the pairs. */
export function findWithin({ distances }: UnrelatedHashes, radius: number): ReadonlySet<number> {
  const matching = new Set<number>();
  for (const [row, toEntries] of distances.entries()) if (toEntries.some((one) => one <= radius)) matching.add(row);
  return matching;
}

/** Pictures that match any entry, by scene. The list is given: another list gives another rate. */
export function rateImages({ pictures, listed }: UnrelatedHashes, pairs: readonly MatchedPair[]): Rate {
  const matching = new Set(pairs.map(({ row }) => row));
  return measureRate(
    clusterByScene(pictures, (row) => matching.has(row)),
    { kind: "image FPR", listEntries: listed.length, unit: "scene" },
  );
}

/** Pairs that match, with an interval that draws scenes and entries anew. */
export function ratePairs(hashes: UnrelatedHashes, pairs: readonly MatchedPair[], random: SeededRandom): Rate {
  const { pictures, listed } = hashes;
  const counted = { events: pairs.length, trials: pictures.length * listed.length };
  const facts = { kind: "pair FPR", listEntries: listed.length, unit: "pair of a scene and an entry" } as const;
  if (pairs.length === 0 || pairs.length === counted.trials) {
    // Resampling gives the same again. An image matches at most every entry no more often than it matches any, and all
    // pairs match no less surely than images match every entry.
    return createRate(counted, rateImages(hashes, pairs), "Clopper-Pearson on images", facts);
  }
  const scenes = [...new Set(pictures.map(({ scene }) => scene))];
  const place = new Map(scenes.map((scene, index) => [scene, index]));
  const rows = scenes.map((scene) => pictures.filter((picture) => picture.scene === scene).length);
  const byScene = pairs.map(({ row, column }) => ({
    row: place.get((pictures[row] as AlbumPicture).scene) as number,
    column,
  }));
  const design = { rows, columns: listed.map(() => 1) };
  const interval = twoWayBootstrap(byScene, design, random, { replicates: 500 });
  return createRate(counted, interval, "two-way bootstrap", facts);
}

function clusterByScene(pictures: readonly AlbumPicture[], holds: (row: number) => boolean): Cluster[] {
  const scenes = new Map<number, { events: number; images: number }>();
  for (const [row, { scene }] of pictures.entries()) {
    const cluster = scenes.get(scene) ?? { events: 0, images: 0 };
    scenes.set(scene, { events: cluster.events + Number(holds(row)), images: cluster.images + 1 });
  }
  return [...scenes.values()];
}
