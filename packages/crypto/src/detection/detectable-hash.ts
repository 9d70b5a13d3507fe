import { CryptoError, requireLength } from "../errors.js";
import { deriveKey } from "../kdf.js";
import {
  addDot,
  encodeElements,
  type FieldVector,
  limbs,
  multiplyInto,
  reduceElements,
  wideElementBytes,
} from "./field.js";

/**
 * Parameters of the detectable hash function of Bhowmick et al. (2021), section 4.3, in this project's counting: `threshold` real columns
 * are found, threshold - 1 (the paper's t) are not.
 */
export interface DetectionParameters {
  /** Smallest number of distinct real columns that is found; at least 2. */
  readonly threshold: number;
  /** The paper's s: up to this many synthetic columns can never hide or fake a crossing; at least 1. */
  readonly syntheticLimit: number;
}

/** Largest threshold - 1 + syntheticLimit: detection takes cubic time in it. */
export const largestDetection = 1024;

/** A key: `syntheticLimit` polynomials of degree threshold - 2 over F. */
export interface DetectionKey {
  readonly parameters: DetectionParameters;
  /** Coefficients, constant term first, polynomial by polynomial. */
  readonly coefficients: FieldVector;
}

export const detectionSeedBytes = 32;
/** Pseudorandom bytes from which the argument x' is taken. */
export const detectionArgumentBytes: number = wideElementBytes;

/** @throws CryptoError `invalid-threshold` */
export function requireDetectionParameters({ threshold, syntheticLimit }: DetectionParameters): void {
  const valid =
    Number.isInteger(threshold) && Number.isInteger(syntheticLimit) && threshold >= 2 && syntheticLimit >= 1;
  if (!valid || threshold - 1 + syntheticLimit > largestDetection) {
    throw new CryptoError(
      "invalid-threshold",
      `detection: got threshold ${threshold} and ${syntheticLimit} synthetics, expected at least 2 and 1, together at most ${largestDetection + 1}`,
    );
  }
}

/** Bytes of one column (x', p_1(x'), ..., p_s(x')) on the wire. */
export function columnBytes(parameters: DetectionParameters): number {
  return 8 * (parameters.syntheticLimit + 1);
}

/** The key of a 32-byte seed, which is what an account stores and its devices share. */
export function deriveDetectionKey(seed: Uint8Array, parameters: DetectionParameters): DetectionKey {
  requireLength("detection seed", seed, detectionSeedBytes);
  requireDetectionParameters(parameters);
  const degrees = parameters.threshold - 1;
  const coefficients = new Float64Array(parameters.syntheticLimit * degrees * limbs);
  for (let polynomial = 0; polynomial < parameters.syntheticLimit; polynomial++) {
    const index = new Uint8Array(4);
    new DataView(index.buffer).setUint32(0, polynomial, true);
    const wide = expandSeed(seed, "detection-polynomial", index, degrees * wideElementBytes);
    coefficients.set(reduceElements(wide), polynomial * degrees * limbs);
  }
  return { parameters, coefficients };
}

// HKDF ends at 8160 bytes, a long polynomial does not: one derivation per block of 8000 bytes.
function expandSeed(seed: Uint8Array, label: string, context: Uint8Array, length: number): Uint8Array {
  const block = 8000;
  const out = new Uint8Array(length);
  for (let start = 0; start < length; start += block) {
    const input = new Uint8Array(context.length + 4);
    input.set(context);
    new DataView(input.buffer).setUint32(context.length, start / block, true);
    out.set(deriveKey(seed, label, input, Math.min(block, length - start)), start);
  }
  return out;
}

/**
 * The column of a real voucher: DHF(x') = (x', p_1(x'), ..., p_s(x')).
 * @param argument 16 pseudorandom bytes, reduced to x'; equal for vouchers that count once
 * @returns {@link columnBytes} bytes
 */
export function deriveColumn(key: DetectionKey, argument: Uint8Array): Uint8Array {
  requireLength("detection argument", argument, detectionArgumentBytes);
  const { threshold, syntheticLimit } = key.parameters;
  const degrees = threshold - 1;
  const powers = new Float64Array(degrees * limbs);
  const x = reduceElements(argument);
  powersInto(powers, x, degrees);
  const column = new Float64Array((syntheticLimit + 1) * limbs);
  column.set(x);
  for (let polynomial = 0; polynomial < syntheticLimit; polynomial++) {
    addDot(column, polynomial + 1, zero, 0, key.coefficients, polynomial * degrees, powers, 0, degrees);
  }
  return encodeElements(column);
}

/** Pseudorandom bytes that {@link deriveSyntheticColumn} takes. */
export function syntheticColumnBytes(parameters: DetectionParameters): number {
  return wideElementBytes * (parameters.syntheticLimit + 1);
}

/** The column of a synthetic voucher: uniform elements from {@link syntheticColumnBytes} pseudorandom bytes. */
export function deriveSyntheticColumn(parameters: DetectionParameters, uniform: Uint8Array): Uint8Array {
  requireLength("synthetic column", uniform, syntheticColumnBytes(parameters));
  return encodeElements(reduceElements(uniform));
}

const zero: FieldVector = new Float64Array(limbs);

/** vector[0 .. count-1] = 1, x, x^2, ... */
export function powersInto(vector: FieldVector, x: FieldVector, count: number): void {
  vector.fill(0, 0, limbs);
  vector[0] = 1;
  for (let power = 1; power < count; power++) multiplyInto(vector, power, vector, power - 1, x, 0);
}
