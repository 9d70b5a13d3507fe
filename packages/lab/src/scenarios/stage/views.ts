/** What each party of a run has at the end, read off its transcript. */
import type { Group } from "@glasshouse/crypto";
import {
  decodeBatch,
  decodeManifest,
  openVoucher,
  type Role,
  type Transcript,
  type View,
  type VoucherOpening,
} from "@glasshouse/matcher";
import { renderBytes, renderInteger } from "../../findings/index.js";
import type { PartyView } from "../scenario.js";
import type { AccountRun } from "./run-account.js";

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

/** Device, server, reviewer and list authority after one account's upload. */
export function describeRun(group: Group, { transcript, published }: AccountRun, account = ""): PartyView[] {
  const server = readServerView(group, transcript);
  const { threshold } = published.manifest;
  const of = (party: string) => (account ? `${party}, ${account}` : party);
  const closed = server.vouchers - server.payloads;
  const why =
    server.payloads === 0 && server.opened > 0 ? `: fewer than ${threshold} shares say nothing of the key` : "";
  return [
    {
      party: of("device"),
      reads: [`its own ${count(all(transcript.view("device"), "picture").length, "photograph")}`, "the manifest"],
      cannotRead: [
        `what is listed: a table of ${count(published.cells.length / 32, "cell")} that all look alike`,
        "whether a photograph matched",
      ],
      bytes: countBytes(transcript, "device"),
    },
    {
      party: of("server"),
      reads: [
        `${count(published.list.tokens.length, "token")} of the list, which it blinds`,
        `${count(server.vouchers, "voucher")}, when they came and from which device`,
        `that ${count(server.opened, "voucher")} opened, with ${count(server.distinct, "different share")}`,
        ...(server.payloads > 0 ? [`the pictures in ${count(server.payloads, "voucher")}`] : []),
      ],
      cannotRead: [
        ...(closed > 0 ? [`the pictures in ${count(closed, "voucher")}${why}`] : []),
        "hashes of photographs that do not match",
      ],
      bytes: countBytes(transcript, "server"),
    },
    {
      party: of("reviewer"),
      reads: server.payloads > 0 ? [count(server.payloads, "picture")] : [],
      cannotRead: server.payloads > 0 ? [] : ["anything: nothing was passed on"],
      bytes: countBytes(transcript, "reviewer"),
    },
    {
      party: of("list authority"),
      reads: ["the list that it keeps"],
      cannotRead: ["anything about devices: nothing goes back to it"],
      bytes: countBytes(transcript, "list-authority"),
    },
  ];
}

/** Bytes that a role sent and received. */
export function countBytes(transcript: Transcript, role: Role): { readonly sent: number; readonly received: number } {
  const sum = (direction: "sends" | "receives") =>
    transcript
      .view(role)
      .reduce((total, sighting) => total + (sighting.direction === direction ? sighting.bytes.length : 0), 0);
  return { sent: sum("sends"), received: sum("receives") };
}

/** "1 voucher", "1,200 vouchers". */
export function count(number: number, what: string): string {
  return `${renderInteger(number)} ${what}${number === 1 ? "" : "s"}`;
}

/** "table 4,096 bytes, one voucher 2.1 kB". */
export function describeSizes({ published, voucherBytes, images }: AccountRun): string {
  return `table ${renderBytes(published.cells.length)}, one voucher ${renderBytes(Math.round(voucherBytes / Math.max(1, images.length)))}`;
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
