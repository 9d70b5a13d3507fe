/** The honest roles as attacks meet them: what they do with bytes, and what they notice. */
import { ProtocolError } from "../errors.js";
import {
  type AccountOutcome,
  type AccountSecrets,
  acceptBatch,
  type CreatedTable,
  openAccount,
  openVoucher,
  type VoucherOpening,
} from "../protocols/threshold-psi/index.js";
import type { Notice, Step } from "./attack.js";
import type { Setting } from "./setting.js";

/** What `act` returned, or the notice that its refusal is. Other errors are faults of the attack and thrown. */
export function attempt<T>(
  by: Notice["by"],
  at: Step,
  act: () => T,
): { readonly value: T; readonly notice: null } | { readonly value: null; readonly notice: Notice } {
  try {
    return { value: act(), notice: null };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { value: null, notice: { by, at, code: error.code } };
  }
}

/** Who uploaded to which table. */
export interface Served {
  readonly account?: AccountSecrets;
  /** Live tables, each with the vouchers' own secrets; default the setting's one. */
  readonly tables?: readonly CreatedTable[];
}

/** What the server made of some batches of one account. */
export interface ServerRun {
  /** The first thing that it noticed. */
  readonly notice: Notice | null;
  readonly openings: readonly VoucherOpening[];
  readonly outcome: AccountOutcome;
}

/** The honest server: accepts batches, tries every voucher, opens the account if it can. */
export async function serve(
  setting: Setting,
  batches: readonly Uint8Array[],
  { account = setting.account, tables = [setting.published] }: Served = {},
): Promise<ServerRun> {
  const devices = [setting.device, setting.sibling];
  const tableOf = (tableId: Uint8Array) => tables.find((table) => String(table.tableId) === String(tableId)) ?? null;
  const directory = {
    devicePublicKey: async (of: Uint8Array, device: Uint8Array) =>
      String(of) === String(account.account)
        ? (devices.find((known) => String(known.device) === String(device))?.signingKeys.publicKey ?? null)
        : null,
    manifest: (tableId: Uint8Array) => tableOf(tableId)?.manifest ?? null,
  };
  let notice: Notice | null = null;
  const openings: VoucherOpening[] = [];
  for (const batch of batches) {
    try {
      const { vouchers } = await acceptBatch(setting.group, batch, directory);
      for (const { bytes, tableId } of vouchers) {
        const { manifest, secrets } = tableOf(tableId) as CreatedTable;
        openings.push(openVoucher(setting.group, manifest, secrets, bytes));
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      notice ??= { by: "server", at: "accept batch", code: error.code };
    }
  }
  if (openings.some(({ status }) => status === "invalid-openings"))
    notice ??= { by: "server", at: "open voucher", code: "invalid-openings" };
  const opened = openings.flatMap((opening) => (opening.status === "opened" ? [opening.voucher] : []));
  const outcome = openAccount((tables[0] as CreatedTable).manifest, account.account, opened, setting.random);
  if (outcome.status === "saturated" || outcome.status === "inconsistent-shares")
    notice ??= { by: "server", at: "open account", code: outcome.status };
  return { notice, openings, outcome };
}

/** Vouchers that opened. */
export function openedCount({ openings }: Pick<ServerRun, "openings">): number {
  return openings.filter(({ status }) => status === "opened").length;
}

/** Total length. */
export function bytesOf(messages: readonly Uint8Array[]): number {
  return messages.reduce((sum, { length }) => sum + length, 0);
}
