/**
 * `oracle-mismatch`: contestants disagree with the oracle, so their times mean nothing. `contestant-failed`: one threw.
 * `invalid-suite`: duplicate names, or a ratio of contestants that were not measured in turns.
 */
export type BenchErrorCode = "oracle-mismatch" | "contestant-failed" | "invalid-suite";

export class BenchError extends Error {
  override readonly name = "BenchError";
  readonly code: BenchErrorCode;

  constructor(code: BenchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
