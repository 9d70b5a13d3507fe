/** What was wrong with the arguments of a search. */
export type HammingErrorCode = "unsupported-width" | "length-mismatch" | "width-mismatch" | "out-of-range" | "closed";

/** Thrown by hash lists, scanners and indexes. */
export class HammingError extends Error {
  override readonly name = "HammingError";
  readonly code: HammingErrorCode;

  constructor(code: HammingErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Hashes of equal length side by side. Shorter hashes are padded with zeros, which changes no distance. */
export interface HashList {
  /** Bits per stored hash: 64 or 256, whatever holds `bits`. */
  readonly width: 64 | 256;
  /** Bits of a hash: 8 to 256. */
  readonly bits: number;
  readonly count: number;
  /** count * width / 8 bytes. */
  readonly data: Uint8Array;
}

/** Copies hashes into a list. Throws `unsupported-width` (more than 256 bits) or `length-mismatch`. */
export function packHashes(bits: number, hashes: readonly Uint8Array[]): HashList {
  const list = createHashList(bits, hashes.length);
  for (const [index, hash] of hashes.entries()) {
    if (8 * hash.length !== bits) {
      throw new HammingError("length-mismatch", `got ${8 * hash.length} bits at index ${index}, expected ${bits}`);
    }
    list.data.set(hash, (index * list.width) / 8);
  }
  return list;
}

/** A list of zero hashes, to be filled through `data`. Throws `unsupported-width`. */
export function createHashList(bits: number, count: number): HashList {
  if (bits < 8 || bits > 256 || bits % 8 !== 0) {
    throw new HammingError("unsupported-width", `got ${bits} bits per hash, expected a multiple of 8 up to 256`);
  }
  const width = bits <= 64 ? 64 : 256;
  return { width, bits, count, data: new Uint8Array((count * width) / 8) };
}

/** The hash at an index: a view, `bits / 8` bytes. */
export function hashAt(list: HashList, index: number): Uint8Array {
  const start = (index * list.width) / 8;
  return list.data.subarray(start, start + list.bits / 8);
}
