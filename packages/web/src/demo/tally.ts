import type { AccountView, Count, DevicePicture, ServerVoucher } from "@glasshouse/lab";

/** A picture and the voucher it became: the tie that only the page knows. */
export interface Tie {
  readonly picture: DevicePicture;
  readonly voucher: ServerVoucher;
}

/** What opened, held against which picture is a copy of a listed one. */
export interface AccountErrors {
  /** Vouchers that opened though the picture is no copy, of all pictures that are no copy. */
  readonly falseMatches: Count;
  /** Copies whose voucher stayed closed, of all copies. */
  readonly missedCopies: Count;
}

/** Joins both sides by voucher id; a picture whose voucher never arrived has no tie. */
export function tieAccount(account: AccountView): ReadonlyMap<string, Tie> {
  const vouchers = new Map(account.server.map((voucher) => [voucher.voucherId, voucher]));
  const ties = new Map<string, Tie>();
  for (const picture of account.device) {
    const voucher = vouchers.get(picture.voucherId);
    if (voucher) ties.set(picture.voucherId, { picture, voucher });
  }
  return ties;
}

/** Whether the picture's voucher opened though the picture is no copy of a listed image. */
export function isFalseMatch(picture: DevicePicture, ties: ReadonlyMap<string, Tie>): boolean {
  return picture.copyOf === null && isOpened(picture, ties);
}

function isOpened(picture: DevicePicture, ties: ReadonlyMap<string, Tie>): boolean {
  return ties.get(picture.voucherId)?.voucher.status === "opened";
}

/** Counts the errors of one account; a copy without a voucher counts as missed. */
export function countErrors(account: AccountView): AccountErrors {
  const ties = tieAccount(account);
  const copies = account.device.filter((picture) => picture.copyOf !== null);
  const others = account.device.filter((picture) => picture.copyOf === null);
  return {
    falseMatches: {
      k: others.filter((picture) => isFalseMatch(picture, ties)).length,
      n: others.length,
      unit: "unlisted pictures",
    },
    missedCopies: {
      k: copies.filter((picture) => !isOpened(picture, ties)).length,
      n: copies.length,
      unit: "listed copies",
    },
  };
}

/** Smallest and largest voucher of an account, bytes; `null` without vouchers. Equal, if the protocol keeps its word. */
export function voucherLengths(account: AccountView): { readonly smallest: number; readonly largest: number } | null {
  const lengths = account.server.map((voucher) => voucher.bytes);
  return lengths.length === 0 ? null : { smallest: Math.min(...lengths), largest: Math.max(...lengths) };
}
