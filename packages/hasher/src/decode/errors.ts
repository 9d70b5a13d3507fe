/**
 * Why a file gave no pixels.
 *
 * - `unreadable`: the file system refused (missing, a folder, no permission).
 * - `empty-file`: no bytes at all.
 * - `not-an-image`: the first bytes are those of no image format known here.
 * - `unsupported-format`: an image format, but none of those decoded here.
 * - `too-many-pixels`: the header announces more pixels than the limit; nothing was decoded.
 * - `truncated`: the file ends before the image does.
 * - `corrupt`: the header or the image data cannot be decoded.
 */
export type DecodeErrorCode =
  | "unreadable"
  | "empty-file"
  | "not-an-image"
  | "unsupported-format"
  | "too-many-pixels"
  | "truncated"
  | "corrupt";

/** Thrown by every decoder. Compare `code`; the message says what was got and what was expected. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  readonly code: DecodeErrorCode;

  constructor(code: DecodeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
