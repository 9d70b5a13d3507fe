/**
 * Why there is no corpus, or not the one asked for.
 *
 * - `unreadable`, `unwritable`: the file system or the Parquet library refused.
 * - `wrong-schema`: a file that holds no corpus of this version.
 * - `mixed-algorithms`, `mixed-pins`: hashes that cannot be compared with one another.
 * - `wrong-hash-length`: a hash with another number of bits than its algorithm's, or with more than 256.
 * - `malformed`: a record that is not of the format; the message names it.
 * - `no-rows`: nothing is left to be written.
 * - `absent-algorithm`: no hash by the algorithm asked for.
 * - `other-build`: what an earlier build left behind beside the target would be lost.
 * - `in-use`: another process is writing this corpus.
 */
export type CorpusErrorCode =
  | "unreadable"
  | "unwritable"
  | "wrong-schema"
  | "mixed-algorithms"
  | "mixed-pins"
  | "wrong-hash-length"
  | "malformed"
  | "no-rows"
  | "absent-algorithm"
  | "other-build"
  | "in-use";

/** Thrown for corpora. Compare `code`; the message says what was got and what was expected. */
export class CorpusError extends Error {
  override readonly name = "CorpusError";
  readonly code: CorpusErrorCode;

  constructor(code: CorpusErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
