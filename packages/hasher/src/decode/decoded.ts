import type { PerceptualHash } from "../hash.js";
import type { Pixels } from "../image.js";

/**
 * Every choice that changes pixels, recorded beside each result: hashes are comparable bit for bit only under equal
 * pins. Colour conversion alone or the decoder alone change 11 to 26 % of all 256-bit keys.
 */
export interface DecodePins {
  /** Name and version of what turned bytes into pixels. */
  readonly decoder: string;
  /** Embedded colour profiles are ignored: stored sample values count. (CMYK has to be converted and is.) */
  readonly colourConversion: "off";
  /** The EXIF orientation is applied: pixels are upright. */
  readonly orientation: "exif";
  /** Transparent images are composited on white. */
  readonly background: "white";
  /** The first frame or page of a file that has several. */
  readonly frame: "first";
  /** `off`, or the smallest short side in pixels that a JPEG may be reduced to while it is decoded. */
  readonly shrinkOnLoad: "off" | number;
}

/** Limits and permissions of a decoder. */
export interface DecodeOptions {
  /** Refuse images that announce more pixels than this. Default 100 megapixels: 300 MB of decoded bytes. */
  readonly maxPixels?: number;
  /** Let the decoder reduce a JPEG, if its short side keeps at least this many pixels. Default: decode fully. */
  readonly shrinkTo?: number;
}

/** Decodes everything a phone takes today and refuses decompression bombs. */
export const defaultMaxPixels = 100_000_000;

/** Pixels and how they were made. */
export interface DecodedImage {
  readonly pixels: Pixels;
  /** Upright size announced by the file, in pixels; larger than `pixels` if the decoder reduced the image. */
  readonly width: number;
  readonly height: number;
  readonly pins: DecodePins;
}

/** The hash of an image file and what it depends on. */
export interface HashedImage {
  readonly hash: PerceptualHash;
  /** Upright size announced by the file, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly pins: DecodePins;
}
