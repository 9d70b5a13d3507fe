import type { AccountView, DemoView } from "@glasshouse/lab";
import { html, type TemplateResult } from "lit";
import { formatCount } from "../format/count.js";
import { formatBytes, formatInteger, formatMs } from "../format/quantity.js";
import { accountHref } from "../route.js";
import { titleOf } from "./words.js";

/** Every account in figures, the truth beside what the server learned. */
export function renderRunTable({ accounts, result }: DemoView): TemplateResult {
  return html`<section aria-labelledby="run-table">
    <div class="section-head">
      <h2 id="run-table">The whole run</h2>
      <p><span class="label">measured</span> on this run’s pictures, seed <code>${result.seed}</code>.</p>
    </div>
    <div class="scroller" tabindex="0" role="region" aria-label="Table of all accounts">
      <table class="run">
        <thead>
          <tr>
            <td></td>
            <th scope="colgroup" colspan="2" class="truth">Truth</th>
            <th scope="colgroup" colspan="5" class="learned">What the server learned</th>
          </tr>
          <tr>
            <th scope="col">Account</th>
            <th scope="col" class="truth amount">Pictures</th>
            <th scope="col" class="truth amount">Copies of listed images</th>
            <th scope="col" class="learned amount">Vouchers</th>
            <th scope="col" class="learned amount">Opened</th>
            <th scope="col" class="learned amount">Distinct, of ${formatInteger(result.threshold)} needed</th>
            <th scope="col" class="learned amount">Payloads read</th>
            <th scope="col" class="learned amount">Account</th>
          </tr>
        </thead>
        <tbody>
          ${accounts.map(runRow)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function runRow({ result }: AccountView): TemplateResult {
  return html`<tr>
    <th scope="row">
      <a href=${accountHref(result.name)}>${titleOf(result.name)}</a> <small>counting <code>${result.counting}</code></small>
    </th>
    <td class="truth amount">${formatInteger(result.images)}</td>
    <td class="truth amount">${formatInteger(result.listedImages)}</td>
    <td class="learned amount">${formatInteger(result.vouchers)}</td>
    <td class="learned amount">${formatInteger(result.matchesVisible)}</td>
    <td class="learned amount">${formatInteger(result.distinctMatches)}</td>
    <td class="learned amount">${formatInteger(result.payloadsRead)}</td>
    <td class="learned amount">${result.opened ? "open" : "closed"}</td>
  </tr>`;
}

/** Errors as counts against both ground truths. */
export function renderErrors({ result }: DemoView): TemplateResult {
  const { truth, radius, planted } = result.errors;
  const row = (name: string, explanation: string, { falsePositives, falseNegatives }: typeof truth) => html`<tr>
    <th scope="row">${name}<small>${explanation}</small></th>
    <td>${formatCount(falsePositives)}</td>
    <td>${formatCount(falseNegatives)}</td>
  </tr>`;
  return html`<section aria-labelledby="errors">
    <div class="section-head"><h2 id="errors">Errors <span class="label">measured</span></h2></div>
    <table>
      <thead>
        <tr>
          <th scope="col">Held against</th>
          <th scope="col">Opened, should not have</th>
          <th scope="col">Stayed closed, should have opened</th>
        </tr>
      </thead>
      <tbody>
        ${row("The truth", "which picture is a copy of which entry", truth)}
        ${row("The hash’s radius", "which hashes lie within the match radius; the rest is the cost of blinded matching", radius)}
        <tr>
          <th scope="row">The planted collision<small>kept apart, since its matches are no accident</small></th>
          <td>${formatCount(planted)}</td>
          <td>does not apply</td>
        </tr>
        <tr>
          <th scope="row">
            The ideal<small>the same tokens, counting and threshold, computed in the clear</small>
          </th>
          <td colspan="2">${formatCount(result.ideal)}</td>
        </tr>
      </tbody>
    </table>
    <p class="footnote">
      Where none was counted, “at most 3/n” bounds the share at 95 % confidence if the pictures were independent. Copies
      and bursts are not, so read it as a floor on what stays unknown.
    </p>
  </section>`;
}

/** What the run cost. */
export function renderCosts({ result }: DemoView): TemplateResult {
  const { cost, list } = result;
  const rows: readonly (readonly [string, string, string])[] = [
    ["Hash", "device, per picture", formatMs(cost.hashMsPerImage)],
    ["Voucher", "device, per picture", formatMs(cost.voucherMsPerImage)],
    ["Upload", "per picture", formatBytes(cost.voucherBytesPerImage)],
    ["of which sealed payload", "per picture", formatBytes(cost.payloadBytesPerImage)],
    ["Check", "server, per voucher", formatMs(cost.serverMsPerVoucher)],
    ["Blinded table", "device, per listed image", formatBytes(cost.tableBytesPerEntry)],
    ["Blinded table", "device, download", formatBytes(list.tableBytes)],
  ];
  return html`<section aria-labelledby="costs">
    <div class="section-head"><h2 id="costs">Costs <span class="label">measured</span></h2></div>
    <table>
      <thead class="sr-only">
        <tr>
          <th scope="col">What</th>
          <th scope="col">Amount</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(([name, where, amount]) => html`<tr><th scope="row">${name}<small>${where}</small></th><td class="amount">${amount}</td></tr>`)}
      </tbody>
    </table>
    <p class="footnote">Times are of this machine and this run; sizes follow from the parameters.</p>
  </section>`;
}
