import { requireLength } from "../errors.js";
import { type RandomBytes, systemRandom } from "../random.js";
import { ColumnBasis } from "./column-basis.js";
import { columnBytes, type DetectionParameters, powersInto, requireDetectionParameters } from "./detectable-hash.js";
import { decodeElements, type FieldVector, limbs } from "./field.js";

/** What the opened columns of an account say. */
export type Detection =
  /** Fewer real columns than the threshold (and not more columns than equations). */
  | { readonly kind: "below-threshold" }
  /** At least `threshold` distinct real columns: the indices of all real ones, ascending. */
  | { readonly kind: "opened"; readonly indices: readonly number[] }
  /** More synthetic columns than the limit allows for: nothing can be said. */
  | { readonly kind: "saturated" };

/** Random orders tried after the given one before giving up. */
export const defaultAttempts = 60;

/**
 * Finds the real columns among `columns` without any key. Real columns, expanded to (1, x, ..., x^(t-1), r_1, ..., r_s) with
 * t = threshold - 1, span t dimensions, so any t + 1 of them depend on each other, while random columns do so only when all s + t
 * dimensions are full. Columns are taken one by one until one depends on those before; the columns with a part in that dependence are a
 * minimal dependent set, of rank one less than its size. It is accepted only when that rank is t (without this guard, s + t + 1 random
 * columns would "open"); then the real columns are all those in its span. With at most s synthetic columns this decides exactly. With
 * more, the order of the columns matters: random orders are tried, `attempts` times at most.
 *
 * Equal columns count once: their indices are reported together. Time is cubic in s + t, times 1 + attempts.
 *
 * @param columns each as made by `deriveColumn` or `deriveSyntheticColumn`
 * @param random orders of the retries; the outcome with at most s synthetic columns does not depend on it
 * @throws CryptoError `invalid-length`, `invalid-field-element`, `invalid-threshold`
 */
export function detect(
  columns: readonly Uint8Array[],
  parameters: DetectionParameters,
  attempts: number = defaultAttempts,
  random: RandomBytes = systemRandom,
): Detection {
  requireDetectionParameters(parameters);
  const distinct = new Map<string, { expanded: FieldVector; indices: number[] }>();
  for (const [index, column] of columns.entries()) {
    requireLength("column", column, columnBytes(parameters));
    const same = distinct.get(column.join());
    if (same !== undefined) same.indices.push(index);
    else distinct.set(column.join(), { expanded: expandColumn(column, parameters), indices: [index] });
  }
  const groups = [...distinct.values()];
  const expanded = groups.map((group) => group.expanded);
  const height = parameters.threshold - 1 + parameters.syntheticLimit;

  let order = expanded.map((_, index) => index);
  for (let attempt = 0; attempt <= attempts; attempt++) {
    const dependent = findDependentSet(expanded, order, height);
    if (dependent === null) return { kind: "below-threshold" };
    if (dependent.length === parameters.threshold) {
      const basis = new ColumnBasis(height);
      for (const index of dependent) basis.add(expanded[index] ?? new Float64Array(0));
      const real = groups.filter((group) => basis.contains(group.expanded));
      return { kind: "opened", indices: real.flatMap((group) => group.indices).toSorted((a, b) => a - b) };
    }
    // All columns together are one minimal dependent set: every order finds it.
    if (dependent.length === order.length) break;
    order = shuffle(order, random);
  }
  return { kind: "saturated" };
}

function expandColumn(column: Uint8Array, { threshold, syntheticLimit }: DetectionParameters): FieldVector {
  const elements = decodeElements(column);
  const expanded = new Float64Array((threshold - 1 + syntheticLimit) * limbs);
  powersInto(expanded, elements, threshold - 1);
  expanded.set(elements.subarray(limbs), (threshold - 1) * limbs);
  return expanded;
}

/** A minimal dependent set: the first column, in this order, that depends on earlier ones, and those it depends on. */
function findDependentSet(columns: readonly FieldVector[], order: readonly number[], height: number): number[] | null {
  const basis = new ColumnBasis(height);
  for (const [taken, index] of order.entries()) {
    const column = columns[index] ?? new Float64Array(0);
    if (basis.add(column)) continue;
    // Every column before this one was independent, so basis places and places in the order agree.
    return [...basis.support(column).map((place) => order[place] ?? 0), order[taken] ?? 0];
  }
  return null;
}

/** Fisher-Yates with 32-bit words; its bias (below 2^-20) does not matter here: a retry only needs another order. */
function shuffle(order: readonly number[], random: RandomBytes): number[] {
  const out = order.slice();
  const bytes = random(4 * out.length);
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let last = out.length - 1; last > 0; last--) {
    const other = words.getUint32(4 * last, true) % (last + 1);
    const moved = out[last] ?? 0;
    out[last] = out[other] ?? 0;
    out[other] = moved;
  }
  return out;
}
