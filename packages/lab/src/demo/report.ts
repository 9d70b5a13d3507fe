/** The run as text for a terminal. */
import { renderTable } from "../terminal/table.js";
import type { Count, DemoResult } from "./result.js";

/** What was learned beside the truth, errors as counts, costs. Everything here was measured on this run's pictures. */
export function renderDemo(result: DemoResult): string {
  const { list, accounts, errors, cost, ideal } = result;
  return [
    `List: ${list.entries} entries (images), ${list.tableEntries} table entries (tokens), blinded table of ${list.tableBytes} bytes`,
    `Hash ${result.algorithm}, tokens ${result.tokens}, table ${result.table}, threshold ${result.threshold}, counting ${result.counting}, seed ${result.seed}`,
    "",
    "What the server learned about each account, beside the truth",
    renderTable(
      accounts.map((account) => [
        account.name,
        account.images,
        account.listedImages,
        account.matchesVisible,
        account.distinctMatches,
        account.opened ? "opened" : "closed",
        account.payloadsRead,
      ]),
      ["account", "images", "listed (truth)", "matches seen", "counted", "account", "payloads read"],
    ),
    `Check: ${ideal.k} of ${ideal.n} ${ideal.unit}`,
    "",
    "Errors (measured on this run's pictures; a planted collision is counted apart)",
    renderTable([
      ["against the truth", "false positives", renderCount(errors.truth.falsePositives)],
      ["", "false negatives", renderCount(errors.truth.falseNegatives)],
      ["against the radius", "false positives", renderCount(errors.radius.falsePositives)],
      ["", "false negatives", renderCount(errors.radius.falseNegatives)],
      ["planted", "matches", renderCount(errors.planted)],
    ]),
    "Cost (measured; CPU time on this machine)",
    renderTable([
      ["hash, decoding included", `${cost.hashMsPerImage.toFixed(1)} ms per image`],
      ["voucher, device", `${cost.voucherMsPerImage.toFixed(1)} ms per image`],
      ["voucher, server", `${cost.serverMsPerVoucher.toFixed(1)} ms per voucher`],
      [
        "voucher, size",
        `${Math.round(cost.voucherBytesPerImage)} bytes per image, ${Math.round(cost.voucherBytesPerImage - cost.payloadBytesPerImage)} without payload`,
      ],
      ["blinded table", `${Math.round(cost.tableBytesPerEntry)} bytes per entry`],
    ]),
  ].join("\n");
}

/** "3 of 40 images", and for none the rule of three instead of a rate that looks like certainty. */
function renderCount({ k, n, unit }: Count): string {
  if (n === 0) return `no ${unit}`;
  return k === 0 ? `0 of ${n} ${unit} (at most 3/${n}, 95 %, were they independent)` : `${k} of ${n} ${unit}`;
}
