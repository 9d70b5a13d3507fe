import { availableParallelism } from "node:os";
import type { HashAlgorithm, PerceptualHash } from "@glasshouse/hasher";
import { DecodeError, type DecodePins, hashFile } from "@glasshouse/hasher/node";
import type { FailedFile } from "./errors.js";
import type { ImageFile } from "./scan.js";

/** A hashed file and what its hash depends on. */
export interface HashedFile extends ImageFile {
  readonly hash: PerceptualHash;
  readonly width: number;
  readonly height: number;
  readonly pins: DecodePins;
}

/** Choices of {@link hashFiles}. */
export interface HashFilesOptions {
  /** Images with more pixels are refused. Default: the decoder's. */
  readonly maxPixels?: number;
  /** Images decoded at the same time; what memory is needed for. Default: one per processor. */
  readonly parallel?: number;
  readonly signal?: AbortSignal;
}

/**
 * Hashes files in the order given. Decoding runs in libvips's threads; hashing takes a fraction of that time and stays on
 * this thread. A file that gives no hash is a result, not an error.
 */
export async function* hashFiles(
  files: readonly ImageFile[],
  algorithm: HashAlgorithm,
  { maxPixels, parallel = availableParallelism(), signal }: HashFilesOptions = {},
): AsyncGenerator<HashedFile | FailedFile> {
  const decodeOptions = maxPixels === undefined ? {} : { maxPixels };
  const underWay: Promise<HashedFile | FailedFile>[] = [];
  let next = 0;
  try {
    while (next < files.length || underWay.length > 0) {
      signal?.throwIfAborted();
      while (next < files.length && underWay.length < parallel) {
        underWay.push(hashOne(files[next++] as ImageFile, algorithm, decodeOptions));
      }
      yield await (underWay.shift() as Promise<HashedFile | FailedFile>);
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}

async function hashOne(
  file: ImageFile,
  algorithm: HashAlgorithm,
  options: { readonly maxPixels?: number },
): Promise<HashedFile | FailedFile> {
  try {
    return { ...file, ...(await hashFile(file.absolutePath, algorithm, options)) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { path: file.path, error: { code: error.code, message: error.message } };
  }
}
