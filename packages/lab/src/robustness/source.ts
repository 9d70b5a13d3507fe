import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { albumPictures, createSeededRandom, type Picture, renderScene, sceneVersion } from "@glasshouse/fixtures";
import { DecodeError, decodeBytes, detectFormat } from "@glasshouse/hasher/node";
import type { FailedFile } from "../images/errors.js";
import type { ImageFile } from "../images/scan.js";

/** A picture to be copied: the unit of every interval. */
export interface Source {
  /** What it is, whatever it is called: a digest of the file, or the request that draws the scene. */
  readonly key: string;
  /** For messages. */
  readonly name: string;
  /** Throws `DecodeError`. */
  open(): Promise<Picture>;
}

/** Pictures found, each content once: copies among the originals would be counted as matches of unrelated pictures. */
export interface FoundSources {
  readonly sources: readonly Source[];
  readonly duplicates: number;
  readonly failed: readonly FailedFile[];
}

/** Size of generated scenes: 0.2 megapixels, as the photographs of published tables. */
const sceneSize = { width: 576, height: 384 } as const;

/** Sources from files. The files are read once for their digests and again when they are measured. */
export async function fileSources(
  files: readonly ImageFile[],
  options: { readonly maxPixels?: number; readonly signal: AbortSignal },
): Promise<FoundSources> {
  const sources = new Map<string, Source>();
  const failed: FailedFile[] = [];
  for (const file of files) {
    options.signal.throwIfAborted();
    try {
      const key = createHash("sha256")
        .update(await readBytes(file.absolutePath))
        .digest("hex");
      sources.set(key, sources.get(key) ?? { key, name: file.path, open: () => openFile(file.absolutePath, options) });
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      failed.push({ path: file.path, error: { code: error.code, message: error.message } });
    }
  }
  return { sources: [...sources.values()], duplicates: files.length - failed.length - sources.size, failed };
}

/** `count` scenes of all kinds, one shot of each. */
export function sceneSources(count: number, seed: string): Source[] {
  const album = { seed, bursts: { kind: "fixed", size: 1 } } as const;
  return [...albumPictures(album, 0, count)].map((picture): Source => {
    const request = { kind: picture.kind, seed: picture.seed, ...sceneSize };
    const key = `scene v${sceneVersion} ${request.kind} ${request.seed} ${request.width}x${request.height}`;
    return { key, name: key, open: async () => renderScene(request) };
  });
}

/** `count` of the items, drawn by the seed, in their own order. */
export function sampleOf<T>(items: readonly T[], count: number, seed: string): T[] {
  const drawn = createSeededRandom(seed)
    .fork("sample")
    .shuffle([...items.keys()])
    .slice(0, count);
  return drawn.sort((a, b) => a - b).map((index) => items[index] as T);
}

async function openFile(path: string, options: { readonly maxPixels?: number }): Promise<Picture> {
  const bytes = await readBytes(path);
  const format = detectFormat(bytes);
  const { pixels } = await decodeBytes(bytes, options.maxPixels === undefined ? {} : { maxPixels: options.maxPixels });
  // The control has to be the file itself; formats that no transform writes go on as pixels.
  return format === "gif" || format === "tiff" ? pixels : { format, bytes };
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new DecodeError("unreadable", `got ${reason}, expected a readable image file`, { cause });
  }
}
