/** Pictures under the published hash and under one that does more. */
import { type HashAlgorithm, hammingDistance } from "@glasshouse/hasher";
import { toMatchable } from "../../images/matchable.js";
import { type CoarseLook, coarseLook, correlate } from "../../models/dual-purpose-hash.js";
import { drawScene, type ScenePicture } from "../../samples/scenes.js";
import { type Photo, takePhoto } from "./photos.js";
import type { Steps } from "./run-account.js";

/** A picture under both hashes. */
export interface Compared {
  readonly honest: Photo;
  /** Under the supplied hash, with its second purpose. */
  readonly supplied: Photo;
  /** Correlation with the place. */
  readonly likeness: number;
}

/** Draws pictures and hashes them both ways. */
export function comparing(
  hidden: HashAlgorithm,
  target: CoarseLook,
  { step }: Steps,
): (pictures: readonly ScenePicture[]) => Promise<Compared[]> {
  return async (pictures) => {
    const compared: Compared[] = [];
    for (const picture of pictures) {
      const pixels = drawScene(picture);
      const honest = takePhoto(pixels);
      const hash = hidden.hash(pixels);
      const supplied = { ...honest, hash, image: toMatchable(hidden, hash) };
      compared.push({ honest, supplied, likeness: correlate(coarseLook(pixels), target) });
      await step();
    }
    return compared;
  };
}

/** Pictures whose hash is another than the published one. */
export function differing(pictures: readonly Compared[]): number {
  return pictures.filter(({ honest, supplied }) => hammingDistance(honest.hash.bits, supplied.hash.bits) > 0).length;
}
