/** What each party of a run has at the end, read off its transcript. */
import type { Role, Transcript } from "@glasshouse/matcher";
import { renderBytes, renderInteger } from "../../findings/index.js";
import type { PartyView } from "../scenario.js";
import type { AccountRun } from "./run-account.js";
import { all } from "./server-view.js";

/** Device, server, reviewer and list authority after one account's upload. */
export function describeRun({ transcript, published, server }: AccountRun, account = ""): PartyView[] {
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
