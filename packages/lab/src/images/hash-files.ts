import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import type { HashAlgorithm, PerceptualHash } from "@glasshouse/hasher";
import { DecodeError, type DecodePins, hashBytes } from "@glasshouse/hasher/node";
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
export function hashFiles(
  files: readonly ImageFile[],
  algorithm: HashAlgorithm,
  { maxPixels, ...options }: HashFilesOptions = {},
): AsyncGenerator<HashedFile | FailedFile> {
  const decodeOptions = maxPixels === undefined ? {} : { maxPixels };
  return mapFiles(files, options, async (bytes, file) => ({
    ...file,
    ...(await hashBytes(bytes, algorithm, decodeOptions)),
  }));
}

/** Makes something of the bytes of each file, some at the same time, in the order given. `DecodeError`s are results. */
export async function* mapFiles<T>(
  files: readonly ImageFile[],
  { parallel = availableParallelism(), signal }: Pick<HashFilesOptions, "parallel" | "signal">,
  map: (bytes: Uint8Array, file: ImageFile) => Promise<T>,
): AsyncGenerator<T | FailedFile> {
  const underWay: Promise<T | FailedFile>[] = [];
  let next = 0;
  try {
    while (next < files.length || underWay.length > 0) {
      signal?.throwIfAborted();
      while (next < files.length && underWay.length < parallel) underWay.push(mapOne(files[next++] as ImageFile, map));
      yield await (underWay.shift() as Promise<T | FailedFile>);
    }
  } finally {
    await Promise.allSettled(underWay);
  }
}

async function mapOne<T>(
  file: ImageFile,
  map: (bytes: Uint8Array, file: ImageFile) => Promise<T>,
): Promise<T | FailedFile> {
  try {
    return await map(await readBytes(file), file);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { path: file.path, error: { code: error.code, message: error.message } };
  }
}

async function readBytes({ absolutePath }: ImageFile): Promise<Uint8Array> {
  try {
    return await readFile(absolutePath);
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    throw new DecodeError("unreadable", `got ${reason}, expected a readable image file`, { cause });
  }
}
