import type { AccountResult, DemoResult } from "./result.js";

/** What the demo's page shows: the device side with its pictures, the server side with what it holds. Served as JSON. */
export interface DemoView {
  readonly schema: "glasshouse.demo-view/1";
  readonly result: DemoResult;
  readonly list: readonly ListedPicture[];
  readonly accounts: readonly AccountView[];
}

/** An entry of the synthetic list. */
export interface ListedPicture {
  readonly id: string;
  readonly title: string;
  /** Relative URL of a small JPEG. */
  readonly picture: string;
  /** Whether the entry was put there to collide with an unlisted scene. */
  readonly planted: boolean;
}

/** One account, both sides. */
export interface AccountView {
  readonly result: AccountResult;
  /** One sentence: what this account is there to show. */
  readonly story: string;
  readonly device: readonly DevicePicture[];
  /** In the order of upload; `voucherId` ties a voucher to its picture, which only the page knows. */
  readonly server: readonly ServerVoucher[];
}

/** What the device holds. */
export interface DevicePicture {
  readonly voucherId: string;
  readonly title: string;
  readonly picture: string;
  /** What was done to the original: "as it is", "JPEG quality 50", "resized to 50 %" ... */
  readonly change: string;
  /** Id of the entry that this picture is a copy of, `null` for none. */
  readonly copyOf: string | null;
  /** Smallest Hamming distance to any entry, bits; `null` for a picture that could not be hashed. */
  readonly nearestDistance: number | null;
}

/** What the server holds of one picture. */
export interface ServerVoucher {
  readonly voucherId: string;
  readonly bytes: number;
  /** The first bytes of the voucher's slots, hexadecimal: what there is to see. */
  readonly excerpt: string;
  /** `closed` no slot opened; `opened` it matched; `invalid` a hostile voucher. */
  readonly status: "closed" | "opened" | "invalid";
  /** Slots that opened. */
  readonly openedSlots: number;
  /** What a reviewer reads once the account is open: relative URL of the payload's picture; `null` below the threshold. */
  readonly payload: string | null;
}
