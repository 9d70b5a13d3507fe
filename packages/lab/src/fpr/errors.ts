/**
 * Why no false-positive rate can be measured, or not the one asked for.
 *
 * - `unknown-column`: the corpus has no such column to take units or categories from.
 * - `one-unit`: everything depends on everything: there is nothing to draw a conclusion from.
 * - `no-images`, `no-entries`: nothing usable on one side.
 * - `other-algorithm`, `other-pins`: list and corpus cannot be compared.
 * - `unreadable-review`, `malformed-review`: no review file, or not one.
 * - `foreign-review`: verdicts on pairs that this measurement does not have.
 * - `too-many-matches`: a token scheme that matches nearly everything, or more equal hashes than matches may be kept.
 */
export type FprErrorCode =
  | "unknown-column"
  | "one-unit"
  | "no-images"
  | "no-entries"
  | "other-algorithm"
  | "other-pins"
  | "unreadable-review"
  | "malformed-review"
  | "foreign-review"
  | "too-many-matches";

/** Thrown by the measurement of false-positive rates. Compare `code`; the message says what was got and expected. */
export class FprError extends Error {
  override readonly name = "FprError";
  readonly code: FprErrorCode;

  constructor(code: FprErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
