import { chmodSync, closeSync, openSync } from "node:fs";
import { DatabaseSync } from "@photostructure/sqlite";
import { Kysely, SqliteDialect, type SqliteStatement, sql } from "kysely";
import { createSchema, type Schema, schemaVersion, sqliteFlavour } from "./schema.js";
import { createSqlStore } from "./sql-store.js";
import type { Store } from "./store.js";

/**
 * Opens (or creates) a store in one SQLite file. The file holds the blinding keys: it is readable by its owner only, and
 * so are the journal files beside it, which take over its mode. One process per file.
 * @param file path, or ":memory:" for a store that lives as long as the process
 * @throws Error when the file is no database, or one of another schema version
 */
export async function openSqliteStore(file: string): Promise<Store> {
  if (file !== ":memory:") {
    closeSync(openSync(file, "a", 0o600));
    chmodSync(file, 0o600);
  }
  const database = new DatabaseSync(file);
  // synchronous=full: in WAL mode a commit is acknowledged after its fsync, so it survives the loss of power too.
  database.exec(
    "pragma busy_timeout=5000; pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on; pragma trusted_schema=off",
  );
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: adaptDatabase(database) }) });
  try {
    await migrate(db, file);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return createSqlStore(db);
}

async function migrate(db: Kysely<Schema>, file: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(transaction);
    const version = rows[0]?.user_version ?? 0;
    if (version === schemaVersion) return;
    if (version !== 0) throw new Error(`${file}: got schema version ${version}, expected ${schemaVersion}`);
    await createSchema(transaction, sqliteFlavour);
    await sql`pragma user_version = ${sql.lit(schemaVersion)}`.execute(transaction);
  });
}

/** kysely asks for the interface of better-sqlite3, which is close to that of node:sqlite. */
function adaptDatabase(database: InstanceType<typeof DatabaseSync>): {
  close(): void;
  prepare(text: string): SqliteStatement;
} {
  // The texts are few and fixed; preparing anew costs 16 us a query, five times the query itself.
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => {
      statements.clear();
      if (database.isOpen) database.close();
    },
    prepare(text) {
      const known = statements.get(text);
      if (known) return known;
      const prepared = database.prepare(text);
      const statement: SqliteStatement = {
        reader: prepared.columns().length > 0,
        all: (parameters) => prepared.all(...parameters),
        run: (parameters) => prepared.run(...parameters),
        iterate: (parameters) => prepared.iterate(...parameters),
      };
      statements.set(text, statement);
      return statement;
    },
  };
}
