import { createHash } from "node:crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import { encodeHex } from "@glasshouse/hasher";
import { importCorpus } from "../../src/corpus/import.js";
import type { HashLine } from "../../src/list/hash-line.js";

/** How a picture of a made-up corpus differs from an unrelated one. */
export interface PlantedPicture {
  readonly path: string;
  /** Another picture, by its place, and in how many bits the hash differs from its. */
  readonly near?: readonly [place: number, bits: number];
  readonly scene?: string;
  readonly quality?: number;
  /** Pictures of equal content have equal SHA-256; by default the path. */
  readonly content?: string;
  readonly capturedAt?: string;
}

const pins: HashLine["pins"] = {
  decoder: "none: made-up bits",
  colourConversion: "off",
  orientation: "exif",
  background: "white",
  frame: "first",
  shrinkOnLoad: "off",
};

/** Lines of hashes that are uniform but for what is planted: unrelated ones lie near 128 bits apart. */
export function createHashLines(pictures: readonly PlantedPicture[], seed = "corpus"): HashLine[] {
  const random = createSeededRandom(seed);
  const hashes: Uint8Array[] = [];
  return pictures.map(({ path, near, scene, quality = 100, content = path, capturedAt }) => {
    const hash = near ? (hashes[near[0]] as Uint8Array).slice() : random.bytes(32);
    const start = random.integer(256);
    for (let i = 0; i < (near?.[1] ?? 0); i++) {
      const bit = (start + 97 * i) % 256; // every bit once: 97 is odd
      hash[bit >> 3] = (hash[bit >> 3] as number) ^ (0x80 >> (bit & 7));
    }
    hashes.push(hash);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const facts = { algorithm: "pdq", pins, hash: encodeHex(hash), quality, width: 64, height: 48, sha256 };
    return { path, ...facts, ...(scene && { scene }), ...(capturedAt && { capturedAt }) };
  });
}

/** Writes a corpus of such pictures. */
export async function writeHashCorpus(
  file: string,
  pictures: readonly PlantedPicture[],
  change: (line: HashLine, place: number) => HashLine = (line) => line,
): Promise<void> {
  await importCorpus(file, createHashLines(pictures).map(change));
}

/** `folders` folders of `each` unrelated pictures; the first picture of every folder but the first few is near one of those. */
export function plantedFolders(folders: number, each: number, near: readonly number[]): PlantedPicture[] {
  return Array.from({ length: folders * each }, (_, i): PlantedPicture => {
    const folder = Math.floor(i / each);
    const path = `${String(folder).padStart(4, "0")}/${i % each}.jpg`;
    const bits = near[folder - 1];
    return i % each === 0 && bits !== undefined ? { path, near: [0, bits] } : { path };
  });
}
