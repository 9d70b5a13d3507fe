import path from "node:path";
import { samplePictures } from "@glasshouse/fixtures/node";
import sharp, { type Sharp } from "sharp";

/** Folder of the 16 pictures that npm blockhash ships, and their names in the order of a scan. */
export const sampleFolder: string = path.dirname(samplePictures()[0]?.path ?? "");
export const sampleNames: readonly string[] = samplePictures()
  .map(({ name }) => name)
  .sort();

/** A picture with structure at every scale, so that every algorithm finds it usable. */
export function drawPicture(seed: number, width = 320, height = 240): Sharp {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const wave =
          Math.sin((x * (1 + (seed % 7))) / 23 + seed) +
          Math.cos((y * (2 + (seed % 5))) / 31 - seed * c) +
          Math.sin((x + 2 * y) / (11 + (seed % 13)));
        data[3 * (y * width + x) + c] = 128 + 40 * wave;
      }
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** One colour: quality 0 for every algorithm that measures it. */
export function drawFlat(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: "#336699" } });
}
