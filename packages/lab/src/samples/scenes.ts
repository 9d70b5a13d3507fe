/** Generated pictures for experiments and scenarios, hashed. They never stand for people's photographs. */
import { type AlbumPicture, renderScene, type SceneKind, sceneKinds } from "@glasshouse/fixtures";
import type { HashAlgorithm, PerceptualHash, Pixels } from "@glasshouse/hasher";

/** What names a generated picture. */
export type ScenePicture = Pick<AlbumPicture, "kind" | "seed" | "burst" | "shot">;

/** A generated picture's hashes by several algorithms, in their order. */
export interface MultiHashedScene<Picture extends ScenePicture = AlbumPicture> {
  readonly picture: Picture;
  readonly hashes: readonly PerceptualHash[];
}

/** Pixels each way. */
export type SceneSize = Pick<Pixels, "width" | "height">;

/** Every kind alike but the flat one, whose pictures most hashes refuse. */
export const structuredKinds: Readonly<Partial<Record<SceneKind, number>>> = Object.fromEntries(
  sceneKinds.filter((kind) => kind !== "flat").map((kind) => [kind, 1]),
);

/** Enough for every algorithm here and for edits, and drawn in 20 ms. */
const sceneSize: SceneSize = { width: 256, height: 192 };

/** Enough for hashes of at most 128 x 128 samples that are compared among themselves; drawn in a quarter of the time. */
export const smallSceneSize: SceneSize = { width: 128, height: 96 };

/** The pixels of a generated picture, by default 256 x 192. */
export function drawScene({ kind, seed, burst, shot }: ScenePicture, size: SceneSize = sceneSize): Pixels {
  return renderScene({ kind, seed, burst, shot, width: size.width, height: size.height });
}

/** Choices of {@link hashScenesByEach}. */
export interface SceneSampleOptions {
  readonly algorithms: readonly HashAlgorithm[];
  /** Told after every picture; waited for. */
  readonly onHashed?: (done: number) => void | Promise<void>;
}

/** Draws each picture once, small, and hashes it by every algorithm, in order. */
export async function hashScenesByEach<Picture extends ScenePicture>(
  pictures: Iterable<Picture>,
  { algorithms, onHashed }: SceneSampleOptions,
): Promise<MultiHashedScene<Picture>[]> {
  const hashed: MultiHashedScene<Picture>[] = [];
  for (const picture of pictures) {
    const pixels = drawScene(picture, smallSceneSize);
    hashed.push({ picture, hashes: algorithms.map((algorithm) => algorithm.hash(pixels)) });
    await onHashed?.(hashed.length);
  }
  return hashed;
}

/** Pictures by the scene that they show, in order of first appearance. */
export function groupByScene<Hashed extends { readonly picture: Pick<AlbumPicture, "scene"> }>(
  hashed: readonly Hashed[],
): readonly (readonly Hashed[])[] {
  const scenes = new Map<number, Hashed[]>();
  for (const one of hashed) {
    const known = scenes.get(one.picture.scene);
    if (known) known.push(one);
    else scenes.set(one.picture.scene, [one]);
  }
  return [...scenes.values()];
}
