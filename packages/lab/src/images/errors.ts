import type { DecodeErrorCode } from "@glasshouse/hasher/node";

/**
 * Why a path gave no hash: what the decoder says, and
 *
 * - `not-a-file`: neither a file nor a folder (a device, a pipe, a socket), which may never end.
 * - `file-too-large`: more bytes than an image file has.
 */
export type FileErrorCode = DecodeErrorCode | "not-a-file" | "file-too-large";

/** A path that gave no hash, and why. */
export interface FailedFile {
  /** As the caller would write it. */
  readonly path: string;
  readonly error: { readonly code: FileErrorCode; readonly message: string };
}
