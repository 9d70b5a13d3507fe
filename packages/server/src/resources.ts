/** The JSON that crosses between host and client: types, and the schemas that the client holds answers against. */
import { z } from "zod";

const hex = (bytes: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));
const count: z.ZodNumber = z.number().int().nonnegative();

/** Ids as they appear in paths and JSON: lower-case hex. */
export const accountId: z.ZodString = hex(32);
export const tableId: z.ZodString = hex(32);
export const voucherId: z.ZodString = hex(16);

/** Whether a registration or voucher was new. */
export const storedStates = ["stored", "already-stored"] as const;
export type StoredState = (typeof storedStates)[number];

/** `GET /v1/health` */
export interface Health {
  readonly status: "ok";
}
export const health: z.ZodType<Health> = z.strictObject({ status: z.literal("ok") });

/** `POST /v1/devices` */
export interface DeviceReceipt {
  readonly account: string;
  readonly device: string;
  readonly status: StoredState;
}
export const deviceReceipt: z.ZodType<DeviceReceipt> = z.strictObject({
  account: accountId,
  device: hex(32),
  status: z.enum(storedStates),
});

/** `POST /v1/batches`: what is now on disk, in the order sent. Says nothing about what the vouchers hold. */
export interface BatchReceipt {
  readonly vouchers: readonly { readonly voucherId: string; readonly status: StoredState }[];
}
export const batchReceipt: z.ZodType<BatchReceipt> = z.strictObject({
  vouchers: z.array(z.strictObject({ voucherId, status: z.enum(storedStates) })),
});

/** What came of an account so far. */
export const accountStates = ["below-threshold", "opened", "inconsistent-shares", "saturated"] as const;
export type AccountState = (typeof accountStates)[number];

/** What the server learned about one account: `GET /v1/operator/accounts/:account`. */
export interface AccountSummary {
  readonly account: string;
  readonly devices: number;
  readonly vouchers: number;
  /** Vouchers that the server has tried to open. */
  readonly processed: number;
  /** Vouchers that opened under the blinding key. */
  readonly opened: number;
  /** Distinct shares among them: what counts towards the threshold. */
  readonly distinct: number;
  readonly status: AccountState;
  /** Payloads that became readable. */
  readonly payloads: number;
  /** Bytes of all vouchers. */
  readonly bytes: number;
}
export const accountSummary: z.ZodType<AccountSummary> = z.strictObject({
  account: accountId,
  devices: count,
  vouchers: count,
  processed: count,
  opened: count,
  distinct: count,
  status: z.enum(accountStates),
  payloads: count,
  bytes: count,
});

/** `GET /v1/operator/accounts` */
export interface AccountList {
  readonly accounts: readonly AccountSummary[];
}
export const accountList: z.ZodType<AccountList> = z.strictObject({ accounts: z.array(accountSummary) });

/** What came of a voucher. `stored` has not been tried yet. */
export const voucherStates = ["stored", "closed", "opened", "invalid-openings"] as const;
export type VoucherState = (typeof voucherStates)[number];

/** One voucher as the operator sees it. */
export interface VoucherSummary {
  readonly voucherId: string;
  readonly device: string;
  readonly tableId: string;
  /** Length of the voucher. */
  readonly bytes: number;
  readonly status: VoucherState;
  /** Slots that gave the same outer key; 0 unless opened. */
  readonly openedSlots: number;
}

/** `GET /v1/operator/vouchers?account=&after=&limit=`, in order of arrival. `next` is the `after` of the next page. */
export interface VoucherPage {
  readonly vouchers: readonly VoucherSummary[];
  readonly next: number | null;
}
export const voucherPage: z.ZodType<VoucherPage> = z.strictObject({
  vouchers: z.array(
    z.strictObject({
      voucherId,
      device: hex(32),
      tableId,
      bytes: count,
      status: z.enum(voucherStates),
      openedSlots: count,
    }),
  ),
  next: count.nullable(),
});

/** `GET /v1/review/accounts`: opened accounts only. */
export interface OpenedAccounts {
  readonly accounts: readonly { readonly account: string; readonly payloads: number }[];
}
export const openedAccounts: z.ZodType<OpenedAccounts> = z.strictObject({
  accounts: z.array(z.strictObject({ account: accountId, payloads: count })),
});

/** `GET /v1/review/accounts/:account`. Payloads are base64 (RFC 4648 section 4). */
export interface OpenedAccount {
  readonly account: string;
  readonly payloads: readonly { readonly voucherId: string; readonly device: string; readonly payload: string }[];
}
export const openedAccount: z.ZodType<OpenedAccount> = z.strictObject({
  account: accountId,
  payloads: z.array(z.strictObject({ voucherId, device: hex(32), payload: z.base64() })),
});
