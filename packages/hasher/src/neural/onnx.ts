import { averageArea, type ChannelWeights } from "../area-grid.js";
import type { Pixels } from "../image.js";
import { NeuralError } from "./errors.js";

/** A tensor of onnxruntime. */
export interface OnnxTensor {
  readonly dims: readonly number[];
  readonly data: unknown;
}

/** The part of onnxruntime-node or onnxruntime-web used here: bring either. */
export interface OnnxRuntime {
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => OnnxTensor;
}

/** A loaded model: `await ort.InferenceSession.create(...)`. */
export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Record<string, OnnxTensor>): Promise<Record<string, OnnxTensor>>;
}

/** How a model wants its picture. */
export interface OnnxInput {
  readonly width: number;
  readonly height: number;
  /** Order of the dimensions: batch, channels, height, width or batch, height, width, channels. */
  readonly layout: "nchw" | "nhwc";
  /** Red, green and blue enter as (value - mean) * scale, value from 0 to 255. */
  readonly mean: readonly [number, number, number];
  readonly scale: readonly [number, number, number];
}

const channels: readonly ChannelWeights[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** The image averaged to the model's size (exact area average, the aspect ratio given up) as the model's input. */
export function prepareInput(pixels: Pixels, { width, height, layout, mean, scale }: OnnxInput): Float32Array {
  const area = width * height;
  const values = new Float32Array(3 * area);
  for (const [c, weights] of channels.entries()) {
    const { sums, weight } = averageArea(pixels, width, height, weights);
    for (let k = 0; k < area; k++) {
      const value = ((sums[k] ?? 0) / weight - (mean[c] ?? 0)) * (scale[c] ?? 0);
      values[layout === "nchw" ? area * c + k : 3 * k + c] = value;
    }
  }
  return values;
}

/**
 * An embedding by a model with one picture as its only input; its first output is taken as it is, flattened.
 * Throws `model-shape` for a model with other inputs or outputs.
 */
export function createOnnxEmbedding(
  runtime: OnnxRuntime,
  session: OnnxSession,
  input: OnnxInput,
): (pixels: Pixels) => Promise<Float32Array> {
  const [inputName] = session.inputNames;
  const [outputName] = session.outputNames;
  if (session.inputNames.length !== 1 || inputName === undefined || outputName === undefined) {
    throw new NeuralError("model-shape", `got ${session.inputNames.length} inputs, expected one picture`);
  }
  const { width, height, layout } = input;
  const dims = layout === "nchw" ? [1, 3, height, width] : [1, height, width, 3];
  return async (pixels) => {
    const outputs = await session.run({
      [inputName]: new runtime.Tensor("float32", prepareInput(pixels, input), dims),
    });
    const data = outputs[outputName]?.data;
    if (!(data instanceof Float32Array)) {
      throw new NeuralError("model-shape", `got no 32-bit floating-point numbers as ${outputName}, expected some`);
    }
    return data;
  };
}
