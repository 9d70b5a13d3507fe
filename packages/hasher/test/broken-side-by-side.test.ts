import sharp from "sharp";
import { expect, test } from "vitest";
import { type DecodeError, decodeBytes } from "../src/node.js";
import { syntheticImage } from "./support/synthetic.js";

const [width, height] = [240, 180];
const source = syntheticImage("blobs", width, height, 3);
const image = sharp(source.data, { raw: { width, height, channels: 3 } });
const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length >> 1);

test("why a file is refused does not depend on what is decoded beside it", async () => {
  const damaged = await image.clone().png().toBuffer();
  damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 1;
  const files = {
    "half a JPEG": half(await image.clone().jpeg().toBuffer()),
    "half a PNG": half(await image.clone().png().toBuffer()),
    "half a GIF": half(await image.clone().gif().toBuffer()),
    "a PNG with one wrong byte": damaged,
  };
  const codes = new Set<string>();
  for (let round = 0; round < 25; round++) {
    const outcomes = Object.entries(files).map(async ([name, bytes]) =>
      decodeBytes(bytes).catch((error: DecodeError) => codes.add(`${name}: ${error.code}`)),
    );
    await Promise.all(outcomes);
  }
  expect([...codes].sort()).toEqual([
    "a PNG with one wrong byte: corrupt",
    "half a GIF: truncated",
    "half a JPEG: truncated",
    "half a PNG: truncated",
  ]);
});
