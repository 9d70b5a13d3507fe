import { encodeHex } from "@glasshouse/hasher";
import type { DecodePins } from "@glasshouse/hasher/node";
import type { HashedFile } from "../images/hash-files.js";

/** One line of `glasshouse hash --jsonl` or of a corpus: the hash of a file and everything that it depends on. */
export interface HashLine {
  readonly path: string;
  readonly algorithm: string;
  readonly pins: DecodePins;
  /** Lower-case hexadecimal, in the order in which the algorithm is published. */
  readonly hash: string;
  /** 0 to 100. */
  readonly quality: number;
  /** Upright size of the image, in pixels. */
  readonly width: number;
  readonly height: number;
  /** EXIF DateTimeOriginal, "2021-05-06T07:08:09" on the camera's wall clock. Here and below: only corpora know it. */
  readonly capturedAt?: string | undefined;
  /** Identity of a generated scene. */
  readonly scene?: string | undefined;
  /** SHA-256 of the file, lower-case hexadecimal. */
  readonly sha256?: string | undefined;
}

/** The line of a hashed file. */
export function toHashLine({ path, hash, pins, width, height }: HashedFile): HashLine {
  return { path, algorithm: hash.algorithm, pins, hash: encodeHex(hash.bits), quality: hash.quality, width, height };
}
