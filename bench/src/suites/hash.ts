import { readFile } from "node:fs/promises";
import {
  algorithms,
  defaultAlgorithm,
  encodeHex,
  type HashAlgorithm,
  hammingDistance,
  type Pixels,
} from "@glasshouse/hasher";
import { decodeFile, hashFile } from "@glasshouse/hasher/node";
import { bmvbhash } from "blockhash-core";
import { imageHash } from "image-hash";
import imghash from "imghash";
import sharp from "sharp";
import type { Contestant } from "../harness/contestant.js";
import { BenchError } from "../harness/errors.js";
import type { PreparedSuite, Scale, Suite } from "../harness/suite.js";
import { createPictureFiles, type PictureFile } from "../inputs/pictures.js";

/** Hashing: every algorithm from a file and from pixels, and the packages that people use today. */
export const hash: Suite = {
  description: "perceptual hashes of generated pictures at 0.2 and 12 megapixels, decoding, peers",
  prepare,
};

const canonical = defaultAlgorithm;
const peerSide = 16; // 16 x 16 bits: as many as the canonical hash has

const canonicalName = `${canonical.id}, 12 MP file`;
const shrunkName = "decode alone, reduced on load, 12 MP file";
const imghashName = "imghash, 12 MP file";
const imageHashName = "image-hash, 12 MP file";

async function prepare(scale: Scale): Promise<PreparedSuite> {
  sharp.cache(false); // or libvips may answer from what it decoded before
  const { small, large, remove } = await createPictureFiles(scale);
  const pixels = { small: (await decodeFile(small.path)).pixels, large: (await decodeFile(large.path)).pixels };
  const others = Object.values(algorithms).filter(({ id }) => id !== canonical.id);
  const canonicalFile = fileContestant(canonical, large);
  const hashEveryPixel = async () => canonical.hash((await decodeFile(large.path)).pixels);
  return {
    oracle: { name: `oracle: ${canonical.id} of every pixel, 12 MP file`, run: hashEveryPixel, isAsync: true },
    verify: async () => {
      const exact = await hashEveryPixel();
      const reduced = (await hashFile(large.path, canonical)).hash;
      requireNear("reduced on load", reduced.bits, exact.bits, canonical.matchRadius);
      const blocks = algorithms.blockhash.hash(pixels.large).bits;
      requireEqual("blockhash-core", bmvbhash(withAlpha(pixels.large), peerSide), encodeHex(blocks));
      // Their decoders differ from ours, so their bits may: this shows that they hash the same picture.
      requireNear("imghash", Buffer.from(await imghash.hash(large.path, peerSide), "hex"), blocks, 16);
      requireNear("image-hash", Buffer.from(await hashWithImageHash(large), "hex"), blocks, 16);
    },
    groups: [
      {
        contestants: [canonicalFile, await reducedDecode(large)],
        patience: 3,
      },
      {
        contestants: [
          canonicalFile,
          { name: imghashName, run: () => imghash.hash(large.path, peerSide), isAsync: true },
          { name: imageHashName, run: () => hashWithImageHash(large), isAsync: true },
        ],
        patience: 1 / 3,
      },
      { contestants: [fullDecode(large), ...others.map((algorithm) => fileContestant(algorithm, large))] },
      {
        contestants: [
          fullDecode(small),
          ...[canonical, ...others].map((algorithm) => fileContestant(algorithm, small)),
        ],
      },
      { contestants: pixelContestants([canonical, ...others], pixels.large, large) },
      { contestants: pixelContestants([canonical, ...others], pixels.small, small) },
    ],
    ratios: [
      {
        name: `${canonical.id} of a 12-megapixel JPEG file / decoding it reduced on load`,
        of: { [canonicalName]: 1 },
        to: { [shrunkName]: 1 },
        bound: "atMost",
        target: 1.2,
      },
      {
        name: `imghash / ${canonical.id}, of a 12-megapixel JPEG file`,
        of: { [imghashName]: 1 },
        to: { [canonicalName]: 1 },
        bound: "atLeast",
        target: 5,
      },
      {
        name: `image-hash / ${canonical.id}, of a 12-megapixel JPEG file`,
        of: { [imageHashName]: 1 },
        to: { [canonicalName]: 1 },
        bound: "atLeast",
        target: 5,
      },
    ],
    dispose: remove,
  };
}

function fileContestant(algorithm: HashAlgorithm, { path, megapixels }: PictureFile): Contestant {
  return { name: `${algorithm.id}, ${megapixels} file`, run: () => hashFile(path, algorithm), isAsync: true };
}

function fullDecode({ path, megapixels }: PictureFile): Contestant {
  return { name: `decode alone, every pixel, ${megapixels} file`, run: () => decodeFile(path), isAsync: true };
}

/** sharp and nothing else, to the size that the hasher asks for. */
async function reducedDecode({ path }: PictureFile): Promise<Contestant> {
  const { shrinkTo = 512 } = canonical;
  const { width, height } = (await decodeFile(path, { shrinkTo })).pixels;
  return {
    name: shrunkName,
    run: async () =>
      sharp(await readFile(path))
        .resize({ width, height, fit: "fill", kernel: "linear" })
        .raw()
        .toBuffer(),
    isAsync: true,
  };
}

function pixelContestants(list: readonly HashAlgorithm[], pixels: Pixels, { megapixels }: PictureFile): Contestant[] {
  const rgba = withAlpha(pixels);
  return [
    ...list.map((algorithm) => ({
      name: `${algorithm.id}, ${megapixels} of pixels`,
      run: () => algorithm.hash(pixels),
    })),
    { name: `blockhash-core, ${megapixels} of pixels`, run: () => bmvbhash(rgba, peerSide) },
  ];
}

function hashWithImageHash({ path }: PictureFile): Promise<string> {
  return new Promise((resolve, reject) => {
    imageHash(path, peerSide, true, (error: Error | null, hex: string) => (error ? reject(error) : resolve(hex)));
  });
}

function withAlpha({ width, height, data }: Pixels): { width: number; height: number; data: Uint8Array } {
  const rgba = new Uint8Array(4 * width * height).fill(255);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) rgba.set(data.subarray(from, from + 3), to);
  return { width, height, data: rgba };
}

function requireNear(what: string, got: Uint8Array, expected: Uint8Array, radius: number): void {
  const distance = hammingDistance(got, expected);
  if (distance > radius) {
    throw new BenchError("oracle-mismatch", `${what}: got a distance of ${distance} bits, expected at most ${radius}`);
  }
}

function requireEqual(what: string, got: string, expected: string): void {
  if (got !== expected) throw new BenchError("oracle-mismatch", `${what}: got ${got}, expected ${expected}`);
}
