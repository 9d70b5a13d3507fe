import { DuckDBBlobValue, DuckDBTimestampValue, type DuckDBValue } from "@duckdb/node-api";
import { createHashList, encodeHex, type HashList } from "@glasshouse/hasher";
import type { DecodePins } from "@glasshouse/hasher/node";
import type { HashLine } from "../list/hash-line.js";
import { combinePins, renderPins } from "../list/pins.js";
import { type CorpusColumn, columnNames } from "./columns.js";
import { type CorpusFile, openCorpus } from "./corpus-file.js";
import { quote, readChunks, readRows } from "./database.js";
import { CorpusError } from "./errors.js";
import { decodePins } from "./pins.js";
import { decodeChunk } from "./rows.js";

/** What can be read beside the hashes, one value per row. */
export interface CorpusFacts {
  readonly path: string;
  readonly folder: string;
  readonly width: number;
  readonly height: number;
  /** 0 to 100. */
  readonly quality: number;
  readonly scene: string | null;
  /** Seconds since 1970 on the camera's wall clock: differences count, the zone is unknown. */
  readonly capturedAt: number | null;
  /** Lower-case hexadecimal. */
  readonly sha256: string | null;
}

/** Name of one of {@link CorpusFacts}. */
export type CorpusFact = keyof CorpusFacts;

/** Neighbouring rows of a corpus. */
export interface CorpusBatch<Fact extends CorpusFact = never> {
  /** Row of the first hash among those that are read. */
  readonly first: number;
  readonly algorithm: string;
  readonly pins: DecodePins;
  /** As scanners take them. The next batch does not overwrite it. */
  readonly hashes: HashList;
  /** The facts asked for, each an array with one value per hash. */
  readonly facts: { readonly [Name in Fact]: readonly CorpusFacts[Name][] };
}

/** Choices of {@link readCorpus}. */
export interface ReadOptions<Fact extends CorpusFact = never> {
  /** Read only hashes by this one, where a corpus holds several. */
  readonly algorithm?: string;
  /** What to read beside the hashes. Default: nothing. */
  readonly facts?: readonly Fact[];
  /** Rows per batch. Default 65,536: 2 MiB of 256-bit hashes. */
  readonly batchRows?: number;
  readonly signal?: AbortSignal;
}

/** Rows by one algorithm under one kind of pins. */
export interface HashGroup {
  readonly algorithm: string;
  readonly bits: number;
  readonly pins: DecodePins;
  readonly rows: number;
}

const decoders: { readonly [Name in CorpusFact]: readonly [CorpusColumn, (value: DuckDBValue) => CorpusFacts[Name]] } =
  {
    path: ["path", String],
    folder: ["folder", String],
    width: ["width", Number],
    height: ["height", Number],
    quality: ["quality", Number],
    scene: ["scene", (value) => (typeof value === "string" ? value : null)],
    capturedAt: [
      "captured_at",
      (value) => (value instanceof DuckDBTimestampValue ? Number(value.micros / 1_000_000n) : null),
    ],
    sha256: ["sha256", (value) => (value instanceof DuckDBBlobValue ? encodeHex(value.bytes) : null)],
  };

/**
 * Reads the hashes of a corpus in the order of its rows, never all at once.
 *
 * @throws CorpusError `unreadable`, `wrong-schema`, `absent-algorithm`; `mixed-algorithms` or `mixed-pins` before the
 * first batch, if the hashes cannot be compared with one another
 */
export async function* readCorpus<Fact extends CorpusFact = never>(
  file: string,
  { algorithm, facts = [], batchRows = 65_536, signal }: ReadOptions<Fact> = {},
): AsyncGenerator<CorpusBatch<Fact>> {
  const corpus = await openCorpus(file);
  try {
    const groups = await readGroups(corpus, algorithm);
    if (algorithm !== undefined && groups.length === 0) {
      const present = (await readGroups(corpus)).map((group) => group.algorithm);
      throw new CorpusError(
        "absent-algorithm",
        `${file}: got ${[...new Set(present)].join(", ") || "no hashes"}, expected hashes by ${algorithm}`,
      );
    }
    const common = requireComparable(file, groups);
    if (common === undefined) return;
    const words = common.bits <= 64 ? ["hash0"] : ["hash0", "hash1", "hash2", "hash3"];
    const columns = [...words, ...facts.map((fact) => decoders[fact][0])];
    const sql = `SELECT ${columns.join(", ")} FROM ${corpus.source} ${restrictTo(algorithm)}`;
    const { bits, pins } = common;
    let first = 0;
    let batch = new Filling(bits, batchRows, facts);
    const complete = (): CorpusBatch<Fact> => {
      const full: CorpusBatch<Fact> = {
        first,
        algorithm: common.algorithm,
        pins,
        hashes: batch.hashes(),
        facts: batch.facts,
      };
      first += full.hashes.count;
      batch = new Filling(bits, batchRows, facts);
      return full;
    };
    for await (const chunk of readChunks(corpus.connection, sql)) {
      signal?.throwIfAborted();
      const values = columns.map((_, column) => chunk.getColumnValues(column));
      for (let row = 0; row < chunk.rowCount; ) {
        row = batch.fill(values, words.length, row);
        if (batch.isFull()) yield complete();
      }
    }
    if (batch.count > 0) yield complete();
  } finally {
    corpus.close();
  }
}

/** A batch on its way. */
class Filling<Fact extends CorpusFact> {
  count = 0;
  readonly facts: { readonly [Name in Fact]: CorpusFacts[Name][] };
  readonly #list: HashList;
  readonly #view: DataView;
  readonly #names: readonly Fact[];

  constructor(bits: number, rows: number, names: readonly Fact[]) {
    this.#list = createHashList(bits, rows);
    this.#view = new DataView(this.#list.data.buffer);
    this.#names = names;
    this.facts = Object.fromEntries(names.map((name) => [name, []])) as {
      readonly [Name in Fact]: CorpusFacts[Name][];
    } & Record<string, never[]>;
  }

  isFull(): boolean {
    return this.count === this.#list.count;
  }

  /** Takes over rows from `row` on, as many as there is room for, and returns the first that is left. */
  fill(columns: readonly (readonly DuckDBValue[])[], words: number, row: number): number {
    const end = Math.min(columns[0]?.length ?? 0, row + this.#list.count - this.count);
    for (const [column, values] of columns.slice(0, words).entries()) {
      for (let i = row, at = this.count; i < end; i++, at++) {
        this.#view.setBigUint64(8 * (words * at + column), values[i] as bigint);
      }
    }
    for (const [column, name] of this.#names.entries()) {
      const decode = decoders[name][1];
      const into = this.facts[name];
      for (const value of columns[words + column]?.slice(row, end) ?? []) into.push(decode(value));
    }
    this.count += end - row;
    return end;
  }

  hashes(): HashList {
    const { width, bits, data } = this.#list;
    return { width, bits, count: this.count, data: data.subarray(0, (this.count * width) / 8) };
  }
}

/** Every row with all that a line of `hash --jsonl` tells, in batches of some thousand rows. Algorithms may differ. */
export async function* readHashLines(file: string): AsyncGenerator<readonly HashLine[]> {
  const corpus = await openCorpus(file);
  try {
    const sql = `SELECT ${columnNames.join(", ")} FROM ${corpus.source}`;
    for await (const chunk of readChunks(corpus.connection, sql)) yield decodeChunk(chunk);
  } finally {
    corpus.close();
  }
}

/** What kinds of hashes a corpus holds, in the order of their names. */
export async function readGroups({ connection, source }: CorpusFile, algorithm?: string): Promise<HashGroup[]> {
  const rows = await readRows(
    connection,
    `SELECT algorithm, bits, decoder, pins, count(*) FROM ${source} ${restrictTo(algorithm)} GROUP BY ALL ORDER BY ALL`,
  );
  return rows.map(([id, bits, decoder, pins, count]) => ({
    algorithm: String(id),
    bits: Number(bits),
    pins: decodePins(String(decoder), String(pins)),
    rows: Number(count),
  }));
}

function restrictTo(algorithm: string | undefined): string {
  return algorithm === undefined ? "" : `WHERE algorithm = ${quote(algorithm)}`;
}

/** The pins under which all hashes can be compared. @throws CorpusError `mixed-algorithms`, `mixed-pins` */
export function requireComparable(file: string, [first, ...others]: readonly HashGroup[]): HashGroup | undefined {
  if (first === undefined) return undefined;
  let { pins } = first;
  for (const group of others) {
    if (group.algorithm !== first.algorithm || group.bits !== first.bits) {
      const got = [first, group]
        .map(({ algorithm, bits, rows }) => `${rows} of ${bits} bits by ${algorithm}`)
        .join(", ");
      throw new CorpusError("mixed-algorithms", `${file}: got hashes of two kinds (${got}), expected one kind`);
    }
    const combined = combinePins(pins, group.pins);
    if (combined === null) {
      throw new CorpusError(
        "mixed-pins",
        `${file}: got pictures decoded in two ways, expected one way, or hashes cannot be compared\n` +
          `  ${renderPins(pins)}\n  ${renderPins(group.pins)}`,
      );
    }
    pins = combined;
  }
  return { ...first, pins };
}
