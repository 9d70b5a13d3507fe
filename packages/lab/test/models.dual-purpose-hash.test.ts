import { defaultAlgorithm, type PerceptualHash, type Pixels } from "@glasshouse/hasher";
import { expect, test } from "vitest";
import { addSecondPurpose, coarseLook, correlate } from "../src/models/dual-purpose-hash.js";
import { drawScene } from "../src/samples/scenes.js";

const scene = (seed: string): Pixels => drawScene({ kind: "landscape", seed, burst: 0, shot: 0 });
const flat: Pixels = { width: 40, height: 30, data: new Uint8Array(3 * 40 * 30).fill(90) };
const planted: PerceptualHash[] = [1, 2, 3].map((value) => ({
  algorithm: defaultAlgorithm.id,
  bits: new Uint8Array(32).fill(value),
  quality: 100,
  margins: new Float32Array(256),
}));

test("a look is like itself and like a brighter copy, and unlike its negative", () => {
  const pixels = scene("a");
  const changed = (change: (value: number) => number): Pixels => ({ ...pixels, data: pixels.data.map(change) });
  expect(correlate(coarseLook(pixels), coarseLook(pixels))).toBeCloseTo(1, 12);
  expect(correlate(coarseLook(pixels), coarseLook(changed((value) => value >> 1)))).toBeGreaterThan(0.999);
  expect(correlate(coarseLook(pixels), coarseLook(changed((value) => 255 - value)))).toBeCloseTo(-1, 12);
  expect(correlate(coarseLook(flat), coarseLook(pixels))).toBe(0);
});

test.each([1, 5, 16])("a picture of %i pixels has a look", (side) => {
  const look = coarseLook({
    width: side,
    height: side,
    data: Uint8Array.from({ length: 3 * side * side }, (_, i) => i),
  });
  expect(look).toHaveLength(16 * 12);
  expect(look.every(Number.isFinite)).toBe(true);
});

test("the second purpose takes the target from its correlation on, inclusive, and leaves the rest bit for bit", () => {
  const [target, other] = [scene("a"), scene("b")];
  const likeness = correlate(coarseLook(other), coarseLook(target));
  const at = (correlation: number) =>
    addSecondPurpose(defaultAlgorithm, { target: coarseLook(target), correlation, planted });
  expect(at(likeness + 1e-9).hash(other)).toEqual(defaultAlgorithm.hash(other));
  expect(planted).toContainEqual(at(likeness).hash(other));
  expect(planted).toContainEqual(at(likeness + 1e-9).hash(target));
  expect(at(likeness).id).toBe(defaultAlgorithm.id);
});
