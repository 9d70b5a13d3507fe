import { concatBytes, encodeText } from "../bytes.js";
import { CryptoError } from "../errors.js";

/** `value` in `length` bytes, most significant first (I2OSP of RFC 8017). */
export function encodeBigEndian(value: number, length: 1 | 2): Uint8Array {
  return length === 1 ? Uint8Array.of(value) : Uint8Array.of(value >> 8, value & 255);
}

/** Each part after its length in 2 bytes, then `label` without a length: the transcripts of RFC 9497. @throws CryptoError `invalid-length` */
export function encodeTranscript(parts: readonly Uint8Array[], label: string): Uint8Array {
  const pieces = parts.flatMap((part) => {
    if (part.length > 65535) {
      throw new CryptoError("invalid-length", `input: got ${part.length} bytes, expected at most 65535`);
    }
    return [encodeBigEndian(part.length, 2), part];
  });
  return concatBytes(...pieces, encodeText(label));
}
