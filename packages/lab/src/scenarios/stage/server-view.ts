/** What a server makes of what it saw, with the keys that it holds. */
import type { Group } from "@glasshouse/crypto";
import {
  decodeBatch,
  decodeManifest,
  openVoucher,
  type Transcript,
  type View,
  type VoucherOpening,
} from "@glasshouse/matcher";

/** What a server finds in its own view, with the keys that it holds. */
export interface ServerReading {
  readonly vouchers: number;
  /** Vouchers that its keys open. */
  readonly opened: number;
  /** Different shares among them. */
  readonly distinct: number;
  /** Pictures of the device that it passed on to a reviewer. */
  readonly payloads: number;
  /** Pictures and hashes of the device that stand anywhere in its view as they are, save what it passed on. */
  readonly picturesInTheClear: number;
  readonly hashesInTheClear: number;
}

/** Tries every voucher in a server's view with the keys in it; in order of arrival. Nothing where it holds no key. */
export function tryVouchers(group: Group, transcript: Transcript): VoucherOpening[] {
  const view = transcript.view("server");
  const [manifest, ...others] = all(view, "manifest").map(decodeManifest).toReversed();
  const [alpha, base] = all(view, "secrets").toReversed();
  if (!manifest || !alpha) return [];
  return uploaded(view).map((voucher) =>
    openVoucher(group, manifest, { alpha }, voucher, others.length > 0 && base ? { alpha: base } : null),
  );
}

/** Reads a server's view of one account. */
export function readServerView(group: Group, transcript: Transcript): ServerReading {
  const view = transcript.view("server");
  const shares = tryVouchers(group, transcript).flatMap((opening) =>
    opening.status === "opened" ? [String(opening.voucher.x)] : [],
  );
  const device = transcript.view("device");
  const received = view.filter(({ kind }) => kind !== "payload").map(({ bytes }) => bytes);
  const standing = (kind: "picture" | "image") =>
    all(device, kind).filter((needle) => received.some((bytes) => holds(bytes, needle))).length;
  return {
    vouchers: uploaded(view).length,
    opened: shares.length,
    distinct: new Set(shares).size,
    payloads: all(view, "payload").length,
    picturesInTheClear: standing("picture"),
    hashesInTheClear: standing("image"),
  };
}

function uploaded(view: View): readonly Uint8Array[] {
  return all(view, "batch").flatMap((batch) => decodeBatch(batch).vouchers);
}

/** Whether bytes stand in others as they are. */
export function holds(bytes: Uint8Array, needle: Uint8Array): boolean {
  const [first] = needle;
  if (first === undefined) return false;
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1))
    if (needle.every((byte, i) => bytes[at + i] === byte)) return true;
  return false;
}

/** The bytes of one kind, in order. */
export function all(view: View, kind: View[number]["kind"]): Uint8Array[] {
  return view.filter((sighting) => sighting.kind === kind).map(({ bytes }) => bytes);
}
