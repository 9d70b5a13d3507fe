import type { ImageFormat } from "./format.js";
import { readJpegMarkers } from "./jpeg-markers.js";

/** Size of the first frame as stored, before any orientation, in pixels. */
export interface HeaderSize {
  readonly width: number;
  readonly height: number;
}

/** The size that a file announces, read without decoding; undefined where no whole header was found. */
export function readHeaderSize(format: ImageFormat, bytes: Uint8Array): HeaderSize | undefined {
  try {
    return readers[format](bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof RangeError) return undefined; // read beyond the end
    throw error;
  }
}

const readers: Readonly<Record<ImageFormat, (bytes: Uint8Array, view: DataView) => HeaderSize | undefined>> = {
  jpeg: (bytes) => readJpegMarkers(bytes).size,
  png: (_bytes, view) => ({ width: view.getUint32(16), height: view.getUint32(20) }),
  gif: (_bytes, view) => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) }),
  webp(_bytes, view) {
    const uint24 = (at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    switch (view.getUint32(12)) {
      case 0x56503858: // VP8X: extended
        return { width: 1 + uint24(24), height: 1 + uint24(27) };
      case 0x5650384c: {
        // VP8L: lossless, 14 bits each
        const packed = view.getUint32(21, true);
        return { width: 1 + (packed & 0x3fff), height: 1 + ((packed >>> 14) & 0x3fff) };
      }
      case 0x56503820: // VP8: lossy, 14 bits each and a scale
        return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
      default:
        return undefined;
    }
  },
  avif(_bytes, view) {
    // Every item of the file states its size in an "ispe" property: version and flags, width, height. The largest counts.
    let size: HeaderSize | undefined;
    const searched = Math.min(view.byteLength, 65_536) - 16;
    for (let at = 0; at <= searched; at++) {
      if (view.getUint32(at) !== 0x69737065) continue;
      const found = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
      if (size === undefined || found.width * found.height > size.width * size.height) size = found;
    }
    return size;
  },
  tiff(_bytes, view) {
    const little = view.getUint8(0) === 0x49;
    const directory = view.getUint32(4, little);
    const values = new Map<number, number>();
    for (let entry = 0; entry < view.getUint16(directory, little); entry++) {
      const at = directory + 2 + 12 * entry;
      const isShort = view.getUint16(at + 2, little) === 3;
      values.set(view.getUint16(at, little), isShort ? view.getUint16(at + 8, little) : view.getUint32(at + 8, little));
    }
    const [width, height] = [values.get(256), values.get(257)];
    return width === undefined || height === undefined ? undefined : { width, height };
  },
};
