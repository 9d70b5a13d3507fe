import { fc, test as property } from "@fast-check/vitest";
import sharp, { type Sharp } from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { isCutShort } from "../src/decode/cut-short.js";
import { detectFormat, type ImageFormat } from "../src/decode/format.js";
import { readHeaderSize } from "../src/decode/header-size.js";
import { syntheticImage } from "./support/synthetic.js";

const image = syntheticImage("blobs", 301, 203, 1);
const size = { width: image.width, height: image.height };
const rgb = (): Sharp => sharp(image.data, { raw: { ...size, channels: 3 } });
const film = (): Sharp =>
  sharp(Buffer.concat([image.data, image.data]), {
    raw: { width: size.width, height: 2 * size.height, channels: 3, pageHeight: size.height },
  });

const files: ReadonlyArray<readonly [string, () => Promise<Buffer>, endKnown: boolean]> = [
  ["png", () => rgb().png().toBuffer(), true],
  ["jpeg", () => rgb().jpeg().toBuffer(), true],
  ["progressive jpeg", () => rgb().jpeg({ progressive: true }).toBuffer(), true],
  [
    "jpeg with a thumbnail's markers in EXIF",
    () =>
      rgb()
        .withExif({ IFD0: { Copyright: "\u00ff\u00d9" } })
        .jpeg()
        .toBuffer(),
    true,
  ],
  ["jpeg on its side", () => rgb().withMetadata({ orientation: 6 }).jpeg().toBuffer(), true],
  ["gif", () => rgb().gif().toBuffer(), true],
  ["animated gif", () => film().gif().toBuffer(), true],
  ["lossy webp", () => rgb().webp().toBuffer(), true],
  ["lossless webp", () => rgb().webp({ lossless: true }).toBuffer(), true],
  ["webp with alpha", () => rgb().ensureAlpha(0.5).webp().toBuffer(), true],
  ["animated webp", () => film().webp().toBuffer(), true],
  ["avif", () => rgb().avif({ effort: 0 }).toBuffer(), true],
  ["tiff", () => rgb().tiff().toBuffer(), false],
];

describe.each(files)("%s", (_name, make, endKnown) => {
  let bytes: Buffer;
  let format: ImageFormat;
  beforeAll(async () => {
    bytes = await make();
    format = detectFormat(bytes);
  });

  test("its size is read without decoding", () => {
    expect(readHeaderSize(format, bytes)).toEqual(size);
    expect(isCutShort(format, bytes)).toBe(false);
  });

  test.each([0.3, 0.6, 0.9, 0.999])("%d of it is noticed to be cut short", (share) => {
    expect(isCutShort(format, bytes.subarray(0, Math.floor(bytes.length * share)))).toBe(endKnown);
  });

  property.prop([fc.nat(), fc.nat(255)], { numRuns: 200 })("damage never throws", (place, byte) => {
    const damaged = Buffer.from(bytes);
    damaged[16 + (place % Math.min(bytes.length - 16, 600))] = byte;
    readHeaderSize(format, damaged);
    isCutShort(format, damaged);
  });
});

test("a film after the end of a JPEG, as phones append it, does no harm", async () => {
  const film = Buffer.from([0xff, 0xd8, 0xff, 0xda, 0, 1, 2, 3]);
  const bytes = Buffer.concat([await rgb().jpeg().toBuffer(), film]);
  expect(readHeaderSize("jpeg", bytes)).toEqual(size);
  expect(isCutShort("jpeg", bytes)).toBe(false);
});

test.each(["png", "jpeg", "gif", "webp", "avif", "tiff"] as const)("an empty %s has no size", (format) => {
  expect(readHeaderSize(format, new Uint8Array())).toBeUndefined();
});
