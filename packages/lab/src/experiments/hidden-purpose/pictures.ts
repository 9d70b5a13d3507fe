/** Looks of generated scenes: of the places that are to be recognised, of others, and of their copies. */
import { albumPictures, pixelTransform, type SeededRandom, type Step, sceneKinds } from "@glasshouse/fixtures";
import { type CoarseLook, coarseLook } from "../../models/dual-purpose-hash.js";
import { drawScene, type ScenePicture } from "../../samples/scenes.js";

const size = { width: 128, height: 96 } as const;

const edits: readonly Step[] = [
  { transform: "resize", strength: 50 },
  { transform: "brightness", strength: 20 },
  { transform: "contrast", strength: -30 },
  { transform: "crop", strength: 2 },
];

/** A scene that nobody aims at, and its copies. */
export interface Source {
  readonly look: CoarseLook;
  readonly copies: readonly CoarseLook[];
}

/** A place on several occasions: those that the supplier has, and later ones. */
export interface Place {
  readonly seen: readonly CoarseLook[];
  readonly later: readonly CoarseLook[];
}

/** Scenes of every kind but the flat one, which has no look. */
export function* drawSources(count: number, random: SeededRandom): Generator<Source> {
  const kinds = Object.fromEntries(sceneKinds.filter((kind) => kind !== "flat").map((kind) => [kind, 1]));
  const album = { seed: random.uint32(), bursts: { kind: "fixed", size: 1 }, kinds } as const;
  for (const picture of albumPictures(album, 0, count)) {
    const pixels = drawScene(picture, size);
    const copies = edits.map(({ transform, strength }) =>
      coarseLook(pixelTransform(transform).apply(pixels, strength, random.fork(`${picture.seed} ${transform}`))),
    );
    yield { look: coarseLook(pixels), copies };
  }
}

/** Places photographed once an occasion, by the camera of a passer-by. */
export function drawPlace(random: SeededRandom, seen: number, later: number): Place {
  const kind = random.pick(["landscape", "interior", "objects"] as const);
  const seed = `place ${random.uint32()}`;
  const at = (burst: number) => coarseLook(drawScene({ kind, seed, burst, shot: 0 } satisfies ScenePicture, size));
  return {
    seen: Array.from({ length: seen }, (_, i) => at(i + 1)),
    later: Array.from({ length: later }, (_, i) => at(seen + i + 1)),
  };
}
