/** What each party of a run has at the end, read off its transcript. */
import type { MessageKind, Role, Transcript, View } from "@glasshouse/matcher";
import { renderBytes, renderInteger } from "../../findings/index.js";
import type { PartyView } from "../scenario.js";
import type { AccountRun } from "./run-account.js";
import { all } from "./server-view.js";

const cellBytes = 32;
/** What a device is sent before it uploads anything. */
const beforeUpload: readonly MessageKind[] = ["manifest", "table"];

/** Device, server, reviewer and list authority after one account's upload. */
export function describeRun({ transcript, published, server }: AccountRun, account = ""): PartyView[] {
  const { threshold } = published.manifest;
  const tokenBytes = published.list.tokens[0]?.length ?? 1;
  const of = (party: string) => (account ? `${party}, ${account}` : party);
  const [device, atServer] = [transcript.view("device"), transcript.view("server")];
  const closed = server.vouchers - server.payloads;
  const why =
    server.payloads === 0 && server.opened > 0 ? `: fewer than ${threshold} shares say nothing of the key` : "";
  return [
    {
      party: of("device"),
      reads: [`its own ${count(all(device, "picture").length, "photograph")}`, "the manifest"],
      cannotRead: [
        ...(all(device, "list").length === 0
          ? [`what is listed: a table of ${count(bytesOf(device, "table") / cellBytes, "blinded cell")}`]
          : []),
        ...(device.some(({ direction, kind }) => direction === "receives" && !beforeUpload.includes(kind))
          ? []
          : ["whether a photograph matched: nothing comes back after its vouchers"]),
      ],
      bytes: countBytes(transcript, "device"),
    },
    {
      party: of("server"),
      reads: [
        `${count(bytesOf(atServer, "list") / tokenBytes, "token")} of the list, which it blinds`,
        `${count(server.vouchers, "voucher")}, when they came and from which device`,
        `that ${count(server.opened, "voucher")} opened, with ${count(server.distinct, "different share")}`,
        ...(server.payloads > 0 ? [`the pictures in ${count(server.payloads, "voucher")}`] : []),
      ],
      cannotRead: [
        ...(closed > 0 ? [`the pictures in ${count(closed, "voucher")}${why}`] : []),
        ...(server.hashesInTheClear === 0 ? ["the hash of any photograph: none stands in what it got"] : []),
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
      cannotRead:
        countBytes(transcript, "list-authority").received === 0
          ? ["anything about devices: nothing goes back to it"]
          : [],
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

function bytesOf(view: View, kind: MessageKind): number {
  return all(view, kind).reduce((sum, bytes) => sum + bytes.length, 0);
}

/** "1 voucher", "1,200 vouchers". */
export function count(number: number, what: string, whats = `${what}s`): string {
  return `${renderInteger(number)} ${number === 1 ? what : whats}`;
}

/** "table 4,096 bytes, one voucher 2.1 kB". */
export function describeSizes({ published, voucherBytes, images }: AccountRun): string {
  return `table ${renderBytes(published.cells.length)}, one voucher ${renderBytes(Math.round(voucherBytes / Math.max(1, images.length)))}`;
}
