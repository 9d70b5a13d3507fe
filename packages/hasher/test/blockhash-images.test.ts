import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { blockhashSize, blockSums, decideBlocks } from "../src/blockhash-grid.js";
import { algorithms, encodeHex, type Pixels, packBits } from "../src/index.js";
import { decodeBytes } from "../src/node.js";
import { imageVectors } from "./support/vectors.js";

const require = createRequire(import.meta.url);
const folder = path.join(path.dirname(require.resolve("blockhash")), "test/data");
const shipped = imageVectors.filter((image) => image.in_npm_blockhash_0_2_0);
const partlyTransparent = ["Babylonian.png", "emptyBasket.png"];

/** blockhash-core's alpha rule: wholly transparent pixels are white, all others keep their colour uncomposited. */
async function decodeUncomposited(bytes: Uint8Array): Promise<Pixels> {
  const image = sharp(bytes, { ignoreIcc: true }).toColourspace("srgb").ensureAlpha().raw();
  const { data: rgba, info } = await image.toBuffer({ resolveWithObject: true });
  const data = new Uint8Array(3 * info.width * info.height);
  for (let k = 0; k < info.width * info.height; k++) {
    for (let c = 0; c < 3; c++) data[3 * k + c] = rgba[4 * k + 3] === 0 ? 255 : (rgba[4 * k + c] ?? 0);
  }
  return { width: info.width, height: info.height, data };
}

describe("photographs shipped by npm blockhash", () => {
  test("16 of the 17 are there", () => expect(shipped).toHaveLength(16));

  test.each(shipped)("$file", async (vector) => {
    const bytes = await readFile(path.join(folder, vector.file));
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(vector.sha256);
    const pixels = await decodeUncomposited(bytes);
    expect(encodeHex(algorithms.blockhash.hash(pixels).bits)).toBe(vector.method2_16);
    const blockPixels = Math.floor(pixels.width / blockhashSize) * Math.floor(pixels.height / blockhashSize);
    expect(encodeHex(packBits(decideBlocks(blockSums(pixels, "even"), blockPixels).ones))).toBe(vector.method1_even_16);

    const decoded = await decodeBytes(bytes);
    expect(Buffer.from(decoded.pixels.data).equals(pixels.data)).toBe(!partlyTransparent.includes(vector.file));
  });
});
