/** Hashes the demo's pictures once each, and makes the small copies that reviewers and the page show. */
import type { HashAlgorithm } from "@glasshouse/hasher";
import { DecodeError, type DecodePins, decodeBytes } from "@glasshouse/hasher/node";
import type { HashedImage } from "@glasshouse/matcher";
import sharp, { type Sharp } from "sharp";
import { toMatchable } from "../images/matchable.js";
import type { PictureSource } from "./world.js";

/** A picture with everything that the run needs of it. */
export interface HashedPicture {
  /** `null` if it cannot be decoded or its quality is below the floor. */
  readonly image: HashedImage | null;
  /** How it was decoded; `null` if it was not. */
  readonly pins: DecodePins | null;
  /** Why there is no hash; `null` if there is one. */
  readonly failure: string | null;
  /** A JPEG of at most {@link thumbnailPixels} on its longer side, shown by the page and sent as payload. */
  readonly thumbnail: Uint8Array;
}

/** Longer side of a thumbnail, pixels: small enough for the payload's length. */
const thumbnailPixels = 112;

/** Hashes pictures and measures what that costs. */
export interface PictureHasher {
  hash(source: PictureSource): Promise<HashedPicture>;
  /** CPU milliseconds per picture, decoding included, over all pictures so far. */
  msPerImage(): number;
}

/** Pictures that stand in several accounts are hashed once. */
export function createPictureHasher(algorithm: HashAlgorithm): PictureHasher {
  const known = new Map<PictureSource, HashedPicture>();
  let cpuMs = 0;
  return {
    async hash(source) {
      const before = known.get(source);
      if (before) return before;
      const bytes = await readSource(source);
      const start = process.cpuUsage();
      const hashed = await decodeAndHash(algorithm, bytes);
      const { user, system } = process.cpuUsage(start);
      cpuMs += (user + system) / 1000;
      const picture = { ...hashed, thumbnail: await makeThumbnail(bytes) };
      known.set(source, picture);
      return picture;
    },
    msPerImage: () => cpuMs / Math.max(1, known.size),
  };
}

/** The file's bytes; none for a file that has gone or may not be read, which the decoder then refuses as empty. */
async function readSource(source: PictureSource): Promise<Uint8Array> {
  return source.read().catch(() => new Uint8Array(0));
}

async function decodeAndHash(algorithm: HashAlgorithm, bytes: Uint8Array): Promise<Omit<HashedPicture, "thumbnail">> {
  try {
    const { pixels, pins } = await decodeBytes(
      bytes,
      algorithm.shrinkTo === undefined ? {} : { shrinkTo: algorithm.shrinkTo },
    );
    const hash = algorithm.hash(pixels);
    const image = toMatchable(algorithm, hash);
    const failure = image ? null : `quality ${hash.quality} is below the floor of ${algorithm.qualityFloor}`;
    return { image, pins, failure };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { image: null, pins: null, failure: `${error.code}: ${error.message}` };
  }
}

/** A grey field stands in for a picture that cannot be decoded. */
async function makeThumbnail(bytes: Uint8Array): Promise<Uint8Array> {
  const shrink = (input: Sharp) =>
    input
      .flatten({ background: "white" })
      .resize({ width: thumbnailPixels, height: thumbnailPixels, fit: "inside" })
      .jpeg({ quality: 60 })
      .toBuffer();
  try {
    return await shrink(sharp(bytes).autoOrient());
  } catch {
    return shrink(sharp({ create: { width: 96, height: 72, channels: 3, background: "#999" } }));
  }
}
