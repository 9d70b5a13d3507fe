/** A generated scene that changes are added to. Its pixels stay in here: what comes out are hashes and distortions. */
import { pixelTransform, type SeededRandom, type Step } from "@glasshouse/fixtures";
import type { HashAlgorithm, PerceptualHash, Pixels } from "@glasshouse/hasher";
import { drawScene, type ScenePicture, type SceneSize, smallSceneSize } from "../../samples/scenes.js";
import type { Plane } from "./patterns.js";

/** What became of a change. */
export interface Changed {
  hash(algorithm: HashAlgorithm): PerceptualHash;
}

/** What became of a change that leaves every object where it was. */
export interface Perturbed extends Changed {
  /** Root mean square over all values after rounding to 8 bits, in levels of 255. */
  readonly rms: number;
}

/** A generated scene, by name, and what changes do to its hash. There is no way in for any other picture, and none out. */
export interface Carrier extends Changed, SceneSize {
  readonly picture: ScenePicture;
  perturb(plane: Plane): Perturbed;
  /** Independent noise on every value. */
  addNoise(rms: number, random: SeededRandom): Perturbed;
  /** Edits that people make. */
  edit(steps: readonly Step[], random: SeededRandom): Changed;
}

/** Draws the scene. */
export function createCarrier(picture: ScenePicture, random: SeededRandom): Carrier {
  const pixels = drawScene(picture, smallSceneSize);
  const values = pixels.data;
  // Changes under half a level would vanish in rounding: rounded up or down by chance they do not.
  const dither = random.fork(`dither ${picture.seed}`).quick("levels");
  const roundings = Float32Array.from({ length: values.length }, () => dither.uniform());
  return {
    picture,
    ...smallSceneSize,
    hash: (algorithm) => algorithm.hash(pixels),
    perturb: ({ levels }) => {
      const data = new Uint8Array(values.length);
      for (let i = 0, k = 0; i < levels.length; i++) {
        const level = levels[i] as number;
        for (let c = 0; c < 3; c++, k++) data[k] = toByte((values[k] as number) + level + (roundings[k] as number));
      }
      return toPerturbed(pixels, data);
    },
    addNoise: (rms, noiseRandom) => {
      const { uniform } = noiseRandom.quick("noise");
      const width = Math.sqrt(12) * rms;
      const data = new Uint8Array(values.length);
      for (let k = 0; k < data.length; k++) data[k] = toByte((values[k] as number) + width * (uniform() - 0.5) + 0.5);
      return toPerturbed(pixels, data);
    },
    edit: (steps, editRandom) => {
      const edited = steps.reduce(
        (picture, { transform, strength }, i) =>
          pixelTransform(transform).apply(picture, strength, editRandom.fork(`step ${i}`)),
        pixels,
      );
      return { hash: (algorithm) => algorithm.hash(edited) };
    },
  };
}

/** Peak signal-to-noise ratio in decibels. */
export function peakSignalToNoise(rms: number): number {
  return 20 * Math.log10(255 / rms);
}

/** The largest whole number not above `value`, within 0 to 255. */
function toByte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : Math.floor(value);
}

function toPerturbed(pixels: Pixels, data: Uint8Array): Perturbed {
  let sum = 0;
  for (let k = 0; k < data.length; k++) {
    const change = (data[k] as number) - (pixels.data[k] as number);
    sum += change * change;
  }
  return { rms: Math.sqrt(sum / data.length), hash: (algorithm) => algorithm.hash({ ...pixels, data }) };
}
