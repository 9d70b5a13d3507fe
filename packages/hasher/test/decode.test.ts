import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { algorithms, encodeHex, fileAlgorithms, hammingDistance } from "../src/index.js";
import { type DecodeErrorCode, decodeBytes, decodeFile, hashFile } from "../src/node.js";
import { syntheticImage } from "./support/synthetic.js";

const [width, height] = [60, 40];
const source = syntheticImage("blobs", width, height, 1);
const rgb = (): Sharp => sharp(source.data, { raw: { width, height, channels: 3 } });
const png = (): Promise<Buffer> => rgb().png().toBuffer();
const jpeg = (): Promise<Buffer> => rgb().jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).toBuffer();
/** Two frames: black, then white. */
const film = (): Sharp =>
  sharp(Buffer.concat([Buffer.alloc(3 * width * height, 0), Buffer.alloc(3 * width * height, 255)]), {
    raw: { width, height: 2 * height, channels: 3, pageHeight: height },
  });
const onWhite =
  (alpha: number) =>
  (v: number): number =>
    v * alpha + 255 * (1 - alpha);
const grey = (r: number, g: number, b: number): number => Math.round(0.2126 * r + 0.7152 * g + 0.0722 * b);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "glasshouse-decode-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Writes a file of that name and decodes it. */
async function decodeAs(name: string, bytes: Uint8Array): ReturnType<typeof decodeFile> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return decodeFile(file);
}

function meanDifference(actual: Uint8Array, expected: (k: number) => number): number {
  expect(actual).toHaveLength(3 * width * height);
  let sum = 0;
  for (const [k, v] of actual.entries()) sum += Math.abs(v - expected(k));
  return sum / actual.length;
}

describe("what cameras, editors and messengers write", () => {
  const same = (k: number): number => source.data[k] ?? 0;
  const greyOf = (k: number): number => {
    const o = k - (k % 3);
    return grey(source.data[o] ?? 0, source.data[o + 1] ?? 0, source.data[o + 2] ?? 0);
  };
  test.each<[string, () => Promise<Buffer>, tolerance: number, expected: (k: number) => number]>([
    ["8-bit.png", png, 0, same],
    ["wrong-extension.jpg", png, 0, same],
    ["no-extension", jpeg, 2, same],
    ["16-bit.png", () => rgb().toColourspace("rgb16").png().toBuffer(), 0, same],
    ["palette.png", () => rgb().png({ palette: true, effort: 1 }).toBuffer(), 4, same],
    ["interlaced.png", () => rgb().png({ progressive: true }).toBuffer(), 0, same],
    ["grey.png", () => rgb().greyscale().png().toBuffer(), 12, greyOf],
    ["grey-16-bit.png", () => rgb().toColourspace("grey16").png().toBuffer(), 12, greyOf],
    ["half-transparent.png", () => rgb().ensureAlpha(0.5).png().toBuffer(), 1, (k) => onWhite(0.5)(same(k))],
    ["transparent.webp", () => rgb().ensureAlpha(0).webp({ lossless: true }).toBuffer(), 0, () => 255],
    ["baseline.jpg", jpeg, 2, same],
    ["progressive.jpg", () => rgb().jpeg({ quality: 100, progressive: true }).toBuffer(), 5, same],
    ["grey.jpg", () => rgb().greyscale().jpeg({ quality: 100 }).toBuffer(), 12, greyOf],
    ["cmyk.jpg", () => rgb().toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer(), 30, same],
    ["lossless.webp", () => rgb().webp({ lossless: true }).toBuffer(), 0, same],
    ["photo.avif", () => rgb().avif({ quality: 90, effort: 0, chromaSubsampling: "4:4:4" }).toBuffer(), 4, same],
    ["lzw.tiff", () => rgb().tiff({ compression: "lzw" }).toBuffer(), 0, same],
    ["animated.gif", () => film().gif().toBuffer(), 0, () => 0],
    ["animated.webp", () => film().webp({ lossless: true }).toBuffer(), 0, () => 0],
    ["trailing-bytes.jpg", async () => Buffer.concat([await jpeg(), Buffer.alloc(1000)]), 2, same],
  ])("%s", async (name, bytes, tolerance, expected) => {
    const { pixels, pins, ...size } = await decodeAs(name, await bytes());
    expect(size).toEqual({ width, height });
    expect(meanDifference(pixels.data, expected)).toBeLessThanOrEqual(tolerance);
    expect(pins.shrinkOnLoad).toBe("off");
  });

  test("1x1.png", async () => {
    const bytes = await sharp(Uint8Array.of(1, 2, 3), { raw: { width: 1, height: 1, channels: 3 } })
      .png()
      .toBuffer();
    const { pixels } = await decodeAs("1x1.png", bytes);
    expect(pixels).toMatchObject({ width: 1, height: 1 });
    expect([...pixels.data]).toEqual([1, 2, 3]);
  });

  test("a colour profile changes nothing", async () => {
    const bytes = await rgb().withIccProfile("p3").png().toBuffer();
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    expect(stored.equals(source.data)).toBe(false); // the profile converted the stored samples
    expect(stored.equals((await decodeBytes(bytes)).pixels.data)).toBe(true);
  });

  test("the EXIF orientation is applied", async () => {
    const upright = await sharp(await png())
      .rotate(90)
      .png()
      .toBuffer();
    const tagged = await rgb().withMetadata({ orientation: 6 }).png().toBuffer();
    const [a, b] = [await decodeBytes(upright), await decodeBytes(tagged)];
    expect([b.width, b.height]).toEqual([height, width]);
    expect(Buffer.from(a.pixels.data).equals(b.pixels.data)).toBe(true);
  });

  test("the pins are recorded", async () => {
    expect((await decodeBytes(await png())).pins).toEqual({
      decoder: `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}`,
      colourConversion: "off",
      orientation: "exif",
      background: "white",
      frame: "first",
      shrinkOnLoad: "off",
    });
  });
});

describe("what is refused, and with which code", () => {
  const part = async (bytes: Promise<Buffer>, share: number): Promise<Buffer> => {
    const whole = await bytes;
    return whole.subarray(0, Math.floor(whole.length * share));
  };
  /** A PNG whose header announces another size. */
  const bomb = async (side: number): Promise<Buffer> => {
    const bytes = Buffer.from(await png());
    bytes.writeUInt32BE(side, 16);
    bytes.writeUInt32BE(side, 20);
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
    return bytes;
  };
  const pngEnd = Buffer.from([0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]);
  const text = (content: string) => async (): Promise<Buffer> => Buffer.from(content, "latin1");
  test.each<[string, DecodeErrorCode, () => Promise<Buffer>]>([
    ["nothing", "empty-file", async () => Buffer.alloc(0)],
    ["one byte", "not-an-image", text("\xff")],
    ["text", "not-an-image", text("hello")],
    ["zeros", "not-an-image", async () => Buffer.alloc(5000)],
    ["a film", "not-an-image", text("\0\0\0\x18ftypmp42\0\0\0\0")],
    ["SVG", "unsupported-format", text('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>')],
    ["HEIC", "unsupported-format", text("\0\0\0\x18ftypheic\0\0\0\0")],
    ["BMP", "unsupported-format", text("BM\0\0\0\0\0\0\0\0")],
    ["JPEG XL", "unsupported-format", text("\xff\x0a\0\0")],
    ["PDF", "unsupported-format", text("%PDF-1.7")],
    ["half a JPEG", "truncated", () => part(jpeg(), 0.5)],
    ["most of a JPEG", "truncated", () => part(jpeg(), 0.97)],
    ["half a progressive JPEG", "truncated", () => part(rgb().jpeg({ progressive: true }).toBuffer(), 0.5)],
    ["the head of a JPEG", "truncated", () => part(jpeg(), 0.01)],
    ["half a PNG", "truncated", () => part(png(), 0.5)],
    ["the head of a PNG", "truncated", async () => (await png()).subarray(0, 20)],
    ["half a WebP", "truncated", () => part(rgb().webp().toBuffer(), 0.5)],
    ["half an AVIF", "truncated", () => part(rgb().avif({ effort: 0 }).toBuffer(), 0.5)],
    ["half a GIF", "truncated", () => part(rgb().gif().toBuffer(), 0.5)],
    ["the head of a TIFF", "corrupt", () => part(rgb().tiff().toBuffer(), 0.1)],
    [
      "a PNG of noise",
      "corrupt",
      async () => Buffer.concat([(await png()).subarray(0, 8), Buffer.alloc(999, 7), pngEnd]),
    ],
    [
      "a PNG with one wrong byte",
      "corrupt",
      async () => {
        const bytes = await png();
        const middle = bytes.length >> 1;
        bytes[middle] = (bytes[middle] ?? 0) ^ 1;
        return bytes;
      },
    ],
    ["a PNG of 10,001 x 10,001 pixels in its header", "too-many-pixels", () => bomb(10_001)],
    ["a PNG of 100,000 x 100,000 pixels in its header", "too-many-pixels", () => bomb(100_000)],
  ])("%s: %s", async (name, code, bytes) => {
    await expect(decodeAs(`${name.replaceAll(/\W/g, "-")}.jpg`, await bytes())).rejects.toMatchObject({
      name: "DecodeError",
      code,
    });
  });

  test("the pixel limit is inclusive", async () => {
    const bytes = await png();
    await expect(decodeBytes(bytes, { maxPixels: width * height })).resolves.toMatchObject({ width, height });
    await expect(decodeBytes(bytes, { maxPixels: width * height - 1 })).rejects.toMatchObject({
      code: "too-many-pixels",
    });
  });

  test("missing files and folders are unreadable", async () => {
    await expect(decodeFile(path.join(folder, "missing.jpg"))).rejects.toMatchObject({ code: "unreadable" });
    await expect(decodeFile(folder)).rejects.toMatchObject({ code: "unreadable" });
  });
});

describe("reduction while decoding", () => {
  const large = syntheticImage("blobs", 2120, 1600, 5);
  let file = "";
  beforeAll(async () => {
    file = path.join(folder, "large.jpg");
    const image = sharp(large.data, { raw: { width: large.width, height: large.height, channels: 3 } });
    await image.jpeg({ quality: 85 }).toFile(file);
  });

  test("pdq-tent asks for it and its hash stays", async () => {
    const pdqTent = algorithms["pdq-tent"];
    const [reduced, full] = [await hashFile(file, pdqTent), pdqTent.hash((await decodeFile(file)).pixels)];
    expect(reduced).toMatchObject({ width: 2120, height: 1600, pins: { shrinkOnLoad: 512 } });
    expect(hammingDistance(reduced.hash.bits, full.bits)).toBeLessThanOrEqual(2);
  });

  test("pdq decodes fully", async () => {
    const { hash, pins } = await hashFile(file, algorithms.pdq);
    expect(pins.shrinkOnLoad).toBe("off");
    expect(encodeHex(hash.bits)).toBe(encodeHex(algorithms.pdq.hash((await decodeFile(file)).pixels).bits));
  });

  test("never below the short side asked for, never by less than half", async () => {
    const short = async (shrinkTo: number): Promise<number> => (await decodeFile(file, { shrinkTo })).pixels.height;
    expect(await short(533)).toBe(533); // 1600 / 3
    expect(await short(534)).toBe(1600);
    expect(await short(320)).toBe(320); // 1600 / 5
    expect(await short(1)).toBe(177); // 1600 / 9
  });

  test("only by a factor that divides both sides", async () => {
    const odd = path.join(folder, "odd.jpg");
    await sharp(file).extract({ left: 0, top: 0, width: 2115, height: 1600 }).jpeg().toFile(odd);
    expect((await decodeFile(odd, { shrinkTo: 1 })).pins.shrinkOnLoad).toBe("off");
    await sharp(file).extract({ left: 0, top: 0, width: 2116, height: 1600 }).jpeg().toFile(odd);
    expect((await decodeFile(odd, { shrinkTo: 1 })).pixels).toMatchObject({ width: 423, height: 320 });
  });

  test("sha256 decodes nothing: any file will do", async () => {
    const text = path.join(folder, "text.txt");
    await writeFile(text, "abc");
    const { hash } = await hashFile(text, fileAlgorithms.sha256);
    expect(encodeHex(hash.bits.subarray(0, 4))).toBe("ba7816bf");
  });

  test("only JPEG files", async () => {
    const { pixels, pins } = await decodeBytes(await png(), { shrinkTo: 1 });
    expect(pixels.width).toBe(width);
    expect(pins.shrinkOnLoad).toBe("off");
  });
});

/** The checksum of PNG chunks. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
