import { readFile } from "node:fs/promises";
import sharp, { type Metadata, type SharpOptions } from "sharp";
import type { FileHashAlgorithm, HashAlgorithm, ModelHashAlgorithm, PerceptualHash } from "../hash.js";
import { isCutShort } from "./cut-short.js";
import { type DecodedImage, type DecodeOptions, defaultMaxPixels, type HashedImage } from "./decoded.js";
import { DecodeError } from "./errors.js";
import { detectFormat, type ImageFormat } from "./format.js";

const decoder = `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}`;

/** Reads and decodes an image file. Throws `DecodeError`. */
export async function decodeFile(path: string, options: DecodeOptions = {}): Promise<DecodedImage> {
  return decodeBytes(await readBytes(path), options);
}

/** Decodes JPEG, PNG, GIF, WebP, AVIF or TIFF bytes to upright 8-bit RGB. Throws `DecodeError`. */
export async function decodeBytes(bytes: Uint8Array, options: DecodeOptions = {}): Promise<DecodedImage> {
  const format = detectFormat(bytes);
  const maxPixels = options.maxPixels ?? defaultMaxPixels;
  const input: SharpOptions = {
    // "error" refuses missing image data, which decoders fill in differently, and lets warnings pass (stray bytes
    // between markers and the like): every viewer shows such photographs, so a scanner has to hash them.
    failOn: "error",
    ignoreIcc: true,
    limitInputPixels: false, // checked below, with a code
    pages: 1,
  };
  const header = await attempt(format, bytes, () => sharp(bytes, input).metadata());
  const { width, height } = header.autoOrient;
  if (width * height > maxPixels) {
    throw new DecodeError("too-many-pixels", `got ${width} x ${height} pixels, expected at most ${maxPixels}`);
  }
  const reduced = options.shrinkTo === undefined ? undefined : reducedSize(format, header, options.shrinkTo);
  const { data, info } = await attempt(format, bytes, () => {
    let image = sharp(bytes, input).autoOrient();
    if (reduced !== undefined) image = image.resize({ ...reduced, fit: "fill", kernel: "linear" });
    return image
      .flatten({ background: "white" })
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
  });
  if (info.channels !== 3) throw new DecodeError("corrupt", `got ${info.channels} channels, expected 3`);
  return {
    pixels: { width: info.width, height: info.height, data },
    width,
    height,
    pins: {
      decoder,
      colourConversion: "off",
      orientation: "exif",
      background: "white",
      frame: "first",
      shrinkOnLoad: reduced === undefined ? "off" : (options.shrinkTo ?? "off"),
    },
  };
}

/** Decodes an image as far as the algorithm needs it and hashes it. Throws `DecodeError`. */
export async function hashBytes(
  bytes: Uint8Array,
  algorithm: HashAlgorithm | ModelHashAlgorithm,
  options: DecodeOptions = {},
): Promise<HashedImage> {
  const shrinkTo = "shrinkTo" in algorithm ? algorithm.shrinkTo : undefined;
  const { pixels, ...facts } = await decodeBytes(bytes, shrinkTo === undefined ? options : { shrinkTo, ...options });
  return { hash: await algorithm.hash(pixels), ...facts };
}

/** Hashes a file by its bytes alone: nothing is decoded. Throws `DecodeError` if it cannot be read. */
export async function hashFile(path: string, algorithm: FileHashAlgorithm): Promise<{ readonly hash: PerceptualHash }>;
/** Reads a file, decodes it as far as the algorithm needs it and hashes it. Throws `DecodeError`. */
export async function hashFile(
  path: string,
  algorithm: HashAlgorithm | ModelHashAlgorithm,
  options?: DecodeOptions,
): Promise<HashedImage>;
export async function hashFile(
  path: string,
  algorithm: HashAlgorithm | ModelHashAlgorithm | FileHashAlgorithm,
  options: DecodeOptions = {},
): Promise<{ readonly hash: PerceptualHash }> {
  const bytes = await readBytes(path);
  return algorithm.input === "file" ? { hash: algorithm.hash(bytes) } : hashBytes(bytes, algorithm, options);
}

/**
 * The size to ask for so that libjpeg decodes 1/8, 1/4 or 1/2 of the samples per axis. libvips asks libjpeg for the
 * largest of these factors, but takes the next smaller one while the whole reduction is below factor + 1; so factor + 1
 * it is, and the last step is a mild one (9/8, 5/4 or 3/2).
 *
 * The factor has to divide both sides, as it does for what cameras write: libjpeg pads other images to the next
 * multiple, and the stretched picture has the same 256-bit hash in 34 of 64 cases instead of 35 of 40 (measured at 1/4
 * on enlarged photographs).
 */
function reducedSize(
  format: ImageFormat,
  { autoOrient: { width, height } }: Metadata,
  shrinkTo: number,
): { width: number; height: number } | undefined {
  if (format !== "jpeg") return undefined;
  for (const factor of [8, 4, 2]) {
    if (width % factor !== 0 || height % factor !== 0) continue;
    const size = { width: Math.floor(width / (factor + 1)), height: Math.floor(height / (factor + 1)) };
    if (Math.min(size.width, size.height) >= shrinkTo) return size;
  }
  return undefined;
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    throw new DecodeError("unreadable", `got ${reason}, expected a readable image file`, { cause });
  }
}

async function attempt<T>(format: ImageFormat, bytes: Uint8Array, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    // The decoder's own words are in `cause` only: they may be about another file, see isCutShort.
    if (isCutShort(format, bytes)) {
      throw new DecodeError("truncated", `got ${bytes.length} bytes of a longer ${format} file`, { cause });
    }
    throw new DecodeError("corrupt", `got ${format} data that cannot be decoded, expected an image`, { cause });
  }
}
