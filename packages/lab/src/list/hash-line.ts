import { encodeHex } from "@glasshouse/hasher";
import type { DecodePins } from "@glasshouse/hasher/node";
import type { HashedFile } from "../images/hash-files.js";

/** One line of `glasshouse hash --jsonl`: the hash of a file and everything that it depends on. */
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
}

/** The line of a hashed file. */
export function toHashLine({ path, hash, pins, width, height }: HashedFile): HashLine {
  return { path, algorithm: hash.algorithm, pins, hash: encodeHex(hash.bits), quality: hash.quality, width, height };
}
