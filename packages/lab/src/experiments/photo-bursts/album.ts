/** Measured: generated bursts under the real counting rules, given that their scene collides with an entry. */
import {
  albumPictures,
  hashAtDistance,
  type SceneKind,
  type SeededRandom,
  sceneKind,
  sceneKinds,
} from "@glasshouse/fixtures";
import { algorithms, type HashAlgorithm, hammingDistance, type PerceptualHash } from "@glasshouse/hasher";
import {
  type CountingRule,
  countingRules,
  createCounter,
  defaultParams,
  defaultTokenScheme,
  type HashedImage,
} from "@glasshouse/matcher";
import { fromParameters, measureRate, onScenes, type Rate, type Table } from "../../findings/index.js";
import { pairsByToken } from "../../samples/pairs.js";
import { groupByScene, hashScenesByEach, type MultiHashedScene } from "../../samples/scenes.js";
import { logFlagBursts, logFlagByMatches } from "../../statistics/index.js";
import type { Values } from "./parameters.js";

const hashes: readonly HashAlgorithm[] = [algorithms.constant, algorithms["pdq-tent"]];
const [constant, usual] = [0, 1];
/** Bits between the entry and the first photograph of the scene that collides with it: from the same bits to the radius. */
const collisionDistances = [0, 10, 20, 25, 30];
const { clusterSeconds, clusterRadius } = defaultParams;

/** Photographs of one scene, in the order in which they were taken. */
type Burst = readonly MultiHashedScene[];

/** An album of bursts that people take with cameras: no screenshots, no pages. */
export async function drawBursts(
  values: Values,
  random: SeededRandom,
  onHashed: (done: number, pictures: number) => void | Promise<void>,
): Promise<readonly Burst[]> {
  const cameras = sceneKinds.filter((kind) => sceneKind(kind).captured === "camera");
  const kinds = Object.fromEntries(cameras.map((kind) => [kind, 1])) as Partial<Record<SceneKind, number>>;
  const bursts = { kind: "geometric", mean: values.burstMean } as const;
  const pictures = [...albumPictures({ seed: random.fork("album").uint32(), bursts, kinds }, 0, values.scenes)];
  const hashed = await hashScenesByEach(pictures, {
    algorithms: hashes,
    onHashed: (done) => onHashed(done, pictures.length),
  });
  return groupByScene(hashed);
}

/** How surely the other photographs of a burst match when the first one does. */
export function withinMeasuredTable(bursts: readonly Burst[], values: Values, random: SeededRandom): Table {
  return {
    id: "within-measured",
    title: "Other photographs of a scene that match when the first one does",
    origin: onScenes(bursts.length, "generated scenes in bursts"),
    columns: [
      { key: "distance", title: "first photograph and entry apart", format: "bits" },
      { key: "radius", title: "others within 30 bits of the entry", format: "rate" },
      { key: "tokens", title: `others by tokens, ${defaultTokenScheme.id}`, format: "rate" },
    ],
    rows: collisionDistances.map((distance) => {
      const collided = bursts.map((burst) => collide(burst, distance, random.fork(`entry ${distance}`)));
      return {
        distance,
        radius: rateOthers(collided.map(({ radius }) => radius)),
        tokens: rateOthers(collided.map(({ tokens }) => tokens)),
      };
    }),
    note: `The models assume ${values.withinBurst}. The collision is assumed: an entry is made from the first photograph with as many bits turned over. Scenes whose first photograph does not match by the rule, or that have no other, are left out; "-" if that leaves none. A chance collision lies near the radius far more often than near 0, so that the last rows are the likelier ones.`,
  };
}

/** Which photographs match an entry made from the first one. */
function collide(burst: Burst, distance: number, random: SeededRandom) {
  const images = burst.map((scene) => scene.hashes[usual] as PerceptualHash);
  const [first] = images as [PerceptualHash];
  const entry = hashAtDistance(first.bits, distance, random.fork(String(burst[0]?.picture.scene)));
  const algorithm = hashes[usual] as HashAlgorithm;
  const cut = (bits: Uint8Array, margins: Float32Array): HashedImage => ({
    algorithm: algorithm.id,
    bits,
    margins,
    bitOrder: algorithm.bitOrder,
  });
  const pairs = pairsByToken(
    defaultTokenScheme,
    images.map(({ bits, margins }) => cut(bits, margins)),
    [cut(entry, first.margins)],
  );
  const met = new Set(pairs.map(({ row }) => row));
  return {
    radius: images.map(({ bits }) => hammingDistance(bits, entry) <= algorithm.matchRadius),
    tokens: images.map((_, row) => met.has(row)),
  };
}

function rateOthers(bursts: readonly (readonly boolean[])[]): Rate | null {
  const clusters = bursts
    .filter(([first, ...others]) => first && others.length > 0)
    .map(([, ...others]) => ({ events: others.filter(Boolean).length, images: others.length }));
  return clusters.length === 0 ? null : measureRate(clusters, { kind: "share", listEntries: 1, unit: "scene" });
}

/** What one rule makes of a collision in every burst. */
export interface CountedBursts {
  readonly rule: CountingRule;
  /** Counted matches, by burst. */
  readonly counts: readonly number[];
}

/** Counts the matches of every burst by the rules of the protocols, along the whole album. */
export function countBursts(bursts: readonly Burst[], hash: "usual" | "constant"): readonly CountedBursts[] {
  const index = hash === "usual" ? usual : constant;
  const algorithm = hashes[index] as HashAlgorithm;
  const bounds = { withinSeconds: clusterSeconds, matchRadius: clusterRadius };
  return countingRules.map((rule) => {
    const counter = createCounter(rule, defaultTokenScheme, hammingDistance, bounds);
    let taken = 0;
    const counts = bursts.map((burst) => {
      const first = burst[0]?.hashes[index] as PerceptualHash;
      const counted = new Set<string>();
      for (const { picture, hashes: byAlgorithm } of burst) {
        const { bits, margins } = byAlgorithm[index] as PerceptualHash;
        taken++;
        const id = counter.countingId({
          voucherId: Uint8Array.of(taken >>> 24, taken >>> 16, taken >>> 8, taken),
          image: { algorithm: algorithm.id, bits, margins, bitOrder: algorithm.bitOrder },
          capturedAt: picture.takenAt,
        });
        if (hammingDistance(bits, first.bits) <= algorithm.matchRadius) counted.add(String(id));
      }
      return counted.size;
    });
    return { rule, counts };
  });
}

/** Counted matches of a colliding burst by rule, and what they mean for an account beside the model. */
export function countingTable(bursts: readonly Burst[], values: Values): Table {
  const { photos, imageFpr, listEntries, threshold, withinBurst } = values;
  const counted = countBursts(bursts, "usual");
  const taken = bursts.reduce((sum, burst) => sum + burst.length, 0);
  const matching = sum(counted.find(({ rule }) => rule === "voucher")?.counts ?? []);
  const meanSize = taken / bursts.length;
  // As in the model: single photographs keep their rate, so scenes collide as much more rarely as photographs share a match.
  const collides = (imageFpr * taken) / matching;
  const model = (counting: "photo" | "burst") =>
    logFlagBursts(values, { distribution: "geometric", meanSize, withinBurst, counting }) / Math.LN10;
  return {
    id: "counting-rules",
    title: "Matches that a colliding burst counts for, by counting rule",
    origin: onScenes(bursts.length, `generated scenes in bursts of mean ${meanSize.toPrecision(3)}`),
    columns: [
      { key: "rule", title: "counting rule", format: "text" },
      { key: "photos", title: "photographs", format: "count" },
      { key: "counted", title: "counted matches", format: "count" },
      { key: "mean", title: "counted per burst", format: "number" },
      { key: "most", title: "most of one burst", format: "count" },
      {
        key: "flag",
        title: `account FPR, threshold ${threshold}, bursts like these`,
        format: "log10-probability",
        listEntries,
        origin: fromParameters,
      },
      {
        key: "model",
        title: "by the model, geometric, same mean: each burst once for cluster, else every photograph",
        format: "log10-probability",
        listEntries,
        origin: fromParameters,
      },
    ],
    rows: counted.map(({ rule, counts }) => ({
      rule,
      photos: taken,
      counted: sum(counts),
      mean: sum(counts) / counts.length,
      most: Math.max(...counts),
      flag:
        logFlagByMatches(
          { bursts: Math.round(photos / meanSize), collides, matches: distributionOf(counts) },
          threshold,
        ) / Math.LN10,
      model: model(rule === "cluster" ? "burst" : "photo"),
    })),
    note: "Every scene is made to collide with an entry that has the hash of its first photograph; photographs within 30 bits of it match. The model has a tail of longer bursts than were drawn here. A rule counts once what is equal (hash), equal in its first block (block) or alike and taken within seconds (cluster): a cluster ends where two neighbours differ by more than its radius. Different listed images count apart under every rule.",
  };
}

function distributionOf(counts: readonly number[]): number[] {
  const matches = Array.from({ length: Math.max(...counts) + 1 }, () => 0);
  for (const count of counts) matches[count] = (matches[count] as number) + 1 / counts.length;
  return matches;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
