import type { AccountOutcome, OpenedVoucher, VoucherOpening } from "@glasshouse/matcher";
import type { AccountState, StoredState, VoucherState } from "./resources.js";

/** A published table without its cells. `alpha` and `fillerSeed` are the server's secrets. */
export interface StoredTable {
  readonly tableId: Uint8Array;
  readonly manifest: Uint8Array;
  /** Length of the table, in bytes. */
  readonly cellBytes: number;
  readonly alpha: Uint8Array;
  readonly fillerSeed: Uint8Array;
}

/** A device as it registered. */
export interface StoredDevice {
  readonly account: Uint8Array;
  readonly device: Uint8Array;
  readonly accountPublicKey: Uint8Array;
  readonly devicePublicKey: Uint8Array;
}

/** A voucher on its way into the store. */
export interface NewVoucher {
  readonly voucherId: Uint8Array;
  readonly tableId: Uint8Array;
  readonly window: number;
  readonly bytes: Uint8Array;
}

/** Whether a voucher of a batch was new. */
export interface VoucherReceipt {
  readonly voucherId: Uint8Array;
  readonly status: StoredState;
}

/** The next voucher that nobody has tried to open. */
export interface PendingVoucher {
  /** Order of arrival, from 1. */
  readonly sequence: number;
  readonly tableId: Uint8Array;
  readonly bytes: Uint8Array;
}

/** An opened voucher of an account under evaluation. */
export interface StoredOpening {
  readonly voucher: OpenedVoucher;
  readonly tableId: Uint8Array;
  /** The account's window that it was made in. */
  readonly window: number;
}

/**
 * What came of the opened vouchers of one window that were made under one threshold and number of detection columns:
 * those alone can be taken together.
 */
export interface EvaluatedWindow {
  readonly window: number;
  readonly threshold: number;
  readonly detectionColumns: number;
  readonly outcome: AccountOutcome;
}

/** Counts of one account. */
export interface StoredAccount {
  readonly account: Uint8Array;
  readonly devices: number;
  readonly vouchers: number;
  readonly processed: number;
  readonly opened: number;
  /** Distinct shares of the window that has most. */
  readonly distinct: number;
  readonly status: AccountState;
  readonly payloads: number;
  readonly bytes: number;
}

/** One voucher in a listing. */
export interface StoredVoucher {
  readonly sequence: number;
  readonly voucherId: Uint8Array;
  readonly device: Uint8Array;
  readonly tableId: Uint8Array;
  readonly bytes: number;
  readonly status: VoucherState;
  readonly openedSlots: number;
}

/** A payload of an opened account. */
export interface StoredPayload {
  readonly voucherId: Uint8Array;
  readonly device: Uint8Array;
  readonly payload: Uint8Array;
}

/**
 * What the host keeps. Every method is one transaction: when its promise resolves the change survives the loss of
 * power, and when it rejects nothing has changed.
 */
export interface Store {
  /**
   * Keeps a table; a table already kept is left as it is. `epoch` orders tables, the largest is the current one.
   * @throws ProtocolError `invalid-parameters` for a used epoch or a reused blinding key: two tables under one key
   * would let a device test candidates without it.
   */
  publishTable(table: StoredTable & { readonly cells: Uint8Array; readonly epoch: number }): Promise<void>;
  /** All tables by ascending epoch. */
  tables(): Promise<StoredTable[]>;
  /** Bytes `start` to `end` (inclusive) of a table, in pieces. */
  readCells(tableId: Uint8Array, start: number, end: number): AsyncIterable<Uint8Array>;

  registerDevice(device: StoredDevice): Promise<StoredState>;
  devicePublicKey(account: Uint8Array, device: Uint8Array): Promise<Uint8Array | null>;
  /**
   * Keeps all vouchers of a batch or none. The same id with the same bytes is `already-stored`.
   * @throws ProtocolError `conflict` for a kept id with other bytes; the first stays.
   */
  storeVouchers(account: Uint8Array, device: Uint8Array, vouchers: readonly NewVoucher[]): Promise<VoucherReceipt[]>;

  nextPendingVoucher(): Promise<PendingVoucher | null>;
  /** Keeps a result once: a voucher that has one already keeps the first. */
  recordVoucher(sequence: number, opening: VoucherOpening): Promise<void>;
  /** An account with openings that no evaluation has seen. */
  nextPendingAccount(): Promise<Uint8Array | null>;
  openings(account: Uint8Array): Promise<StoredOpening[]>;
  /** Keeps an evaluation. What was readable once stays readable: an opened window is not closed again. */
  recordAccount(account: Uint8Array, evaluated: readonly EvaluatedWindow[]): Promise<void>;

  accounts(): Promise<StoredAccount[]>;
  account(account: Uint8Array): Promise<StoredAccount | null>;
  /** At most `limit` vouchers of an account that arrived after `after`. */
  vouchers(account: Uint8Array, after: number, limit: number): Promise<StoredVoucher[]>;

  /** Opened accounts only. */
  openedAccounts(): Promise<{ readonly account: Uint8Array; readonly payloads: number }[]>;
  /** `null` unless the account is opened. */
  payloads(account: Uint8Array): Promise<StoredPayload[] | null>;
  /** `null` unless the account is opened and has this payload. */
  payload(account: Uint8Array, voucherId: Uint8Array): Promise<Uint8Array | null>;

  close(): Promise<void>;
}
