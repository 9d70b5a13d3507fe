/// <reference lib="dom" />
import type { FileHashAlgorithm, HashAlgorithm, ModelHashAlgorithm, PerceptualHash } from "../hash.js";
import { isCutShort } from "./cut-short.js";
import { type DecodedImage, type DecodeOptions, defaultMaxPixels, type HashedImage } from "./decoded.js";
import { DecodeError } from "./errors.js";
import { detectFormat } from "./format.js";
import { readHeaderSize } from "./header-size.js";

/** Pixels read back from the canvas at a time: 16 MB, below the canvas limits of every browser. */
const stripPixels = 4_000_000;

/**
 * Decodes JPEG, PNG, GIF, WebP or AVIF with the browser's decoder to upright 8-bit RGB, in a worker or on the page. The
 * browser only decodes, under the pins of the Node decoder; it never resamples. So the pixels differ from those of Node by
 * what two decoders differ by. Where pixels are partly transparent, a canvas loses up to a grey level or two more.
 *
 * Throws `DecodeError`. `shrinkTo` is not for browsers and ignored.
 */
export async function decodeBlob(
  blob: Blob,
  { maxPixels = defaultMaxPixels }: DecodeOptions = {},
): Promise<DecodedImage> {
  const bytes = await readBlob(blob);
  const format = detectFormat(bytes);
  if (format === "tiff") throw new DecodeError("unsupported-format", "got TIFF, which browsers do not decode");
  const size = readHeaderSize(format, bytes);
  // A GIF that lacks its end has its first frame all the same, mostly.
  if (format !== "gif" && isCutShort(format, bytes))
    throw new DecodeError("truncated", `got ${bytes.length} bytes, expected the whole ${format} file`);
  if (size === undefined) throw new DecodeError("corrupt", `got no size, expected a ${format} header`);
  if (size.width * size.height > maxPixels) {
    throw new DecodeError(
      "too-many-pixels",
      `got ${size.width} x ${size.height} pixels, expected at most ${maxPixels}`,
    );
  }
  const bitmap = await decodeBitmap(bytes, format);
  try {
    const { width, height } = bitmap;
    return {
      pixels: { width, height, data: readOnWhite(bitmap) },
      width,
      height,
      pins: {
        decoder: `createImageBitmap, ${navigator.userAgent}`,
        colourConversion: "off",
        orientation: "exif",
        background: "white",
        frame: "first",
        shrinkOnLoad: "off",
      },
    };
  } finally {
    bitmap.close();
  }
}

/** Hashes a file by its bytes alone: nothing is decoded. Throws `DecodeError` if it cannot be read. */
export async function hashBlob(blob: Blob, algorithm: FileHashAlgorithm): Promise<{ readonly hash: PerceptualHash }>;
/** Decodes an image file and hashes it. Throws `DecodeError`. */
export async function hashBlob(
  blob: Blob,
  algorithm: HashAlgorithm | ModelHashAlgorithm,
  options?: DecodeOptions,
): Promise<HashedImage>;
export async function hashBlob(
  blob: Blob,
  algorithm: HashAlgorithm | ModelHashAlgorithm | FileHashAlgorithm,
  options: DecodeOptions = {},
): Promise<{ readonly hash: PerceptualHash }> {
  if (algorithm.input === "file") return { hash: algorithm.hash(await readBlob(blob)) };
  const { pixels, ...facts } = await decodeBlob(blob, options);
  return { hash: await algorithm.hash(pixels), ...facts };
}

async function readBlob(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw new DecodeError("unreadable", "got a file that cannot be read, expected a readable one", { cause });
  }
}

async function decodeBitmap(bytes: Uint8Array<ArrayBuffer>, format: string): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(new Blob([bytes], { type: `image/${format}` }), {
      colorSpaceConversion: "none",
      imageOrientation: "from-image",
      premultiplyAlpha: "none",
    });
  } catch (cause) {
    throw new DecodeError("corrupt", "got an image that the browser cannot decode, expected a whole one", { cause });
  }
}

/** The bitmap's pixels composited on white, strip by strip. */
function readOnWhite(bitmap: ImageBitmap): Uint8Array {
  const { width, height } = bitmap;
  const data = new Uint8Array(3 * width * height);
  const rows = Math.min(height, Math.max(1, Math.floor(stripPixels / width)));
  const canvas = new OffscreenCanvas(width, rows);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new DecodeError("corrupt", `got no canvas of ${width} x ${rows} pixels, expected one`);
  let to = 0;
  for (let top = 0; top < height; top += rows) {
    context.clearRect(0, 0, width, rows);
    context.drawImage(bitmap, 0, -top);
    const strip = context.getImageData(0, 0, width, Math.min(rows, height - top)).data;
    for (let from = 0; from < strip.length; from += 4) {
      const alpha = strip[from + 3] ?? 0;
      for (let c = 0; c < 3; c++) {
        data[to++] = Math.round(((strip[from + c] ?? 0) * alpha + 255 * (255 - alpha)) / 255);
      }
    }
  }
  return data;
}
