/** A client of the host for devices, operators and reviewers. Runs in Node and in browsers. */
import type { z } from "zod";
import { ClientError } from "./client-error.js";
import { encodeHex } from "./hex.js";
import { paths } from "./paths.js";
import { fetchRanges } from "./range-download.js";
import {
  type AccountList,
  type AccountSummary,
  accountList,
  accountSummary,
  type BatchReceipt,
  batchReceipt,
  type DeviceReceipt,
  deviceReceipt,
  type Health,
  health,
  type OpenedAccount,
  type OpenedAccounts,
  openedAccount,
  openedAccounts,
  type VoucherSummary,
  voucherPage,
} from "./resources.js";
import { createTransport, type TransportOptions } from "./transport.js";

export { ClientError, type ClientErrorCode } from "./client-error.js";
export type { ProblemCode } from "./problem-codes.js";
export type {
  AccountList,
  AccountState,
  AccountSummary,
  BatchReceipt,
  DeviceReceipt,
  Health,
  OpenedAccount,
  OpenedAccounts,
  StoredState,
  VoucherState,
  VoucherSummary,
} from "./resources.js";
export type { Exchange, TransportOptions } from "./transport.js";

/**
 * Ids are bytes in, lower-case hex out. Every method throws {@link ClientError}: with the problem's code when the server
 * refused, `network` when it could not be reached, `unexpected-response` when the answer is not one of this interface.
 */
export interface Client {
  health(): Promise<Health>;
  /** The current manifest's bytes, not verified; decode them with `decodeManifest` of the matcher. */
  manifest(): Promise<Uint8Array>;
  /** The bytes of a manifest by table id. */
  manifestOf(tableId: Uint8Array): Promise<Uint8Array>;
  /**
   * A blinded table of `length` bytes; a broken download goes on where it stopped. Its digest is verified by
   * `prepareTable` of the matcher.
   * @param onProgress told the number of bytes that are here
   */
  table(tableId: Uint8Array, length: number, onProgress?: (bytes: number) => void): Promise<Uint8Array>;

  /** Sends a registration; again and again if need be, it changes nothing the second time. */
  registerDevice(registration: Uint8Array): Promise<DeviceReceipt>;
  /** Sends a batch until it is acknowledged: all of its vouchers are on disk then. The same bytes may be sent again. */
  sendBatch(batch: Uint8Array): Promise<BatchReceipt>;

  /** For operators: needs their token. */
  accounts(): Promise<AccountList>;
  account(account: Uint8Array): Promise<AccountSummary>;
  /** All vouchers of an account in order of arrival. */
  vouchers(account: Uint8Array): Promise<VoucherSummary[]>;

  /** For reviewers: needs their token. */
  openedAccounts(): Promise<OpenedAccounts>;
  openedAccount(account: Uint8Array): Promise<OpenedAccount>;
  payload(account: Uint8Array, voucherId: Uint8Array): Promise<Uint8Array>;
}

/** @param baseUrl such as "http://127.0.0.1:41234", with or without a slash at the end */
export function createClient(baseUrl: string, options: TransportOptions = {}): Client {
  const transport = createTransport(baseUrl, options);
  const readBytes = async (path: string) => (await transport.send({ method: "GET", path })).bytes;
  const readJson = async <T>(path: string, schema: z.ZodType<T>) =>
    parseJson((await transport.send({ method: "GET", path })).bytes, schema);
  const post = async <T>(path: string, body: Uint8Array, schema: z.ZodType<T>) =>
    parseJson((await transport.send({ method: "POST", path, body })).bytes, schema);

  return {
    health: () => readJson(paths.health, health),
    manifest: () => readBytes(paths.currentManifest),
    manifestOf: (tableId) => readBytes(paths.manifest(encodeHex(tableId))),
    table: (tableId, length, onProgress) => fetchRanges(transport, paths.table(encodeHex(tableId)), length, onProgress),
    registerDevice: (registration) => post(paths.devices, registration, deviceReceipt),
    sendBatch: (batch) => post(paths.batches, batch, batchReceipt),
    accounts: () => readJson(paths.operatorAccounts, accountList),
    account: (account) => readJson(paths.operatorAccount(encodeHex(account)), accountSummary),
    async vouchers(account) {
      const all: VoucherSummary[] = [];
      let after: number | null = 0;
      while (after !== null) {
        const query: string = new URLSearchParams({ account: encodeHex(account), after: String(after) }).toString();
        const page = await readJson(`${paths.operatorVouchers}?${query}`, voucherPage);
        all.push(...page.vouchers);
        after = page.next;
      }
      return all;
    },
    openedAccounts: () => readJson(paths.reviewAccounts, openedAccounts),
    openedAccount: (account) => readJson(paths.reviewAccount(encodeHex(account)), openedAccount),
    payload: (account, voucherId) => readBytes(paths.reviewPayload(encodeHex(account), encodeHex(voucherId))),
  };
}

function parseJson<T>(bytes: Uint8Array, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new ClientError("unexpected-response", null, "the answer is no JSON");
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new ClientError("unexpected-response", null, `the answer: ${result.error.message}`);
  return result.data;
}
