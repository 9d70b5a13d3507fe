import { addDot, type FieldVector, invertInto, isZero, limbs, multiplyInto, negateInto } from "./field.js";

/**
 * A growing basis of linearly independent columns over F, kept as a lower-upper decomposition with row pivots: column k =
 * sum_{i < k} upper[i][k] * lower_i + pivot_k * lower_k, where lower_k is 1 at row `rows[k]` and 0 at the pivot rows before it.
 * Left-looking, so that all work is dot products: one reduction per entry instead of one per product.
 */
export class ColumnBasis {
  readonly #height: number;
  /** Row r of the negated lower factor: entries 0 to rank - 1 from r * height. */
  readonly #lower: FieldVector;
  /** Row i of the upper factor: entry k from i * height, the diagonal being the pivots. */
  readonly #upper: FieldVector;
  readonly #pivotRows: number[] = [];
  readonly #freeRows: Set<number>;
  readonly #column: FieldVector;
  readonly #coefficients: FieldVector;
  readonly #residual: FieldVector = new Float64Array(limbs);

  /** @param height length of the columns */
  constructor(height: number) {
    this.#height = height;
    this.#lower = new Float64Array(height * height * limbs);
    this.#upper = new Float64Array(height * height * limbs);
    this.#freeRows = new Set(Array.from({ length: height }, (_, row) => row));
    this.#column = new Float64Array(height * limbs);
    this.#coefficients = new Float64Array(height * limbs);
  }

  get rank(): number {
    return this.#pivotRows.length;
  }

  /** Adds a column; false when it depends on those before, in which case the basis is as it was. */
  add(column: FieldVector): boolean {
    this.#reduce(column);
    const pivotRow = this.#firstResidualRow();
    if (pivotRow === undefined) return false;
    const rank = this.rank;
    for (let k = 0; k < rank; k++) this.#copy(this.#coefficients, k, this.#upper, k * this.#height + rank);

    this.#subtractCombination(this.#residual, 0, pivotRow);
    this.#copy(this.#residual, 0, this.#upper, rank * this.#height + rank);
    const scale = new Float64Array(limbs);
    invertInto(scale, 0, this.#residual, 0);
    negateInto(scale, 0, scale, 0);
    this.#freeRows.delete(pivotRow);
    this.#pivotRows.push(pivotRow);
    for (const row of this.#freeRows) {
      this.#subtractCombination(this.#residual, 0, row, rank);
      multiplyInto(this.#lower, row * this.#height + rank, this.#residual, 0, scale, 0);
    }
    return true;
  }

  /** Whether `column` is a combination of the basis. */
  contains(column: FieldVector): boolean {
    this.#reduce(column);
    return this.#firstResidualRow() === undefined;
  }

  /** The basis columns, by the order they were added, with a non-zero weight in `column`, which must be a combination of them. */
  support(column: FieldVector): number[] {
    this.#reduce(column);
    const weights = new Float64Array(this.#height * limbs);
    const inverse = new Float64Array(limbs);
    const found: number[] = [];
    // Back substitution: weights are kept negated, so that the dot product subtracts.
    for (let k = this.rank - 1; k >= 0; k--) {
      const after = this.rank - 1 - k;
      addDot(this.#residual, 0, this.#coefficients, k, this.#upper, k * this.#height + k + 1, weights, k + 1, after);
      if (isZero(this.#residual, 0)) continue;
      found.unshift(k);
      invertInto(inverse, 0, this.#upper, k * this.#height + k);
      multiplyInto(weights, k, this.#residual, 0, inverse, 0);
      negateInto(weights, k, weights, k);
    }
    return found;
  }

  /** Takes in `column` and computes its coefficients over the lower factor. */
  #reduce(column: FieldVector): void {
    this.#column.set(column);
    for (const [k, row] of this.#pivotRows.entries()) this.#subtractCombination(this.#coefficients, k, row, k);
  }

  /** out[at] = column[row] - sum over the first `count` lower columns. */
  #subtractCombination(out: FieldVector, at: number, row: number, count: number = this.rank): void {
    addDot(out, at, this.#column, row, this.#lower, row * this.#height, this.#coefficients, 0, count);
  }

  #firstResidualRow(): number | undefined {
    for (const row of this.#freeRows) {
      this.#subtractCombination(this.#residual, 0, row);
      if (!isZero(this.#residual, 0)) return row;
    }
    return undefined;
  }

  #copy(from: FieldVector, fromAt: number, to: FieldVector, toAt: number): void {
    for (let limb = 0; limb < limbs; limb++) to[toAt * limbs + limb] = from[fromAt * limbs + limb] ?? 0;
  }
}
