/** Random small worlds: a list, one account's images, parameters. Everything that decides an outcome occurs often. */
import type { SeededRandom } from "@glasshouse/fixtures";
import {
  type AccountImage,
  type CountingRule,
  countingRules,
  type Distance,
  defaultParams,
  exactCopyOpenings,
  type HashedImage,
  type ListEntry,
  type Params,
  parseTokenScheme,
  tableEncodingNames,
} from "@glasshouse/matcher";

export interface World {
  readonly params: Params;
  readonly entries: readonly ListEntry[];
  /** Entries added after the table was published: a supplement table. `null` if there is none. */
  readonly added: readonly ListEntry[] | null;
  readonly images: readonly AccountImage[];
}

const hashBytes = 8;

/** Counts differing bits. */
export const hamming: Distance = (a, b) => {
  let count = 0;
  a.forEach((byte, i) => {
    for (let x = byte ^ (b[i] as number); x; x &= x - 1) count++;
  });
  return count;
};

/** A random 64-bit hash whose margins are random too. */
export function createImage(random: SeededRandom, bits: Uint8Array = random.bytes(hashBytes)): HashedImage {
  return {
    algorithm: "test-64",
    bits,
    margins: Float32Array.from({ length: 8 * bits.length }, () => random.uniform()),
    bitOrder: Uint16Array.from({ length: 8 * bits.length }, (_, i) => (i * 29) % 64),
  };
}

/** The image after an edit: some bits turned over, the least reliable ones most often. */
export function editImage(random: SeededRandom, image: HashedImage, flips: number): HashedImage {
  const bits = image.bits.slice();
  const weakest = Array.from(image.margins.keys()).sort(
    (a, b) => (image.margins[a] as number) - (image.margins[b] as number),
  );
  for (let i = 0; i < flips; i++) {
    const at = random.uniform() < 0.7 ? (weakest[random.integer(6)] as number) : random.integer(8 * bits.length);
    bits[at >> 3] = (bits[at >> 3] as number) ^ (0x80 >> (at & 7));
  }
  return { ...image, bits };
}

const schemes = [
  "whole-key",
  "blocks-4x16-f0",
  "blocks-2x32-f1",
  "blocks-3x20-f2",
  "blocks-4x12-f3",
  "blocks-4x16-f1-m2",
  "blocks-3x20-f1-m3",
];

/** Draws a world with a threshold of at most 5, so that a handful of images decides. */
export function createWorld(random: SeededRandom): World {
  const tokenScheme = parseTokenScheme(random.pick(schemes));
  const threshold = 1 + random.integer(5);
  const params: Params = {
    ...defaultParams,
    algorithm: "test-64",
    tokenScheme,
    table: random.pick(tableEncodingNames),
    threshold,
    counting: random.pick<CountingRule>(countingRules),
    clusterSeconds: 10,
    clusterRadius: 6,
    payloadBytes: 32,
    // As many columns as images: no world saturates.
    detectionColumns: 10,
    syntheticPerMillion: threshold > 1 && random.chance(0.4) ? 300_000 : 0,
    openings: exactCopyOpenings(tokenScheme),
  };
  // An empty list and a list of one come up one time in four.
  const entryCount = random.uniform() < 0.25 ? random.integer(2) : 2 + random.integer(8);
  const entries: ListEntry[] = [];
  for (let i = 0; i < entryCount; i++) {
    const similar = random.uniform() < 0.2 ? entries.at(-1)?.image : undefined;
    entries.push({ id: `entry ${i}`, image: similar ? editImage(random, similar, 2) : createImage(random) });
  }
  const imageCount = random.integer(11);
  const images: AccountImage[] = [];
  let seconds = 0;
  for (let i = 0; i < imageCount; i++) {
    seconds += random.integer(20);
    images.push({
      image: drawImage(random, entries, images),
      payload: random.bytes(random.integer(33)),
      capturedAt: random.uniform() < 0.1 ? null : seconds,
    });
  }
  const added = random.chance(0.3) ? entries.splice(Math.floor(entries.length / 2)) : null;
  return { params, entries, added, images };
}

function drawImage(
  random: SeededRandom,
  entries: readonly ListEntry[],
  before: readonly AccountImage[],
): HashedImage | null {
  const kind = random.uniform();
  const entry = entries.length > 0 ? random.pick(entries).image : undefined;
  const earlier = before.length > 0 ? random.pick(before).image : undefined;
  if (kind < 0.05) return null;
  if (kind < 0.35 && entry) return entry;
  if (kind < 0.65 && entry) return editImage(random, entry, 1 + random.integer(3));
  if (kind < 0.8 && earlier) return random.uniform() < 0.5 ? earlier : editImage(random, earlier, 1);
  return createImage(random);
}
