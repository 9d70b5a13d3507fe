import type { ImageFormat } from "./format.js";
import { readJpegMarkers } from "./jpeg-markers.js";

/**
 * Whether an image file visibly ends before its image does. It looks at the bytes, because some browsers decode what is
 * there of a file and say nothing, and because libvips collects the messages of all threads in one place: under load, the message of one file is
 * reported for another (16 of 60 broken files decoded side by side).
 */
export function isCutShort(format: ImageFormat, bytes: Uint8Array): boolean {
  switch (format) {
    case "jpeg":
      return !readJpegMarkers(bytes).complete;
    case "png": // the last chunk: length 0, "IEND", checksum
      return !hasText(bytes, bytes.length - 8, "IEND");
    case "gif":
      return !gifHasTrailer(bytes);
    case "webp": // RIFF: the length of everything after the first 8 bytes
      return bytes.length < 12 || view(bytes).getUint32(4, true) + 8 > bytes.length;
    case "avif":
      return boxesEndTooLate(bytes);
    case "tiff": // offsets may point anywhere: nothing says where the file ends
      return false;
  }
}

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  return [...text].every((character, i) => bytes[at + i] === character.charCodeAt(0));
}

/** Walks the blocks of a GIF (GIF89a specification, sections 17 to 27) to its trailer. */
function gifHasTrailer(bytes: Uint8Array): boolean {
  const colours = (flags: number): number => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  let at = 13 + colours(bytes[10] ?? 0);
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) return true;
    if (kind === 0x21)
      at += 2; // extension: label
    else if (kind === 0x2c)
      at += 11 + colours(bytes[at + 9] ?? 0); // image: position, size, colours, code size
    else return true; // no block of a GIF: broken, not short
    for (let length = bytes[at] ?? 0; length !== 0 && at < bytes.length; length = bytes[at] ?? 0) at += 1 + length;
    at++;
  }
  return false;
}

/** Walks the outermost boxes of an ISO base media file (ISO/IEC 14496-12, section 4.2). */
function boxesEndTooLate(bytes: Uint8Array): boolean {
  const data = view(bytes);
  let at = 0;
  while (at < bytes.length) {
    if (at + 8 > bytes.length) return true;
    const short = data.getUint32(at);
    if (short === 0) return false; // to the end of the file
    if (short === 1 && at + 16 > bytes.length) return true;
    const size = short === 1 ? Number(data.getBigUint64(at + 8)) : short;
    if (size < 8) return false; // broken, not short
    at += size;
  }
  return at > bytes.length;
}
