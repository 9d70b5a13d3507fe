/** Pictures of generated places: what a poisoner collects, and what passers-by take later. */
import { pixelTransform, type SceneKind, type SeededRandom, type Step } from "@glasshouse/fixtures";
import type { HashAlgorithm, PerceptualHash, Pixels } from "@glasshouse/hasher";
import { drawScene, smallSceneSize } from "../../samples/scenes.js";

const kinds: readonly SceneKind[] = ["landscape", "interior", "objects", "night"];

/** Ways to come by entries that match a place. */
export const collections = {
  visits: "one picture each of several visits",
  burst: "a burst of pictures of one visit",
  frames: "one picture, cut to several frames",
} as const;

/** One of {@link collections}. */
export type Collection = keyof typeof collections;

/** Hashes of one place by one algorithm. */
export interface PlaceHashes {
  /** In the order in which the poisoner adds them. */
  readonly entries: Readonly<Record<Collection, readonly PerceptualHash[]>>;
  /** Pictures of later visits by other people. */
  readonly later: readonly PerceptualHash[];
}

/** How much is drawn of a place. */
export interface PlacePlan {
  /** Entries of each collection. */
  readonly most: number;
  readonly later: number;
}

/** Draws a place and hashes it by each algorithm, in their order. `step` is called for every picture and waited for. */
export async function hashPlace(
  index: number,
  { most, later }: PlacePlan,
  algorithms: readonly HashAlgorithm[],
  random: SeededRandom,
  step: () => void | Promise<void>,
): Promise<PlaceHashes[]> {
  const kind = kinds[index % kinds.length] as SceneKind;
  const seed = `place ${index} ${random.fork(`place ${index}`).uint32()}`;
  const first = drawScene({ kind, seed, burst: 1, shot: 0 }, smallSceneSize);
  const hashAll = async (pictures: Iterable<Pixels>) => {
    const hashed: PerceptualHash[][] = [];
    for (const pixels of pictures) {
      hashed.push(algorithms.map((algorithm) => algorithm.hash(pixels)));
      await step();
    }
    return algorithms.map((_, a) => hashed.map((hashes) => hashes[a] as PerceptualHash));
  };
  const take = function* (shots: readonly (readonly [burst: number, shot: number])[]) {
    for (const [burst, shot] of shots) yield drawScene({ kind, seed, burst, shot }, smallSceneSize);
  };
  const numbers = Array.from({ length: most }, (_, i) => i);
  const visits = await hashAll(take(numbers.map((i) => [i + 1, 0])));
  const burst = await hashAll(take(numbers.map((i) => [1, i])));
  const frames = await hashAll(framesOf(most).map((frame) => cutFrame(first, frame)));
  const after = await hashAll(take(Array.from({ length: later }, (_, i) => [most + 1 + i, 0])));
  return algorithms.map((_, a) => ({
    entries: {
      visits: visits[a] as PerceptualHash[],
      burst: burst[a] as PerceptualHash[],
      frames: frames[a] as PerceptualHash[],
    },
    later: after[a] as PerceptualHash[],
  }));
}

/** Steps that {@link hashPlace} reports. */
export function stepsPerPlace({ most, later }: PlacePlan): number {
  return 3 * most + later;
}

/** A part of a picture, in shares of its sides. */
interface Frame {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** The whole picture, then smaller frames wandering about it: by the golden ratio, so that any number covers it evenly. */
function framesOf(count: number): Frame[] {
  const golden = (Math.sqrt(5) - 1) / 2;
  return Array.from({ length: count }, (_, i) => {
    const side = 1 - 0.16 * ((i * golden) % 1);
    return { left: (1 - side) * ((i * golden * golden) % 1), top: (1 - side) * ((i * 0.5) % 1), side };
  });
}

function cutFrame({ width, height, data }: Pixels, { left, top, side }: Frame): Pixels {
  const [cutWidth, cutHeight] = [Math.round(side * width), Math.round(side * height)];
  const [x, y] = [Math.floor(left * width), Math.floor(top * height)];
  const cut = new Uint8Array(3 * cutWidth * cutHeight);
  for (let row = 0; row < cutHeight; row++) {
    const from = 3 * ((y + row) * width + x);
    cut.set(data.subarray(from, from + 3 * cutWidth), 3 * row * cutWidth);
  }
  return { width: cutWidth, height: cutHeight, data: cut };
}

const edits: readonly Step[] = [
  { transform: "crop", strength: 2 },
  { transform: "crop", strength: 5 },
  { transform: "rotate", strength: 1 },
  { transform: "brightness", strength: 20 },
];

/** A genuine entry, and edited copies of its picture that a list is there to find. */
export interface GenuineHashes {
  readonly entry: PerceptualHash;
  readonly copies: readonly PerceptualHash[];
}

/** A genuine entry and its copies. */
export function hashGenuine(index: number, algorithm: HashAlgorithm, random: SeededRandom): GenuineHashes {
  const fork = random.fork(`genuine ${index}`);
  const kind = kinds[index % kinds.length] as SceneKind;
  const pixels = drawScene({ kind, seed: `genuine ${fork.uint32()}`, burst: 0, shot: 0 }, smallSceneSize);
  return {
    entry: algorithm.hash(pixels),
    copies: edits.map(({ transform, strength }) =>
      algorithm.hash(pixelTransform(transform).apply(pixels, strength, fork.fork(`${transform} ${strength}`))),
    ),
  };
}
