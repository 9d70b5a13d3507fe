import { stat } from "node:fs/promises";
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import { columnNames, corpusColumns, corpusSchema } from "./columns.js";
import { openDatabase, quote, readRows, reasonOf } from "./database.js";
import { CorpusError } from "./errors.js";

/** A corpus opened for reading. */
export interface CorpusFile {
  readonly connection: DuckDBConnection;
  /** What stands behind FROM in a statement. */
  readonly source: string;
  close(): void;
}

/**
 * Opens a corpus. Its columns decide, further ones are passed over; so what SQL has made of a corpus is one, too.
 * @throws CorpusError `unreadable`, `wrong-schema`
 */
export async function openCorpus(file: string): Promise<CorpusFile> {
  try {
    if (!(await stat(file)).isFile())
      throw new CorpusError("unreadable", `${file}: got no file, expected a Parquet file`);
  } catch (cause) {
    if (cause instanceof CorpusError) throw cause;
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new CorpusError("unreadable", `${file}: got ${reason}, expected a readable file`, { cause });
  }
  const database = await openDatabase();
  const { connection } = database;
  const source = `read_parquet(${quote(file)})`;
  try {
    await checkSchema(connection, file, source);
  } catch (error) {
    database.close();
    throw error;
  }
  return { connection, source, close: () => database.close() };
}

async function checkSchema(connection: DuckDBConnection, file: string, source: string): Promise<void> {
  let described: DuckDBValue[][];
  try {
    described = await readRows(connection, `DESCRIBE SELECT * FROM ${source}`);
  } catch (cause) {
    throw new CorpusError("wrong-schema", `${file}: got ${reasonOf(cause)}, expected a Parquet file`, { cause });
  }
  const named = await readRows(
    connection,
    `SELECT decode(value) FROM parquet_kv_metadata(${quote(file)}) WHERE decode(key) = 'glasshouse_schema'`,
  );
  const schema = named[0]?.[0];
  if (schema !== undefined && schema !== corpusSchema) {
    throw new CorpusError("wrong-schema", `${file}: got schema "${schema}", expected "${corpusSchema}"`);
  }
  const types = new Map(described.map(([name, type]) => [String(name), String(type)]));
  const wrong = columnNames.filter((name) => types.get(name) !== corpusColumns[name][0]);
  if (wrong.length > 0) {
    const got = wrong.map((name) => `${name} ${types.get(name) ?? "absent"}`).join(", ");
    const expected = wrong.map((name) => `${name} ${corpusColumns[name][0]}`).join(", ");
    throw new CorpusError("wrong-schema", `${file}: got ${got}, expected ${expected} as in ${corpusSchema}`);
  }
}
