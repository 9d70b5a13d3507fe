/** What vouchers tell the holder of a key who has got hold of them too. */
import type { Group } from "@glasshouse/crypto";
import type { SeededRandom } from "@glasshouse/fixtures";
import {
  createAccount,
  createDevice,
  createVoucherMaker,
  type HashedImage,
  openAccount,
  openVoucher,
  type PreparedTable,
} from "@glasshouse/matcher";
import { noDistance, toAccountImages } from "../../samples/random-hashes.js";

/** Vouchers of one account, tried under one key. */
export interface OpenedByKey {
  /** Of listed pictures, and of others. */
  readonly listed: number;
  readonly others: number;
  /** Payloads that became readable. */
  readonly payloads: number;
}

/** Makes one account's vouchers, below the threshold, and tries them under each key. */
export function openWithKeys(
  group: Group,
  table: PreparedTable,
  images: { readonly listed: readonly HashedImage[]; readonly others: readonly HashedImage[] },
  keys: readonly Uint8Array[],
  random: SeededRandom,
): OpenedByKey[] {
  const { manifest } = table;
  const account = createAccount(group, manifest, random.bytes);
  const options = { distance: noDistance, random: random.bytes };
  const maker = createVoucherMaker(group, table, account, createDevice(random.bytes), options);
  const vouchers = toAccountImages([...images.listed, ...images.others]).map(
    (image) => maker.createVoucher(image).bytes,
  );
  return keys.map((alpha) => {
    const openings = vouchers.map((bytes) => openVoucher(group, manifest, { alpha }, bytes));
    const opened = openings.flatMap((opening) => (opening.status === "opened" ? [opening.voucher] : []));
    const outcome = openAccount(manifest, account.account, opened, random.bytes);
    const listed = openings.slice(0, images.listed.length).filter(({ status }) => status === "opened").length;
    return {
      listed,
      others: opened.length - listed,
      payloads: outcome.status === "opened" ? outcome.payloads.length : 0,
    };
  });
}
