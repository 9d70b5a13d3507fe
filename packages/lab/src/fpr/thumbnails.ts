import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import type { Facts } from "./facts.js";

/** A picture of the review sheet. */
export interface Thumbnail {
  /** `data:` URL of a JPEG of at most 280 x 210 pixels; `null` if there is no picture to be shown. */
  readonly url: string | null;
  /** Why there is none. */
  readonly reason: string;
  /** Where the file lies, absolute. */
  readonly file: string;
}

const box = { width: 280, height: 210, fit: "inside", withoutEnlargement: true } as const;

/**
 * Small copies of pictures, each made once. A file that is no longer the one that was hashed is not shown: a verdict on it
 * would be one on another picture.
 */
export class Thumbnails {
  readonly #folder: string;
  readonly #made = new Map<string, Promise<Thumbnail>>();

  /** @param folder where the corpus's paths start */
  constructor(folder: string) {
    this.#folder = folder;
  }

  get(facts: Facts): Promise<Thumbnail> {
    const file = path.resolve(this.#folder, facts.path);
    const made = this.#made.get(file) ?? makeThumbnail(file, facts.sha256);
    this.#made.set(file, made);
    return made;
  }
}

async function makeThumbnail(file: string, sha256: string | null): Promise<Thumbnail> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch {
    return { url: null, reason: "file not found", file };
  }
  if (sha256 !== null && createHash("sha256").update(bytes).digest("hex") !== sha256)
    return { url: null, reason: "the file has changed", file };
  try {
    const jpeg = await sharp(bytes, { failOn: "none" })
      .rotate()
      .resize(box)
      .flatten({ background: "white" })
      .jpeg({ quality: 72 })
      .toBuffer();
    return { url: `data:image/jpeg;base64,${jpeg.toString("base64")}`, reason: "", file };
  } catch {
    return { url: null, reason: "not readable", file };
  }
}
