import { DecodeError } from "./errors.js";

/** The formats decoded here, by content: a file's name says nothing. */
export type ImageFormat = "jpeg" | "png" | "gif" | "webp" | "avif" | "tiff";

/** First bytes of a format, as Latin-1 text; `?` stands for any byte. */
const signatures: ReadonlyArray<readonly [pattern: string, format: ImageFormat | { readonly unsupported: string }]> = [
  ["\xff\xd8\xff", "jpeg"],
  ["\x89PNG\r\n\x1a\n", "png"],
  ["GIF87a", "gif"],
  ["GIF89a", "gif"],
  ["RIFF????WEBP", "webp"],
  ["????ftypavif", "avif"],
  ["????ftypavis", "avif"],
  ["II*\0", "tiff"],
  ["MM\0*", "tiff"],
  ["????ftyphei", { unsupported: "HEIC" }],
  ["????ftyphev", { unsupported: "HEIC" }],
  ["????ftypmif1", { unsupported: "HEIF" }],
  ["????ftypmsf1", { unsupported: "HEIF" }],
  ["\xff\x0a", { unsupported: "JPEG XL" }],
  ["\0\0\0\x0cJXL ", { unsupported: "JPEG XL" }],
  ["\0\0\0\x0cjP  ", { unsupported: "JPEG 2000" }],
  ["\xff\x4f\xff\x51", { unsupported: "JPEG 2000" }],
  ["II+\0", { unsupported: "BigTIFF" }],
  ["MM\0+", { unsupported: "BigTIFF" }],
  ["8BPS", { unsupported: "PSD" }],
  ["BM", { unsupported: "BMP" }],
  ["\0\0\x01\0", { unsupported: "ICO" }],
  ["<svg", { unsupported: "SVG" }],
  ["<?xml", { unsupported: "SVG or other XML" }],
  ["%PDF-", { unsupported: "PDF" }],
  ["qoif", { unsupported: "QOI" }],
];

/** Names the format of a file from its first bytes (16 are enough). Throws `DecodeError`. */
export function detectFormat(bytes: Uint8Array): ImageFormat {
  if (bytes.length === 0) throw new DecodeError("empty-file", "got 0 bytes, expected an image file");
  for (const [pattern, format] of signatures) {
    if (!startsWith(bytes, pattern)) continue;
    if (typeof format === "string") return format;
    throw new DecodeError("unsupported-format", `got ${format.unsupported}, expected ${decodable.join(", ")}`);
  }
  throw new DecodeError("not-an-image", `got unknown first bytes, expected those of ${decodable.join(", ")}`);
}

const decodable: readonly ImageFormat[] = ["jpeg", "png", "gif", "webp", "avif", "tiff"];

function startsWith(bytes: Uint8Array, pattern: string): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const expected = pattern.charCodeAt(i);
    if (expected !== 0x3f && bytes[i] !== expected) return false;
  }
  return true;
}
