import { renderInteger } from "../findings/index.js";
import { renderCount, renderMs } from "../terminal/numbers.js";
import { renderTable } from "../terminal/table.js";
import { showText } from "../terminal/terminal.js";
import type { MatchedFile, MatchResult } from "./result.js";

/** Files of the owner's side that are shown; all are in the JSON. */
const shownFiles = 40;

/** The report of a match for people. */
export function renderMatch(result: MatchResult): string {
  const { server, list, images, cost, errors } = result;
  const rows = (...pairs: (readonly [string, string])[]) =>
    renderTable(pairs.map(([name, value]) => [`  ${name}`, value]));
  const lowQuality = images.belowQuality > 0 ? `, ${images.belowQuality} of too low quality to match` : "";
  return [
    "Setup\n",
    rows(
      [
        "list",
        `${renderInteger(list.entries)} entries, ${renderInteger(list.tableEntries)} table entries (${result.algorithm}, ${result.tokens})`,
      ],
      ["table", `${result.table}, ${renderInteger(list.tableBytes)} bytes${renderLost(list)}`],
      ["account", `${renderInteger(images.hashed)} images${lowQuality}`],
      ["opens from", `${result.threshold} distinct matches on, counted by ${result.counting}`],
    ),
    "\nWhat the server learned\n",
    rows(
      ["vouchers", renderInteger(server.vouchers)],
      ["of which match", renderInteger(server.matchesVisible)],
      ["distinct", `${server.distinctMatches}, ${result.threshold} are needed`],
      ["account", renderStatus(result)],
    ),
    "\nThe truth, known on this machine only\n",
    result.truth.length === 0
      ? "  no file matched, and none is within the radius of an entry\n"
      : renderTruth(result.truth),
    `\nAgainst an ordinary scan (Hamming distance up to ${errors.radius.matchRadius})\n`,
    rows(
      ["false positives", renderCount(errors.radius.falsePositives)],
      ["false negatives", renderCount(errors.radius.falseNegatives)],
      ["the same rules in the clear", result.equalsIdeal ? "give the same outcome" : "GIVE ANOTHER OUTCOME: a defect"],
    ),
    "\nCost (measured, CPU time)\n",
    rows(
      ["hash", `${renderMs(cost.hashMsPerImage)} per image`],
      [
        "voucher",
        `${renderMs(cost.voucherMsPerImage)} and ${renderInteger(cost.voucherBytesPerImage ?? 0)} bytes per image, ${renderInteger(cost.payloadBytesPerImage)} of them the payload`,
      ],
      ["server", `${renderMs(cost.serverMsPerVoucher)} per voucher`],
      ["table", `${renderMs(cost.setupMs)}, ${renderInteger(cost.tableBytesPerEntry ?? 0)} bytes per entry`],
    ),
  ].join("");
}

function renderLost({ commonTokens, droppedTokens }: MatchResult["list"]): string {
  const common = commonTokens > 0 ? `, ${commonTokens} common tokens left out` : "";
  return droppedTokens > 0 ? `${common}, ${droppedTokens} tokens found no place` : common;
}

function renderStatus({ server }: MatchResult): string {
  switch (server.status) {
    case "opened":
      return `open: ${server.payloadsRead} payloads read`;
    case "below-threshold":
      return "closed: no payload can be read";
    case "saturated":
      return "closed: more matches than detection can tell apart";
    case "inconsistent-shares":
      return "closed: its shares contradict one another";
  }
}

function renderTruth(truth: readonly MatchedFile[]): string {
  const rows = truth
    .slice(0, shownFiles)
    .map(({ path, matched, distance, entry, sources, payloadRead, withinRadius }) => [
      `  ${showText(path)}`,
      matched ? "matches" : "MISSED",
      distance,
      withinRadius ? "" : "TOO FAR",
      showText(sources[0] ?? entry),
      payloadRead ? "read" : "",
    ]);
  const more = truth.length - rows.length;
  const table = renderTable(rows, ["  file", "server saw", "bits", "", "nearest entry", "payload"]);
  return more > 0 ? `${table}  and ${more} more (--json has all)\n` : table;
}
