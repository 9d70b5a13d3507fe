/** Photographs of a story: generated scenes, hashed, each with the small picture that reviewers would be shown. */
import type { ListSource, SceneKind, SeededRandom } from "@glasshouse/fixtures";
import { defaultAlgorithm, type PerceptualHash, type Pixels } from "@glasshouse/hasher";
import type { AccountImage, HashedImage } from "@glasshouse/matcher";
import { toMatchable } from "../../images/matchable.js";
import { drawScene } from "../../samples/scenes.js";
import type { Steps } from "./run-account.js";

/** A photograph before it is uploaded. */
export interface Photo extends AccountImage {
  readonly hash: PerceptualHash;
}

/** Kinds with enough structure to be told apart; flat and text pictures have an experiment of their own. */
const photoKinds: readonly SceneKind[] = ["landscape", "interior", "objects", "night", "poster", "meme"];

/** A picture of so many columns and three rows for every four of them, three bytes a pixel: by default 576 bytes. */
export function shrink({ width, height, data }: Pixels, columns = 16): Uint8Array {
  const rows = (3 * columns) / 4;
  const small: number[] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const [x, y] = [Math.floor(((column + 0.5) * width) / columns), Math.floor(((row + 0.5) * height) / rows)];
      const at = 3 * (y * width + x);
      small.push(...data.subarray(at, at + 3));
    }
  return Uint8Array.from(small);
}

/** Takes a photograph, at a time if it is known. */
export function takePhoto(pixels: Pixels, capturedAt: number | null = null): Photo {
  const hash = defaultAlgorithm.hash(pixels);
  return { hash, image: toMatchable(defaultAlgorithm, hash), payload: shrink(pixels), capturedAt };
}

/** Photographs of `count` scenes that nobody listed, unlike one another, all with structure enough to be matched. */
export async function takeAlbum(random: SeededRandom, count: number, { step }: Pick<Steps, "step">): Promise<Photo[]> {
  const seed = nameOf(random);
  const photos: Photo[] = [];
  for (let i = 0; photos.length < count; i++) {
    const kind = photoKinds[i % photoKinds.length] as SceneKind;
    const photo = takePhoto(drawScene({ kind, seed: `${seed}/${i}`, burst: 0, shot: 0 }));
    if (photo.image) photos.push(photo);
    await step();
  }
  return photos;
}

/** Pixels of one scene's shots 0, 1, ..., taken seconds apart; drawn as they are asked for. */
export function* drawBurst(random: SeededRandom, kind: SceneKind, count: number): Generator<Pixels> {
  const seed = nameOf(random);
  for (let shot = 0; shot < count; shot++) yield drawScene({ kind, seed, burst: 0, shot });
}

/** Takes the first `most` pictures of sources that are good enough for a list. */
export async function photographSources(
  sources: readonly ListSource[],
  most: number,
  { step }: Pick<Steps, "step">,
): Promise<(Photo & { readonly source: ListSource })[]> {
  const photos: (Photo & { readonly source: ListSource })[] = [];
  for (const source of sources) {
    if (photos.length === most) break;
    const photo = takePhoto(drawScene({ kind: source.kind, seed: source.seed, burst: 0, shot: 0 }));
    if (photo.image) photos.push({ ...photo, source });
    await step();
  }
  return photos;
}

/** Hashes that a list takes: those of sufficient quality. */
export function listable(photos: readonly Photo[]): HashedImage[] {
  return photos.flatMap(({ image }) => image ?? []);
}

/** A seed for scenes that follows from the run's own. */
export function nameOf(random: SeededRandom): string {
  return `story ${random.uint32()}`;
}
