/** What was wrong with a hash given as text or bytes. */
export type BitsErrorCode = "odd-length" | "not-hexadecimal" | "length-mismatch";

/** Thrown by the functions of this file. */
export class BitsError extends Error {
  override readonly name = "BitsError";
  readonly code: BitsErrorCode;

  constructor(code: BitsErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Lower-case hexadecimal text, two digits per byte. */
export function encodeHex(bits: Uint8Array): string {
  let text = "";
  for (const byte of bits) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** Bytes from hexadecimal text of either case, no prefix. Throws `odd-length` or `not-hexadecimal`. */
export function decodeHex(text: string): Uint8Array {
  if (text.length % 2 !== 0) throw new BitsError("odd-length", `got ${text.length} digits, expected an even number`);
  const bits = new Uint8Array(text.length / 2);
  for (let i = 0; i < bits.length; i++) {
    bits[i] = 16 * hexDigit(text, 2 * i) + hexDigit(text, 2 * i + 1);
  }
  return bits;
}

function hexDigit(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20; // lower case
  if (letter >= 0x61 && letter <= 0x66) return letter - 0x61 + 10;
  throw new BitsError("not-hexadecimal", `got code ${code} at position ${index}, expected 0-9, a-f or A-F`);
}

/** Packs one 0 or 1 per element, first element into the highest bit of the first byte. Pads the last byte with zeros. */
export function packBits(ones: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(ones.length / 8));
  for (let p = 0; p < ones.length; p++) bits[p >> 3] = (bits[p >> 3] ?? 0) | ((ones[p] ?? 0) << (7 - (p & 7)));
  return bits;
}

/** Number of ones. */
export function hammingWeight(bits: Uint8Array): number {
  let weight = 0;
  let i = 0;
  for (; i + 4 <= bits.length; i += 4) weight += popcount32(word(bits, i));
  for (; i < bits.length; i++) weight += popcount32(bits[i] ?? 0);
  return weight;
}

/** Number of positions in which two hashes of equal length differ. Throws `length-mismatch`. */
export function hammingDistance(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) {
    throw new BitsError("length-mismatch", `got hashes of ${a.length} and ${b.length} bytes, expected equal lengths`);
  }
  let distance = 0;
  let i = 0;
  for (; i + 4 <= a.length; i += 4) distance += popcount32(word(a, i) ^ word(b, i));
  for (; i < a.length; i++) distance += popcount32((a[i] ?? 0) ^ (b[i] ?? 0));
  return distance;
}

function word(bits: Uint8Array, i: number): number {
  return (bits[i] ?? 0) | ((bits[i + 1] ?? 0) << 8) | ((bits[i + 2] ?? 0) << 16) | ((bits[i + 3] ?? 0) << 24);
}

/** Ones in a 32-bit word, by adding neighbouring fields of 1, 2, 4 and 8 bits (Warren, Hacker's Delight, 5-1). */
export function popcount32(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  v = (v + (v >>> 4)) & 0x0f0f0f0f;
  return Math.imul(v, 0x01010101) >>> 24;
}
