import { createHashList, type HashAlgorithm, type HashList } from "@glasshouse/hasher";
import type { DecodePins } from "@glasshouse/hasher/node";
import { openCorpus } from "../corpus/corpus-file.js";
import { quote, readChunks, readRows } from "../corpus/database.js";
import { CorpusError } from "../corpus/errors.js";
import { readGroups, requireComparable } from "../corpus/read.js";
import { findAlgorithm } from "../list/list-file.js";
import { FprError } from "./errors.js";
import { columnOf, identifier, lacksUnit, positioned, selectUnits, type UnitRule } from "./unit.js";

/** Names of categories beyond these are one category: a table is for reading. */
const mostCategories = 12;

/**
 * The images of a corpus as columns of numbers, one image per index, in the order of the file: about 60 bytes each, so
 * that ten million fit into memory. Exact copies (equal SHA-256) are left out but for the first.
 */
export interface Population {
  /** Where it lies, and how the caller named it. */
  readonly file: string;
  readonly shown: string;
  readonly algorithm: HashAlgorithm;
  readonly pins: DecodePins;
  readonly hashes: HashList;
  /** Row of the Parquet file. */
  readonly position: Uint32Array;
  /** 0 to 100. */
  readonly quality: Uint8Array;
  readonly unit: Uint32Array;
  readonly units: number;
  /** Equal where the scene is the same; 0 where there is none. */
  readonly scene: Float64Array;
  /** Equal where the file is the same; 0 where its SHA-256 is unknown. */
  readonly sha256: Float64Array;
  /** Index of `categories`. */
  readonly category: Uint8Array;
  /** Values of the column asked for, most frequent first. */
  readonly categories: readonly string[];
  /** Exact copies that were left out. */
  readonly copies: number;
  /** Images without a value of the unit's column. */
  readonly withoutUnit: number;
}

/** Choices of {@link readPopulation}. */
export interface PopulationOptions {
  readonly unit: UnitRule;
  /** A column whose values are categories. */
  readonly category?: string;
  /** Read only hashes by this one. */
  readonly algorithm?: string;
  readonly signal?: AbortSignal;
}

/**
 * Reads a corpus.
 * @throws CorpusError `unreadable`, `wrong-schema`, `mixed-algorithms`, `mixed-pins`, `absent-algorithm`; ListError
 * `unknown-algorithm`; FprError `no-images`, `unknown-column`
 */
export async function readPopulation(
  file: string,
  shown: string,
  { unit, category, algorithm: only, signal }: PopulationOptions,
): Promise<Population> {
  const corpus = await openCorpus(file);
  const { connection } = corpus;
  try {
    const groups = await readGroups(corpus, only);
    const group = requireComparable(shown, groups);
    if (group === undefined) {
      if (only !== undefined)
        throw new CorpusError("absent-algorithm", `${shown}: got no hash by ${only}, expected at least one`);
      throw new FprError("no-images", `${shown}: got no row, expected a corpus of pictures`);
    }
    const algorithm = findAlgorithm(group.algorithm, shown);
    const described = await readRows(connection, `DESCRIBE SELECT * FROM ${corpus.source}`);
    const present = described.map(([name]) => String(name));
    for (const column of [columnOf(unit), category ?? null])
      if (column !== null && !present.includes(column))
        throw new FprError(
          "unknown-column",
          `${shown}: got column "${column}", expected file, folder, day, exif-gap such as exif-gap=60s, or one of ${present.filter((name) => !/^(?:hash\d|sha256$)/.test(name)).join(", ")}`,
        );
    const where = only === undefined ? "" : `WHERE algorithm = ${quote(only)}`;
    const first = `(SELECT *, row_number() OVER (PARTITION BY sha256 ORDER BY glasshouse_position) AS glasshouse_copy FROM ${positioned(file)} ${where})`;
    const kept = `(SELECT * EXCLUDE (glasshouse_copy) FROM ${first} WHERE glasshouse_copy = 1 OR sha256 IS NULL)`;
    const key = category === undefined ? undefined : `coalesce(CAST(${identifier(category)} AS VARCHAR), 'none')`;
    const named = key
      ? await readRows(
          connection,
          `SELECT ${key}, count(*) FROM ${kept} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${mostCategories + 1}`,
        )
      : [];
    const categories = named.slice(0, mostCategories).map(([name]) => String(name));
    const names = `[${categories.map(quote).join(", ")}]`;
    const code = key ? `coalesce(list_position(${names}, ${key}) - 1, ${categories.length})` : "0";
    const [[count, lacking] = []] = await readRows(
      connection,
      `SELECT count(*), count(*) FILTER (${lacksUnit(unit)}) FROM ${kept}`,
    );
    const images = Number(count);
    const columns = createColumns(group.bits, images);
    const identity = (column: string) => `CASE WHEN ${column} IS NULL THEN 0 ELSE (hash(${column}) >> 11) + 1 END`;
    const sql = `SELECT hash0, hash1, hash2, hash3, glasshouse_position, quality, glasshouse_unit, CAST(${identity("scene")} AS DOUBLE),
      CAST(${identity("sha256")} AS DOUBLE), ${code} FROM (${selectUnits(unit, kept)}) ORDER BY glasshouse_position`;
    const view = new DataView(columns.hashes.data.buffer);
    const words = columns.hashes.width / 64;
    const { position, quality, unit: units, scene, sha256, category: categoryOf } = columns;
    const targets = [position, quality, units, scene, sha256, categoryOf];
    let at = 0;
    for await (const chunk of readChunks(connection, sql)) {
      signal?.throwIfAborted();
      for (let word = 0; word < words; word++)
        for (const [i, value] of chunk.getColumnValues(word).entries())
          view.setBigUint64(8 * (words * (at + i) + word), value as bigint);
      for (const [t, target] of targets.entries())
        for (const [i, value] of chunk.getColumnValues(4 + t).entries()) target[at + i] = Number(value);
      at += chunk.rowCount;
    }
    return {
      file,
      shown,
      algorithm,
      pins: group.pins,
      ...columns,
      units: units.reduce((most, value) => Math.max(most, value + 1), 0),
      categories: named.length > mostCategories ? [...categories, "others"] : categories,
      copies: groups.reduce((sum, { rows }) => sum + rows, 0) - images,
      withoutUnit: Number(lacking),
    };
  } finally {
    corpus.close();
  }
}

function createColumns(bits: number, images: number) {
  return {
    hashes: createHashList(bits, images),
    position: new Uint32Array(images),
    quality: new Uint8Array(images),
    unit: new Uint32Array(images),
    scene: new Float64Array(images),
    sha256: new Float64Array(images),
    category: new Uint8Array(images),
  };
}
