/** A list of generated pictures behind a table, and what the holder of a key finds out about it by testing candidates. */
import type { Group } from "@glasshouse/crypto";
import {
  type AlbumPicture,
  albumPictures,
  type Edit,
  editOf,
  pixelTransform,
  type SeededRandom,
} from "@glasshouse/fixtures";
import { defaultAlgorithm, type Pixels } from "@glasshouse/hasher";
import {
  createTable,
  defaultParams,
  type HashedImage,
  type PreparedTable,
  prepareList,
  prepareTable,
  probeTokens,
} from "@glasshouse/matcher";
import { createCountingGroup, testWithKey } from "@glasshouse/matcher/attacks";
import { drawScene } from "../../samples/scenes.js";

/** Edits that candidates went through; all of them edits of pixels. */
export const candidateEdits: readonly Edit[] = ["identity", "brightness+20", "gamma-0.67", "noise-10", "blur-1"].map(
  editOf,
);

/** Enough for the default hash, and drawn in a quarter of the usual time. */
const pictureSize = { width: 128, height: 96 };

/** Pictures of a list and others, with their hashes. A picture below the quality floor is on neither side. */
export interface CandidateWorld {
  readonly listed: readonly { readonly picture: AlbumPicture; readonly image: HashedImage }[];
  /** By edit, in the order of {@link candidateEdits}: the listed pictures as a corpus may hold them; `null` below the floor. */
  readonly edited: readonly (readonly (HashedImage | null)[])[];
  readonly others: readonly HashedImage[];
}

/** Draws and hashes as many usable listed pictures and others. */
export async function drawCandidates(
  random: SeededRandom,
  counts: { readonly listed: number; readonly others: number },
  onProgress: (done: number, total: number) => void | Promise<void>,
): Promise<CandidateWorld> {
  const album = albumPictures({ seed: random.fork("album").uint32(), bursts: { kind: "fixed", size: 1 } });
  const usable: { picture: AlbumPicture; pixels: Pixels; image: HashedImage }[] = [];
  const total = counts.listed + counts.others;
  while (usable.length < total) {
    const picture = album.next().value as AlbumPicture;
    const pixels = drawScene(picture, pictureSize);
    const image = hash(pixels);
    if (image) usable.push({ picture, pixels, image });
    await onProgress(usable.length, total);
  }
  const listed = usable.slice(0, counts.listed);
  const edited: (HashedImage | null)[][] = [];
  for (const edit of candidateEdits) {
    edited.push(
      listed.map(({ picture, pixels }) => hash(applyEdit(pixels, edit, random.fork(`${edit.id} ${picture.scene}`)))),
    );
    await onProgress(total, total);
  }
  return { listed, edited, others: usable.slice(counts.listed).map(({ image }) => image) };
}

function applyEdit(pixels: Pixels, { steps }: Edit, random: SeededRandom): Pixels {
  return steps.reduce(
    (current, { transform, strength }, i) =>
      pixelTransform(transform).apply(current, strength, random.fork(`step ${i}`)),
    pixels,
  );
}

function hash(pixels: Pixels): HashedImage | null {
  const { bits, quality, margins } = defaultAlgorithm.hash(pixels);
  if (quality < defaultAlgorithm.qualityFloor) return null;
  return { algorithm: defaultAlgorithm.id, bits, margins, bitOrder: defaultAlgorithm.bitOrder };
}

/** A published table, its key, and what publishing it took. */
export interface LeakedTable {
  readonly alpha: Uint8Array;
  readonly prepared: PreparedTable;
  readonly tokens: number;
  readonly cells: number;
  readonly multiplications: number;
  readonly hashesToGroup: number;
}

/** Publishes the listed pictures under a fresh key. */
export function publishListed(
  inner: Group,
  { listed }: CandidateWorld,
  random: SeededRandom,
  epoch: number,
): LeakedTable {
  const { group, takeCost } = createCountingGroup(inner);
  const params = { ...defaultParams, algorithm: defaultAlgorithm.id };
  const entries = listed.map(({ image }, i) => ({ id: `entry ${i}`, image }));
  const list = prepareList(entries, { ...params, random: random.bytes });
  const published = createTable(group, list, params, {
    algorithmDigest: new Uint8Array(32),
    epoch,
    random: random.bytes,
  });
  const { multiplications, hashesToGroup } = takeCost(published.cells.length);
  const prepared = prepareTable(inner, published.manifestBytes, published.cells, published.tableId);
  const { cells } = prepared.layout;
  return {
    alpha: published.secrets.alpha,
    prepared,
    tokens: list.tokens.length,
    cells,
    multiplications,
    hashesToGroup,
  };
}

/** What came of testing candidates. */
export interface Tested {
  /** By candidate: found by the tokens of its blocks as they are; by the probes that a device would try. */
  readonly found: readonly { readonly byTokens: boolean; readonly byProbes: boolean }[];
  /** Multiplications per candidate that has a hash, for its tokens alone and for all probes. */
  readonly perCandidate: { readonly tokens: number; readonly probes: number };
}

/** Tests candidates with a key. */
export function testCandidates(
  inner: Group,
  table: PreparedTable,
  alpha: Uint8Array,
  candidates: readonly (HashedImage | null)[],
): Tested {
  const { group, takeCost } = createCountingGroup(inner);
  const { tokenScheme } = table.manifest;
  const known = candidates.filter((image) => image !== null);
  const probes = known.flatMap((image) => probeTokens(tokenScheme, image));
  const hits = testWithKey(group, table, alpha, probes);
  const { multiplications } = takeCost(0);
  const perBlock = 2 ** tokenScheme.flips;
  let tested = 0;
  const found = candidates.map((image) => {
    if (!image) return { byTokens: false, byProbes: false };
    const own = hits.slice(tested * tokenScheme.probesPerImage, (tested + 1) * tokenScheme.probesPerImage);
    tested++;
    // The first probe of a block is its token as it is.
    return { byTokens: own.some((hit, i) => hit && i % perBlock === 0), byProbes: own.some(Boolean) };
  });
  const probesEach = multiplications / Math.max(1, known.length);
  return { found, perCandidate: { tokens: probesEach / perBlock, probes: probesEach } };
}
