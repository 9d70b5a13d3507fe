import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { type DuckDBAppender, DuckDBDataChunk, type DuckDBType, type DuckDBValue } from "@duckdb/node-api";
import type { ImageFile } from "../images/scan.js";
import type { HashLine } from "../list/hash-line.js";
import { columnNames, corpusColumns, corpusSchema } from "./columns.js";
import { type Database, openDatabase, quote, readRows, reasonOf } from "./database.js";
import { CorpusError } from "./errors.js";
import { encodeRow } from "./rows.js";

/** Rows of one chunk of the library. */
const chunkRows = 2048;
/** Hashed files are safe from a kill after this long at the latest. */
const commitMs = 5000;

/** What tells whether a file is the one that was hashed. */
const keyColumns = { key_path: "VARCHAR", key_bytes: "UBIGINT", key_modified: "DOUBLE" } as const;
const keyNames = Object.keys(keyColumns).join(", ");

type HashedFileKey = Pick<ImageFile, "absolutePath" | "bytes" | "modifiedAt">;

/**
 * A corpus in the making: a database beside the target, whose write-ahead log keeps every committed row through a kill,
 * and one target file that appears whole or not at all.
 */
export interface Staging {
  /** A row to be written; if it has a key, it is safe after five seconds at the latest. @throws CorpusError `wrong-hash-length` */
  add(line: HashLine, key?: HashedFileKey): void;
  /** Makes all rows so far safe. */
  commit(): void;
  /** Forgets the rows of an earlier import. @throws CorpusError `other-build` if a build has left some */
  clear(): Promise<void>;
  /** Which of the files have been hashed, by index; remembers their order for {@link finishFiles}. */
  findHashed(files: readonly ImageFile[]): Promise<ReadonlySet<number>>;
  /** Writes the target: rows as they were added. */
  finish(): Promise<void>;
  /** Writes the target: rows of the files given to {@link findHashed}, in their order, under their paths. */
  finishFiles(): Promise<void>;
  /** A remembered setting of the build. */
  setting(name: string): Promise<string | undefined>;
  remember(name: string, value: string): Promise<void>;
  /** Commits and closes. What is not finished stays for the next time. */
  close(): void;
}

/** The name of the database that stands beside a target while it is in the making. */
export function stagingFile(target: string): string {
  return `${target}.building`;
}

/**
 * Opens the staging of a target, with the rows that an earlier run has left there.
 * @throws CorpusError `in-use`, `unwritable`
 */
export async function openStaging(target: string): Promise<Staging> {
  const database = await openFile(stagingFile(target));
  const { connection } = database;
  const columns = columnNames.map((name) => `${name} ${corpusColumns[name][0]}`);
  for (const [name, type] of Object.entries(keyColumns)) columns.push(`${name} ${type}`);
  await connection.run(`CREATE TABLE IF NOT EXISTS picture (${columns.join(", ")})`);
  await connection.run("CREATE TABLE IF NOT EXISTS setting (name VARCHAR PRIMARY KEY, value VARCHAR)");
  return new DatabaseStaging(target, database, await connection.createAppender("picture"));
}

async function openFile(file: string): Promise<Database> {
  try {
    return await openDatabase(file);
  } catch (cause) {
    const reason = reasonOf(cause);
    if (/lock/i.test(reason)) {
      throw new CorpusError("in-use", `${file}: got a file that another process writes, expected to be alone`, {
        cause,
      });
    }
    throw new CorpusError("unwritable", `${file}: got ${reason}, expected a writable file`, { cause });
  }
}

/** Removes what an earlier run has left beside a target. */
export async function removeStaging(target: string): Promise<void> {
  for (const file of [stagingFile(target), `${stagingFile(target)}.wal`, temporaryFile(target)]) {
    await rm(file, { force: true });
  }
}

function temporaryFile(target: string): string {
  return `${target}.tmp`;
}

class DatabaseStaging implements Staging {
  readonly #target: string;
  readonly #database: Database;
  readonly #appender: DuckDBAppender;
  readonly #types: readonly DuckDBType[];
  #rows: DuckDBValue[][] = [];
  #committed = performance.now();
  #closed = false;

  constructor(target: string, database: Database, appender: DuckDBAppender) {
    this.#target = target;
    this.#database = database;
    this.#appender = appender;
    this.#types = Array.from({ length: appender.columnCount }, (_, column) => appender.columnType(column));
  }

  add(line: HashLine, key?: HashedFileKey): void {
    const keyed = key === undefined ? [null, null, null] : [key.absolutePath, BigInt(key.bytes), key.modifiedAt];
    this.#rows.push([...encodeRow(line), ...keyed]);
    if (this.#rows.length === chunkRows) this.#append();
    // Rows without a key can be read again: a database writes whole blocks of them much quicker.
    if (key !== undefined && performance.now() - this.#committed > commitMs) this.commit();
  }

  #append(): void {
    const chunk = DuckDBDataChunk.create(this.#types, this.#rows.length);
    chunk.setColumns(this.#types.map((_, column) => this.#rows.map((row) => row[column] ?? null)));
    this.#rows = [];
    this.#appender.appendDataChunk(chunk);
  }

  commit(): void {
    if (this.#rows.length > 0) this.#append();
    this.#appender.flushSync();
    this.#committed = performance.now();
  }

  async clear(): Promise<void> {
    if ((await this.setting("algorithm")) !== undefined) {
      const file = stagingFile(this.#target);
      throw new CorpusError(
        "other-build",
        `${file}: got what an interrupted build has left, expected nothing: finish that build, or remove the file`,
      );
    }
    await this.#database.connection.run("DELETE FROM picture");
  }

  async findHashed(files: readonly ImageFile[]): Promise<ReadonlySet<number>> {
    const { connection } = this.#database;
    await connection.run(
      "CREATE OR REPLACE TEMP TABLE wanted " +
        "(position UBIGINT, path VARCHAR, folder VARCHAR, key_path VARCHAR, key_bytes UBIGINT, key_modified DOUBLE)",
    );
    const appender = await connection.createAppender("wanted");
    for (const [position, file] of files.entries()) {
      appender.appendUBigInt(BigInt(position));
      appender.appendVarchar(file.path);
      appender.appendVarchar(path.dirname(file.path));
      appender.appendVarchar(file.absolutePath);
      appender.appendUBigInt(BigInt(file.bytes));
      appender.appendDouble(file.modifiedAt);
      appender.endRow();
    }
    appender.closeSync();
    const rows = await readRows(connection, `SELECT position FROM wanted SEMI JOIN picture USING (${keyNames})`);
    return new Set(rows.map(([position]) => Number(position)));
  }

  finish(): Promise<void> {
    return this.#write(`SELECT ${columnNames.join(", ")} FROM picture`);
  }

  finishFiles(): Promise<void> {
    const columns = columnNames.map((name) => (name === "path" || name === "folder" ? `wanted.${name}` : name));
    return this.#write(`SELECT ${columns.join(", ")} FROM wanted JOIN picture USING (${keyNames}) ORDER BY position`);
  }

  async #write(select: string): Promise<void> {
    this.commit();
    const temporary = temporaryFile(this.#target);
    try {
      await this.#database.connection.run(
        `COPY (${select}) TO ${quote(temporary)} ` +
          `(FORMAT parquet, COMPRESSION zstd, KV_METADATA {glasshouse_schema: ${quote(corpusSchema)}})`,
      );
      const file = await open(temporary, "r+");
      await file.sync();
      await file.close();
      await rename(temporary, this.#target);
    } catch (cause) {
      await rm(temporary, { force: true });
      throw new CorpusError("unwritable", `${this.#target}: got ${reasonOf(cause)}, expected a writable file`, {
        cause,
      });
    }
    this.close();
    await removeStaging(this.#target);
  }

  async setting(name: string): Promise<string | undefined> {
    const rows = await readRows(this.#database.connection, `SELECT value FROM setting WHERE name = ${quote(name)}`);
    return rows[0] === undefined ? undefined : String(rows[0][0]);
  }

  async remember(name: string, value: string): Promise<void> {
    await this.#database.connection.run(`INSERT OR REPLACE INTO setting VALUES (${quote(name)}, ${quote(value)})`);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.commit();
    this.#appender.closeSync();
    this.#database.close();
  }
}
