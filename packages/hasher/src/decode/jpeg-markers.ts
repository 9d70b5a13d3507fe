/** What the markers of a JPEG file say. */
export interface JpegMarkers {
  /** Size in the frame header, before any orientation; undefined before a frame header was met. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  /** Whether the end of the image was met. Whatever follows it (a film, padding) does not matter. */
  readonly complete: boolean;
}

const startOfScan = 0xffda;
const endOfImage = 0xffd9;

/** Walks the marker segments of a JPEG file (ITU-T T.81, annex B), scans included. Never throws. */
export function readJpegMarkers(bytes: Uint8Array): JpegMarkers {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let size: JpegMarkers["size"];
  let at = 2;
  while (at + 4 <= bytes.length) {
    const marker = view.getUint16(at);
    if (marker === endOfImage) return { size, complete: true };
    if (marker === 0xffff) {
      at++; // fill byte
      continue;
    }
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame && at + 9 <= bytes.length) size = { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
    if (marker === startOfScan) at = endOfScan(bytes, at);
  }
  return { size, complete: at + 2 <= bytes.length && view.getUint16(at) === endOfImage };
}

/** Where entropy-coded data end: at the next marker but restarts, or at the end of the file. */
function endOfScan(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  return bytes.length;
}
