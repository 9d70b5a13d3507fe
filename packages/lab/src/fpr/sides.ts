import { open } from "node:fs/promises";
import { createSeededRandom } from "@glasshouse/fixtures";
import { createHashList, type HashList, packHashes } from "@glasshouse/hasher";
import { readList } from "../list/list-file.js";
import { combinePins, renderPins } from "../list/pins.js";
import { FprError } from "./errors.js";
import { KeyIndex } from "./key-index.js";
import { type Population, type PopulationOptions, readPopulation } from "./population.js";

/** Where entries or images of a report come from: a picture of a corpus, or an entry of a list file. */
export type Origins =
  | { readonly kind: "corpus"; readonly file: string; readonly position: Uint32Array }
  | {
      readonly kind: "list";
      readonly file: string;
      readonly ids: readonly string[];
      readonly sources: readonly string[];
    };

/** One side of the pairs, as columns of numbers. */
export interface Side {
  readonly hashes: HashList;
  readonly origins: Origins;
  readonly unit: Uint32Array;
  readonly units: number;
  /** As in {@link Population}; 0 for list files. */
  readonly scene: Float64Array;
  readonly sha256: Float64Array;
}

/** The images and what else is known of them. */
export interface ImageSide extends Side {
  readonly quality: Uint8Array;
  readonly category: Uint8Array;
}

/** The list and what was left out of it. */
export interface ListSide extends Side {
  readonly belowFloor: number;
  /** Entries whose hash another entry has as well: a list holds each once. */
  readonly equalHashes: number;
  /** How the entries came to be the list. */
  readonly from: "half" | "file" | "corpus";
}

/** What is matched against what. */
export interface Sides {
  readonly population: Population;
  readonly images: ImageSide;
  readonly list: ListSide;
}

/**
 * Half of the units as list, the other half as images; which, the seed decides. No unit is on both sides.
 * @throws FprError `one-unit`, `no-images`, `no-entries`
 */
export function splitPopulation(population: Population, seed: string, unit: string): Sides {
  requireUnits(population, unit);
  const order = shuffledUnits(population.units, seed);
  const listed = population.units >> 1;
  const isListed = (i: number) => (order[population.unit[i] as number] as number) < listed;
  const all = Uint32Array.from(population.position.keys());
  return {
    population,
    images: takeImages(
      population,
      all.filter((i) => !isListed(i)),
    ),
    list: takeEntries(population, all.filter(isListed), "half"),
  };
}

/**
 * The whole corpus as images, against a list file of this project or another corpus.
 * @throws FprError `other-algorithm`, `other-pins`, `one-unit`, `no-images`, `no-entries`; ListError; CorpusError
 */
export async function matchAgainst(
  population: Population,
  file: string,
  shown: string,
  options: PopulationOptions & { readonly unitName: string },
): Promise<Sides> {
  requireUnits(population, options.unitName);
  const all = Uint32Array.from(population.position.keys());
  const images = takeImages(population, all);
  if (await isParquet(file)) {
    const { unit, signal } = options;
    const { id } = population.algorithm;
    const listed = await readPopulation(file, shown, { unit, algorithm: id, ...(signal && { signal }) });
    requirePins(population, listed.pins, shown);
    return { population, images, list: takeEntries(listed, Uint32Array.from(listed.position.keys()), "corpus") };
  }
  const { list, entries } = await readList(file);
  if (list.algorithm !== population.algorithm.id)
    throw new FprError(
      "other-algorithm",
      `${shown}: got a list by ${list.algorithm}, expected ${population.algorithm.id} as in the corpus`,
    );
  requirePins(population, list.pins, shown);
  if (entries.length === 0) throw new FprError("no-entries", `${shown}: got an empty list, expected an entry`);
  const count = entries.length;
  return {
    population,
    images,
    list: {
      hashes: packHashes(
        population.algorithm.bits,
        entries.map(({ image }) => image.bits),
      ),
      origins: {
        kind: "list",
        file: shown,
        ids: entries.map(({ id }) => id),
        sources: list.entries.map(({ sources }) => sources[0] ?? ""),
      },
      unit: Uint32Array.from({ length: count }, (_, i) => i),
      units: count,
      scene: new Float64Array(count),
      sha256: new Float64Array(count),
      belowFloor: 0,
      equalHashes: 0,
      from: "file",
    },
  };
}

/** The rank of every unit in an order that the seed decides. */
export function shuffledUnits(units: number, seed: string): Uint32Array {
  const random = createSeededRandom(seed).quick("units");
  const rank = Uint32Array.from({ length: units }, (_, i) => i);
  for (let i = units - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    const swapped = rank[i] as number;
    rank[i] = rank[j] as number;
    rank[j] = swapped;
  }
  return rank;
}

function requireUnits({ shown, units, unit, withoutUnit }: Population, name: string): void {
  if (units > 1) return;
  if (unit.length === 1)
    throw new FprError("one-unit", `${shown}: got 1 image, expected two or more that are independent of each other`);
  const why = withoutUnit === unit.length ? " (none has a value that tells them apart)" : "";
  throw new FprError(
    "one-unit",
    `${shown}: got ${unit.length} images that are one unit by ${name}${why}, expected two units or more: ` +
      "--unit takes folder, day, a column such as scene, or file if every picture is known to be independent of every other",
  );
}

function takeImages(population: Population, chosen: Uint32Array): ImageSide {
  if (chosen.length === 0) throw new FprError("no-images", `${population.shown}: got no image, expected at least one`);
  const { qualityFloor } = population.algorithm;
  if (!chosen.some((i) => (population.quality[i] as number) >= qualityFloor))
    throw new FprError(
      "no-images",
      `${population.shown}: got ${chosen.length} images, none of quality ${qualityFloor} or more, expected one`,
    );
  return {
    ...takeSide(population, chosen),
    quality: Uint8Array.from(chosen, (i) => population.quality[i] as number),
    category: Uint8Array.from(chosen, (i) => population.category[i] as number),
  };
}

/** Entries as `list build` takes them: none below the quality floor, every hash once. */
function takeEntries(population: Population, chosen: Uint32Array, from: ListSide["from"]): ListSide {
  const { algorithm, quality, hashes, shown } = population;
  const usable = chosen.filter((i) => (quality[i] as number) >= algorithm.qualityFloor);
  const words = hashes.width / 32;
  const keys = new Uint32Array(takeHashes(hashes, usable).data.buffer);
  const index = new KeyIndex(keys, words);
  const distinct = usable.filter((_, at) => index.firstEqual(keys, at * words) === at);
  if (distinct.length === 0)
    throw new FprError(
      "no-entries",
      `${shown}: got ${chosen.length} pictures for the list, none of quality ${algorithm.qualityFloor} or more, expected one`,
    );
  return {
    ...takeSide(population, distinct),
    belowFloor: chosen.length - usable.length,
    equalHashes: usable.length - distinct.length,
    from,
  };
}

function takeSide(population: Population, chosen: Uint32Array): Side {
  const compact = new Map<number, number>();
  const unit = Uint32Array.from(chosen, (i) => {
    const own = population.unit[i] as number;
    const known = compact.get(own) ?? compact.size;
    compact.set(own, known);
    return known;
  });
  return {
    hashes: takeHashes(population.hashes, chosen),
    origins: {
      kind: "corpus",
      file: population.file,
      position: Uint32Array.from(chosen, (i) => population.position[i] as number),
    },
    unit,
    units: compact.size,
    scene: Float64Array.from(chosen, (i) => population.scene[i] as number),
    sha256: Float64Array.from(chosen, (i) => population.sha256[i] as number),
  };
}

function takeHashes(hashes: HashList, chosen: Uint32Array): HashList {
  const { bits, width, data } = hashes;
  if (chosen.length === hashes.count) return hashes;
  const taken = createHashList(bits, chosen.length);
  const bytes = width / 8;
  for (const [at, i] of chosen.entries()) taken.data.set(data.subarray(i * bytes, (i + 1) * bytes), at * bytes);
  return taken;
}

function requirePins(population: Population, pins: Population["pins"], file: string): void {
  if (combinePins(population.pins, pins) !== null) return;
  throw new FprError(
    "other-pins",
    `${file}: got pictures decoded in another way than those of ${population.shown}, expected one way, or hashes cannot be compared\n` +
      `  ${renderPins(pins)}\n  ${renderPins(population.pins)}`,
  );
}

async function isParquet(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined);
  if (handle === undefined) return false;
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString("latin1") === "PAR1";
  } catch {
    return false;
  } finally {
    await handle.close();
  }
}
