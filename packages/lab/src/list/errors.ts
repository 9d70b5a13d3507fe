/**
 * Why hashes make no list, or a file is none.
 *
 * - `unreadable`, `unwritable`: the file system refused.
 * - `not-json`, `wrong-schema`, `malformed`: the text is not of the format; the message names the first place.
 * - `unknown-algorithm`: no hash algorithm of that name here.
 * - `wrong-hash-length`: a hash with another number of bits than its algorithm's.
 * - `duplicate-entry`: an id or a hash that stands there twice.
 * - `mixed-algorithms`, `mixed-pins`: hashes that cannot be compared with one another.
 * - `no-entries`: nothing usable is left.
 */
export type ListErrorCode =
  | "unreadable"
  | "unwritable"
  | "not-json"
  | "wrong-schema"
  | "malformed"
  | "unknown-algorithm"
  | "wrong-hash-length"
  | "duplicate-entry"
  | "mixed-algorithms"
  | "mixed-pins"
  | "no-entries";

/** Thrown for hash lists and lines of hashes. Compare `code`; the message says what was got and what was expected. */
export class ListError extends Error {
  override readonly name = "ListError";
  readonly code: ListErrorCode;

  constructor(code: ListErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
