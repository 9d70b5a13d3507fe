import { tmpdir } from "node:os";
import path from "node:path";
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";

/** A DuckDB database of this process. */
export interface Database {
  readonly connection: DuckDBConnection;
  close(): void;
}

const settings = {
  // Sorting and counting beyond this go through files.
  memory_limit: "512MB",
  threads: "2",
  temp_directory: path.join(tmpdir(), "glasshouse-duckdb"),
  // Nothing is fetched from anywhere: Parquet and CSV are built in.
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
};

/** Opens a database file, or one in memory. Rejects if another process has it open. */
export async function openDatabase(file = ":memory:"): Promise<Database> {
  const instance = await DuckDBInstance.create(file, settings);
  const connection = await instance.connect();
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Every row of a statement that has few. */
export async function readRows(connection: DuckDBConnection, sql: string): Promise<DuckDBValue[][]> {
  return (await connection.run(sql)).getRows();
}

/** The result of a statement in chunks of up to 2,048 rows, computed no faster than they are taken. */
export async function* readChunks(connection: DuckDBConnection, sql: string): AsyncGenerator<DuckDBDataChunk> {
  const result = await connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    yield chunk;
  }
}

/** A string literal of SQL. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Why the library refused: the first line, without the statement below it. */
export function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split("\n", 1)[0] ?? "";
}
