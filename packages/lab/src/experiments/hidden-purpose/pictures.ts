/** Looks of generated scenes: of the places that are to be recognised, of others, and of their copies. */
import { albumPictures, pixelTransform, type SeededRandom, type Step } from "@glasshouse/fixtures";
import { type CoarseLook, coarseLook } from "../../models/dual-purpose-hash.js";
import { drawScene, type ScenePicture, smallSceneSize, structuredKinds } from "../../samples/scenes.js";

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
  const album = { seed: random.uint32(), bursts: { kind: "fixed", size: 1 }, kinds: structuredKinds } as const;
  for (const picture of albumPictures(album, 0, count)) {
    const pixels = drawScene(picture, smallSceneSize);
    const copies = edits.map(({ transform, strength }) =>
      coarseLook(pixelTransform(transform).apply(pixels, strength, random.fork(`${picture.seed} ${transform}`))),
    );
    yield { look: coarseLook(pixels), copies };
  }
}

/** A place photographed once an occasion, by the camera of a passer-by. `step` is called for every picture and waited for. */
export async function drawPlace(
  random: SeededRandom,
  { seen, later }: { readonly seen: number; readonly later: number },
  step: () => void | Promise<void>,
): Promise<Place> {
  const kind = random.pick(["landscape", "interior", "objects"] as const);
  const seed = `place ${random.uint32()}`;
  const looks: CoarseLook[] = [];
  for (let burst = 1; burst <= seen + later; burst++) {
    const picture: ScenePicture = { kind, seed, burst, shot: 0 };
    looks.push(coarseLook(drawScene(picture, smallSceneSize)));
    await step();
  }
  return { seen: looks.slice(0, seen), later: looks.slice(seen) };
}
