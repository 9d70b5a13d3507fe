import { CryptoError } from "../errors.js";

/** Order of the field F of the detectable hash function: 2^64 - 59, the largest prime below 2^64. */
export const fieldOrder: bigint = 2n ** 64n - 59n;
/** Bytes of an element on the wire, little-endian and below {@link fieldOrder}. */
export const fieldBytes = 8;

// An element is three limbs of 22, 22 and 20 bits in doubles, least significant first. Products of limbs have 44 bits, so that sums of
// hundreds of them are exact, and a dot product needs one reduction at its end. Per multiply-add in dot products of 150 to 200 elements,
// one run: 4.3 ns; BigInt with one reduction at the end 49 ns, with a reduction each 116 ns.
export const limbs = 3;
const limbSize = 2 ** 22;
const inverseLimbSize = 2 ** -22;
const topLimbSize = 2 ** 20;
// The second of the five limbs of a sum grows fastest, by two products below 2^44: 240 * 2 * 2^44 + carries < 2^53.
const longestExactSum = 240;
// 2^64 - 59 in two words.
const lowOrderWord = 2 ** 32 - 59;
const highOrderWord = 2 ** 32 - 1;

/** Elements of F, three limbs each. */
export type FieldVector = Float64Array;

// No BigInt here: columns and keys are secrets of the device, and BigInt's time depends on values.
function writeWords(vector: FieldVector, index: number, low: number, high: number): void {
  vector[index * limbs] = low & 0x3fffff;
  vector[index * limbs + 1] = (low >>> 22) | ((high & 0xfff) << 10);
  vector[index * limbs + 2] = high >>> 12;
}

/** @throws CryptoError `invalid-length`, `invalid-field-element` when one is not below 2^64 - 59. */
export function decodeElements(bytes: Uint8Array): FieldVector {
  if (bytes.length % fieldBytes !== 0) {
    throw new CryptoError("invalid-length", `field elements: got ${bytes.length} bytes, expected a multiple of 8`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const vector = new Float64Array((bytes.length / fieldBytes) * limbs);
  for (let index = 0; index < bytes.length / fieldBytes; index++) {
    const low = view.getUint32(index * fieldBytes, true);
    const high = view.getUint32(index * fieldBytes + 4, true);
    if (high === highOrderWord && low >= lowOrderWord) {
      throw new CryptoError("invalid-field-element", `field element ${index}: not below 2^64 - 59`);
    }
    writeWords(vector, index, low, high);
  }
  return vector;
}

export function encodeElements(vector: FieldVector): Uint8Array {
  const count = vector.length / limbs;
  const bytes = new Uint8Array(count * fieldBytes);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < count; index++) {
    const middle = vector[index * limbs + 1] ?? 0;
    view.setUint32(index * fieldBytes, (vector[index * limbs] ?? 0) | (middle << 22), true);
    view.setUint32(index * fieldBytes + 4, (middle >>> 10) | ((vector[index * limbs + 2] ?? 0) << 12), true);
  }
  return bytes;
}

/** Bytes reduced to one element by {@link reduceElements}. */
export const wideElementBytes = 16;

/** One element from every 16 bytes: within 2^-64 of uniform when the bytes are. @throws CryptoError `invalid-length` */
export function reduceElements(bytes: Uint8Array): FieldVector {
  if (bytes.length % wideElementBytes !== 0) {
    throw new CryptoError(
      "invalid-length",
      `wide field elements: got ${bytes.length} bytes, expected a multiple of 16`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length / wideElementBytes;
  const vector = new Float64Array(count * limbs);
  const halves = new Float64Array(2 * limbs);
  for (let index = 0; index < count; index++) {
    const at = index * wideElementBytes;
    writeWords(halves, 0, view.getUint32(at, true), view.getUint32(at + 4, true));
    writeWords(halves, 1, view.getUint32(at + 8, true), view.getUint32(at + 12, true));
    const [l0 = 0, l1 = 0, l2 = 0, h0 = 0, h1 = 0, h2 = 0] = halves;
    // 2^64 = 59 modulo 2^64 - 59.
    reduceInto(vector, index, l0 + 59 * h0, l1 + 59 * h1, l2 + 59 * h2, 0, 0);
  }
  return vector;
}

/** Writes to out[at] the reduced value of five limbs below 2^53 (little-endian, radix 2^22). */
function reduceInto(out: FieldVector, at: number, c0: number, c1: number, c2: number, c3: number, c4: number): void {
  let carry = Math.floor(c0 * inverseLimbSize);
  let l0 = c0 - carry * limbSize;
  let l1 = c1 + carry;
  carry = Math.floor(l1 * inverseLimbSize);
  l1 -= carry * limbSize;
  let l2 = c2 + carry;
  carry = Math.floor(l2 * inverseLimbSize);
  l2 -= carry * limbSize;
  let l3 = c3 + carry;
  carry = Math.floor(l3 * inverseLimbSize);
  l3 -= carry * limbSize;
  let l4 = c4 + carry;
  const l5 = Math.floor(l4 * inverseLimbSize);
  l4 -= l5 * limbSize;

  // 2^66 = 4 * 59 modulo 2^64 - 59.
  l0 += 236 * l3;
  l1 += 236 * l4;
  l2 += 236 * l5;
  // Twice: the first fold of what exceeds 2^64 may carry beyond 2^64 once more.
  for (let round = 0; round < 2; round++) {
    carry = Math.floor(l0 * inverseLimbSize);
    l0 -= carry * limbSize;
    l1 += carry;
    carry = Math.floor(l1 * inverseLimbSize);
    l1 -= carry * limbSize;
    l2 += carry;
    carry = Math.floor(l2 / topLimbSize);
    l2 -= carry * topLimbSize;
    l0 += 59 * carry;
  }
  carry = Math.floor(l0 * inverseLimbSize);
  l0 -= carry * limbSize;
  l1 += carry;
  // Between p and 2^64 - 1 the upper limbs are all ones and the lowest is at least 2^22 - 59.
  if (l0 >= limbSize - 59 && l1 === limbSize - 1 && l2 === topLimbSize - 1) {
    l0 -= limbSize - 59;
    l1 = 0;
    l2 = 0;
  }
  out[at * limbs] = l0;
  out[at * limbs + 1] = l1;
  out[at * limbs + 2] = l2;
}

const partial: FieldVector = new Float64Array(limbs);

/** out[at] = start + sum of a[aFrom + k] * b[bFrom + k] for k below `count`; `start` is element `startAt` of `start`. */
export function addDot(
  out: FieldVector,
  at: number,
  start: FieldVector,
  startAt: number,
  a: FieldVector,
  aFrom: number,
  b: FieldVector,
  bFrom: number,
  count: number,
): void {
  let c0 = start[startAt * limbs] ?? 0;
  let c1 = start[startAt * limbs + 1] ?? 0;
  let c2 = start[startAt * limbs + 2] ?? 0;
  for (let done = 0; ; ) {
    const end = Math.min(count, done + longestExactSum);
    let c3 = 0;
    let c4 = 0;
    let i = (aFrom + done) * limbs;
    let j = (bFrom + done) * limbs;
    for (; done < end; done++) {
      const a0 = a[i] ?? 0;
      const a1 = a[i + 1] ?? 0;
      const a2 = a[i + 2] ?? 0;
      const b0 = b[j] ?? 0;
      const b1 = b[j + 1] ?? 0;
      const b2 = b[j + 2] ?? 0;
      c0 += a0 * b0;
      c1 += a0 * b1 + a1 * b0;
      c2 += a0 * b2 + a1 * b1 + a2 * b0;
      c3 += a1 * b2 + a2 * b1;
      c4 += a2 * b2;
      i += limbs;
      j += limbs;
    }
    if (done >= count) {
      reduceInto(out, at, c0, c1, c2, c3, c4);
      return;
    }
    reduceInto(partial, 0, c0, c1, c2, c3, c4);
    c0 = partial[0] ?? 0;
    c1 = partial[1] ?? 0;
    c2 = partial[2] ?? 0;
  }
}

/** out[at] = a[aAt] * b[bAt] */
export function multiplyInto(
  out: FieldVector,
  at: number,
  a: FieldVector,
  aAt: number,
  b: FieldVector,
  bAt: number,
): void {
  addDot(out, at, zero, 0, a, aAt, b, bAt, 1);
}

const zero: FieldVector = new Float64Array(limbs);

/** out[at] = -a[aAt] */
export function negateInto(out: FieldVector, at: number, a: FieldVector, aAt: number): void {
  // p - a, limb by limb: p is (2^22 - 59, 2^22 - 1, 2^20 - 1), and a borrow is a carry of -1.
  reduceInto(
    out,
    at,
    limbSize - 59 - (a[aAt * limbs] ?? 0),
    limbSize - 1 - (a[aAt * limbs + 1] ?? 0),
    topLimbSize - 1 - (a[aAt * limbs + 2] ?? 0),
    0,
    0,
  );
}

export function isZero(vector: FieldVector, at: number): boolean {
  return vector[at * limbs] === 0 && vector[at * limbs + 1] === 0 && vector[at * limbs + 2] === 0;
}

/** out[at] = 1 / a[aAt]; the element must not be 0. Fermat's little theorem in BigInt: rare beside dot products, and
 * used in detection only, whose columns the server sees anyway. */
export function invertInto(out: FieldVector, at: number, a: FieldVector, aAt: number): void {
  const [low = 0, middle = 0, high = 0] = a.subarray(aAt * limbs, aAt * limbs + limbs);
  let base = BigInt(low) + (BigInt(middle) << 22n) + (BigInt(high) << 44n);
  let result = 1n;
  for (let exponent = fieldOrder - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % fieldOrder;
    base = (base * base) % fieldOrder;
  }
  writeWords(out, at, Number(result & 0xffffffffn), Number(result >> 32n));
}
