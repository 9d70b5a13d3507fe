/** Generated pictures for experiments and scenarios, hashed. They never stand for people's photographs. */
import { type AlbumPicture, renderScene } from "@glasshouse/fixtures";
import type { HashAlgorithm, PerceptualHash, Pixels } from "@glasshouse/hasher";

/** What names a generated picture. */
export type ScenePicture = Pick<AlbumPicture, "kind" | "seed" | "burst" | "shot">;

/** A generated picture's hash, and what it shows. */
export interface HashedScene<Picture extends ScenePicture = AlbumPicture> {
  readonly picture: Picture;
  readonly hash: PerceptualHash;
}

/** Choices of {@link hashScenes}. */
export interface SceneSampleOptions {
  readonly algorithm: HashAlgorithm;
  /** Told after every picture; waited for. */
  readonly onHashed?: (done: number) => void | Promise<void>;
}

/** Pixels each way. Enough for every algorithm here, and drawn in milliseconds. */
const sceneSize = { width: 256, height: 192 } as const;

/** The pixels of a generated picture, 256 x 192. */
export function drawScene({ kind, seed, burst, shot }: ScenePicture): Pixels {
  return renderScene({ kind, seed, burst, shot, ...sceneSize });
}

/** Draws and hashes pictures, in order. */
export async function hashScenes<Picture extends ScenePicture>(
  pictures: Iterable<Picture>,
  { algorithm, onHashed }: SceneSampleOptions,
): Promise<HashedScene<Picture>[]> {
  const hashed: HashedScene<Picture>[] = [];
  for (const picture of pictures) {
    hashed.push({ picture, hash: algorithm.hash(drawScene(picture)) });
    await onHashed?.(hashed.length);
  }
  return hashed;
}
