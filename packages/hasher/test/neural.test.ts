import { InferenceSession, Tensor } from "onnxruntime-web";
import { beforeAll, describe, expect, test } from "vitest";
import {
  createNeural,
  createOnnxEmbedding,
  decodeProjection,
  hammingDistance,
  type ModelHashAlgorithm,
  type NeuralErrorCode,
  type OnnxInput,
  type Projection,
} from "../src/index.js";
import { prepareInput } from "../src/neural/onnx.js";
import { hashBytes } from "../src/node.js";
import { linearModel } from "./support/onnx-model.js";
import { syntheticImage } from "./support/synthetic.js";

const side = 6;
const dimensions = 20;
const bits = 64;
const input: OnnxInput = {
  width: side,
  height: side,
  layout: "nchw",
  mean: [127.5, 127.5, 127.5],
  scale: [1 / 127.5, 1 / 127.5, 1 / 127.5],
};
const code = (expected: NeuralErrorCode): object => expect.objectContaining({ name: "NeuralError", code: expected });

/** Numbers between -1 and 1, the same on every platform. */
function draw(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

const weights = draw(3 * side * side * dimensions, 1);
const projection: Projection = { bits, dimensions, values: draw(bits * dimensions, 2) };
const facts = { id: "linear-seed-2", matchRadius: 8, source: "a test" };

describe("a linear model", () => {
  let session: InferenceSession;
  let neural: ModelHashAlgorithm;
  beforeAll(async () => {
    session = await InferenceSession.create(linearModel([1, 3, side, side], dimensions, weights));
    neural = createNeural({ ...facts, embed: createOnnxEmbedding({ Tensor }, session, input), projection });
  }, 60_000);

  test("gives the bits of the same arithmetic done by hand", async () => {
    const image = syntheticImage("blobs", 50, 40, 1);
    const prepared = prepareInput(image, input);
    const embedding = Array.from({ length: dimensions }, (_, d) =>
      prepared.reduce((sum, value, i) => sum + value * (weights[dimensions * i + d] ?? 0), 0),
    );
    const hash = await neural.hash(image);
    expect(hash).toMatchObject({ algorithm: facts.id, quality: 100 });
    for (let p = 0; p < bits; p++) {
      const projected = embedding.reduce((sum, v, d) => sum + v * (projection.values[dimensions * p + d] ?? 0), 0);
      expect(((hash.bits[p >> 3] ?? 0) >> (7 - (p & 7))) & 1, `bit ${p}`).toBe(projected > 0 ? 1 : 0);
      expect(hash.margins[p]).toBeCloseTo(Math.abs(projected), 3);
    }
  });

  test("keeps near images near and other images far", async () => {
    const [image, other] = [syntheticImage("blobs", 300, 200, 1), syntheticImage("blobs", 300, 200, 9)];
    const brighter = { ...image, data: image.data.map((v) => Math.min(255, v + 2)) };
    const hash = await neural.hash(image);
    expect(hammingDistance(hash.bits, (await neural.hash(brighter)).bits)).toBeLessThanOrEqual(neural.matchRadius);
    expect(hammingDistance(hash.bits, (await neural.hash(other)).bits)).toBeGreaterThan(neural.matchRadius);
  });

  test("hashes files like every other algorithm", async () => {
    const { default: sharp } = await import("sharp");
    const image = syntheticImage("blobs", 50, 40, 1);
    const bytes = await sharp(image.data, { raw: { width: 50, height: 40, channels: 3 } })
      .png()
      .toBuffer();
    const { hash, pins } = await hashBytes(bytes, neural);
    expect(hash.bits).toEqual((await neural.hash(image)).bits);
    expect(pins.shrinkOnLoad).toBe("off");
  });

  test.each([dimensions - 1, dimensions + 1])("refuses a projection for %i numbers", async (columns) => {
    const embed = createOnnxEmbedding({ Tensor }, session, input);
    const other = { bits, dimensions: columns, values: draw(bits * columns, 3) };
    const hash = createNeural({ ...facts, embed, projection: other }).hash(syntheticImage("blobs", 50, 40, 1));
    await expect(hash).rejects.toEqual(code("embedding-size"));
  });
});

test("pictures enter averaged, scaled and in the model's layout", () => {
  const image = { width: 2, height: 2, data: Uint8Array.of(0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110) };
  const plain = { width: 2, height: 1, mean: [0, 0, 0], scale: [1, 1, 2] } as const;
  expect([...prepareInput(image, { ...plain, layout: "nhwc" })]).toEqual([30, 40, 100, 60, 70, 160]);
  expect([...prepareInput(image, { ...plain, layout: "nchw" })]).toEqual([30, 60, 40, 70, 100, 160]);
});

test("an embedding of zeros has quality 0, one that is not finite is refused", async () => {
  const of = (value: number): ModelHashAlgorithm =>
    createNeural({ ...facts, embed: async () => new Float32Array(dimensions).fill(value), projection });
  const image = syntheticImage("solid", 3, 3, 1);
  expect((await of(0).hash(image)).quality).toBe(0);
  await expect(of(Number.NaN).hash(image)).rejects.toEqual(code("not-finite"));
  await expect(of(Number.POSITIVE_INFINITY).hash(image)).rejects.toEqual(code("not-finite"));
});

test("models with other inputs or outputs are refused", async () => {
  const session = { inputNames: ["a", "b"], outputNames: ["c"], run: async () => ({}) };
  expect(() => createOnnxEmbedding({ Tensor }, session, input)).toThrow(code("model-shape"));
  const wholeNumbers = { dims: [1, 1], data: BigInt64Array.of(1n) };
  const embed = createOnnxEmbedding(
    { Tensor },
    { ...session, inputNames: ["a"], run: async () => ({ c: wholeNumbers }) },
    input,
  );
  await expect(embed(syntheticImage("solid", 3, 3, 1))).rejects.toEqual(code("model-shape"));
});

describe("seed files", () => {
  const values = draw(16 * 3, 5);
  const file = new Uint8Array([...new Uint8Array(10), ...new Uint8Array(values.buffer)]);
  test("are read after their header", () => {
    expect(decodeProjection(file, { bits: 16, dimensions: 3, headerBytes: 10 })).toEqual({
      bits: 16,
      dimensions: 3,
      values,
    });
  });
  test.each([
    { bits: 16, dimensions: 3 },
    { bits: 16, dimensions: 4, headerBytes: 10 },
    { bits: 12, dimensions: 4, headerBytes: 10 },
    { bits: 0, dimensions: 3, headerBytes: 202 },
  ])("of another size are refused: %j", (shape) => {
    expect(() => decodeProjection(file, shape)).toThrow(code("projection-size"));
  });
});
