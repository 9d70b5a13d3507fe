import { type ColumnType, type Generated, type Kysely, type RawBuilder, sql } from "kysely";
import type { AccountState, VoucherState } from "./resources.js";

/** Columns of each table. Ids and keys are bytes; see `store.ts` for what they mean. */
export interface Schema {
  published_table: {
    table_id: Uint8Array;
    epoch: number;
    manifest: Uint8Array;
    cell_bytes: number;
    alpha: Uint8Array;
    filler_seed: Uint8Array;
  };
  /** A table's cells in pieces of {@link pieceBytes}, so that a range costs what it is long. */
  table_piece: { table_id: Uint8Array; piece: number; bytes: Uint8Array };
  /** `pending` is 1 while an opened voucher waits for the account's evaluation. */
  account: { account: Uint8Array; pending: number };
  account_window: {
    account: Uint8Array;
    window_number: number;
    threshold: number;
    detection_columns: number;
    status: AccountState;
    distinct_shares: number;
  };
  device: {
    account: Uint8Array;
    device: Uint8Array;
    account_public_key: Uint8Array;
    device_public_key: Uint8Array;
  };
  voucher: {
    sequence: Generated<number>;
    account: Uint8Array;
    device: Uint8Array;
    voucher_id: Uint8Array;
    table_id: Uint8Array;
    window_number: number;
    bytes: Uint8Array;
    status: ColumnType<VoucherState, VoucherState, VoucherState>;
  };
  opening: {
    sequence: number;
    opened_slots: number;
    context: Uint8Array;
    x: Uint8Array;
    y: Uint8Array;
    detection_column: Uint8Array;
    sealed_payload: Uint8Array;
  };
  payload: { account: Uint8Array; voucher_id: Uint8Array; payload: Uint8Array };
}

/** Version of the schema below; another one in a file is refused. */
export const schemaVersion = 1;

/** Length of a table's pieces but the last. */
export const pieceBytes: number = 1 << 20;

/** What differs between databases. */
export interface Flavour {
  readonly bytes: RawBuilder<unknown>;
  /** A 64-bit integer key that the database counts up and never gives out again. */
  readonly sequence: RawBuilder<unknown>;
}

/** Column types of SQLite. */
export const sqliteFlavour: Flavour = { bytes: sql`blob`, sequence: sql`integer primary key autoincrement` };

/** Creates tables and indexes. */
export async function createSchema(db: Kysely<Schema>, flavour: Flavour): Promise<void> {
  const bytes = flavour.bytes;
  const statements = [
    sql`create table published_table (
      table_id ${bytes} primary key, epoch bigint not null unique, manifest ${bytes} not null,
      cell_bytes bigint not null, alpha ${bytes} not null unique, filler_seed ${bytes} not null)`,
    sql`create table table_piece (
      table_id ${bytes} not null references published_table, piece integer not null, bytes ${bytes} not null,
      primary key (table_id, piece))`,
    sql`create table account (account ${bytes} primary key, pending integer not null)`,
    sql`create table account_window (
      account ${bytes} not null references account, window_number bigint not null, threshold integer not null,
      detection_columns integer not null, status text not null, distinct_shares integer not null,
      primary key (account, window_number, threshold, detection_columns))`,
    sql`create table device (
      account ${bytes} not null references account, device ${bytes} not null,
      account_public_key ${bytes} not null, device_public_key ${bytes} not null, primary key (account, device))`,
    sql`create table voucher (
      sequence ${flavour.sequence}, account ${bytes} not null, device ${bytes} not null,
      voucher_id ${bytes} not null, table_id ${bytes} not null references published_table,
      window_number bigint not null, bytes ${bytes} not null, status text not null, unique (account, voucher_id), foreign key (account, device) references device)`,
    sql`create index voucher_pending on voucher (status, sequence)`,
    sql`create index voucher_listing on voucher (account, sequence)`,
    sql`create table opening (
      sequence bigint primary key references voucher, opened_slots integer not null, context ${bytes} not null,
      x ${bytes} not null, y ${bytes} not null, detection_column ${bytes} not null, sealed_payload ${bytes} not null)`,
    sql`create table payload (
      account ${bytes} not null, voucher_id ${bytes} not null, payload ${bytes} not null,
      primary key (account, voucher_id), foreign key (account, voucher_id) references voucher (account, voucher_id))`,
    sql`create index account_pending on account (pending)`,
  ];
  for (const statement of statements) await statement.execute(db);
}
