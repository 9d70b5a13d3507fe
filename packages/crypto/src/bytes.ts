const encoder = new TextEncoder();

/** UTF-8 bytes of `text`. */
export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

/** Whether two byte strings are equal, in a time that depends on their lengths only. */
export function isEqualBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  // By index: over entries() a message of 6 KB took 8 times as long (86 against 11 us).
  for (let index = 0; index < a.length; index++) difference |= (a[index] ?? 0) ^ (b[index] ?? 0);
  return difference === 0;
}

/**
 * Injective encoding of a tuple: each part as its length (4 bytes, little-endian) and its bytes; strings are UTF-8.
 * Two different tuples never give the same bytes, and no encoding is a prefix of that of another tuple of the same arity.
 */
export function encodeTuple(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return encodeTupleOf(parts);
}

/** {@link encodeTuple} of parts in an array, of which there may be more than a call takes as arguments (120,000 in V8). */
export function encodeTupleOf(parts: readonly (string | Uint8Array)[]): Uint8Array {
  const pieces = parts.map((part) => (typeof part === "string" ? encodeText(part) : part));
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + 4 + piece.length, 0));
  const view = new DataView(out.buffer);
  let offset = 0;
  for (const piece of pieces) {
    view.setUint32(offset, piece.length, true);
    out.set(piece, offset + 4);
    offset += 4 + piece.length;
  }
  return out;
}
