import { packBits } from "../bits.js";
import type { ModelHashAlgorithm } from "../hash.js";
import type { Pixels } from "../image.js";
import { plainOrder } from "../margins.js";
import { type Projection, project } from "./projection.js";

/** What a neural hash is made of. The model and the projection are the user's: none are shipped. */
export interface NeuralOptions {
  /** Names the model and the projection: hashes of different ids are not comparable. */
  readonly id: string;
  /** Turns pixels into an embedding, see `createOnnxEmbedding`. */
  readonly embed: (pixels: Pixels) => Promise<Float32Array>;
  readonly projection: Projection;
  /** Largest Hamming distance that counts as a match, inclusive. */
  readonly matchRadius: number;
  /** Where model and projection are published. */
  readonly source: string;
}

/**
 * A neural hash: an embedding, projected; bit p is 1 where the projection's row p gives a positive number, and its margin
 * is that number's size. The construction of Apple's NeuralHash (2021) for any model. Quality is 100, or 0 where the
 * embedding is zero. Bits depend on the runtime's arithmetic: they may differ between platforms where margins are small.
 *
 * `hash` rejects with `NeuralError` (`embedding-size`, `not-finite`) or with what `embed` threw.
 */
export function createNeural({ id, embed, projection, matchRadius, source }: NeuralOptions): ModelHashAlgorithm {
  return {
    id,
    input: "pixels",
    bits: projection.bits,
    matchRadius,
    qualityFloor: 50,
    bitOrder: plainOrder(projection.bits),
    source,
    async hash(pixels) {
      const projected = project(projection, await embed(pixels));
      const margins = projected.map(Math.abs);
      return {
        algorithm: id,
        bits: packBits(Uint8Array.from(projected, (value) => (value > 0 ? 1 : 0))),
        quality: margins.some((margin) => margin > 0) ? 100 : 0,
        margins,
      };
    },
  };
}
