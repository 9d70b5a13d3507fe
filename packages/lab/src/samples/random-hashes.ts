/** Random hashes of no picture and small tables of them, for what only the protocol decides. They say nothing of any hash's errors. */
import type { Group } from "@glasshouse/crypto";
import type { SeededRandom } from "@glasshouse/fixtures";
import {
  type AccountImage,
  type CreatedTable,
  createTable,
  defaultParams,
  type HashedImage,
  type Params,
  type PreparedList,
  type PreparedTable,
  parseTokenScheme,
  prepareList,
  prepareTable,
} from "@glasshouse/matcher";

const hashBits = 64;

/** Parameters that random hashes fit: one token each unless `tokenScheme` says otherwise, and small vouchers. */
const randomHashParams: Params = {
  ...defaultParams,
  algorithm: "random-64",
  tokenScheme: parseTokenScheme("whole-key"),
  payloadBytes: 64,
  detectionColumns: 1,
  openings: [1],
};

/** Random 64-bit hashes; bits in equal order, and equally reliable. */
export function drawHashes(random: SeededRandom, count: number): HashedImage[] {
  return Array.from({ length: count }, () => toImage(random.bytes(hashBits / 8)));
}

/** A hash of 8 bytes as the protocols take it. */
export function toImage(bits: Uint8Array): HashedImage {
  return {
    algorithm: randomHashParams.algorithm,
    bits,
    margins: new Float32Array(hashBits),
    bitOrder: Uint16Array.from({ length: hashBits }, (_, i) => i),
  };
}

/** Images of an account, each with a short payload and no time. */
export function toAccountImages(images: readonly (HashedImage | null)[]): AccountImage[] {
  return images.map((image, i) => ({ image, payload: Uint8Array.of(i >> 8, i), capturedAt: null }));
}

/** Hamming distance is never asked for here: no rule counts more than equal hashes. */
export function noDistance(): number {
  return Number.POSITIVE_INFINITY;
}

/** A list of hashes, its table as the server made it, and as a device that checked it has it. */
export interface PublishedHashes {
  readonly list: PreparedList;
  readonly published: CreatedTable;
  readonly table: PreparedTable;
}

/** Publishes a table of hashes. */
export function publishHashes(
  group: Group,
  listed: readonly HashedImage[],
  random: SeededRandom,
  changes: Partial<Params> = {},
): PublishedHashes {
  const params = { ...randomHashParams, ...changes };
  const list = prepareList(
    listed.map((image, i) => ({ id: `entry ${i}`, image })),
    { ...params, random: random.bytes },
  );
  const published = createTable(group, list, params, {
    algorithmDigest: new Uint8Array(32),
    epoch: 1,
    random: random.bytes,
  });
  return { list, published, table: prepareTable(group, published.manifestBytes, published.cells, published.tableId) };
}
