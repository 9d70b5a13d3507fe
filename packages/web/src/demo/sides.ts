import { html, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { formatCount } from "../format/count.js";
import { formatBytes, formatInteger, formatNumberOf } from "../format/quantity.js";
import { renderAccountStatus } from "./accounts.js";
import { describeTruth, renderDeviceSide } from "./device-side.js";
import { renderGauge } from "./gauge.js";
import { describeVoucher, renderServerSide } from "./server-side.js";
import type { DemoActions, DemoState } from "./state.js";
import { countErrors } from "./tally.js";
import { explainCounting, titleOf } from "./words.js";

/** One account: the device with its pictures, the glass wall, the server with its vouchers. */
export function renderSides(state: DemoState, actions: DemoActions): TemplateResult {
  const { account, view } = state;
  const { result } = account;
  const meaning = explainCounting(result.counting);
  return html`<section class="account" aria-labelledby="account">
    <div class="section-head account-head">
      <div>
        <h2 id="account" tabindex="-1">${titleOf(result.name)} ${renderAccountStatus(result.opened)}</h2>
        <p>${account.story}</p>
      </div>
      <div class="account-gauge">
        ${renderGauge(result.distinctMatches, view.result.threshold)}
        <p>${describeStanding(result.distinctMatches, view.result.threshold, result.opened)}</p>
        <p><small>Counting <code>${result.counting}</code>${meaning === null ? "" : `: ${meaning}`}.</small></p>
      </div>
    </div>
    <div class="glass">
      ${keyed(
        result.name,
        html`<div class="sides">
          ${renderDeviceSide(state, actions)}
          <div class="wall" aria-hidden="true"><span>only vouchers pass</span></div>
          ${renderServerSide(state, actions)}
          <svg class="tie-line" aria-hidden="true"></svg>
        </div>`,
      )}
      ${renderTie(state)}
    </div>
    ${renderErrorsOfAccount(state)}
  </section>`;
}

function describeStanding(distinct: number, threshold: number, opened: boolean): string {
  const counted = `${formatNumberOf(distinct, "distinct match", "distinct matches")}, ${formatInteger(threshold)} needed`;
  if (opened) return `${counted}: the account is open.`;
  return distinct < threshold
    ? `${counted}: ${formatInteger(threshold - distinct)} short.`
    : `${counted}, yet not open.`;
}

function renderTie({ highlighted, ties, view }: DemoState): TemplateResult {
  const tie = highlighted === null ? undefined : ties.get(highlighted);
  return html`<div class="tie ${tie === undefined ? "" : "tie-shown"}" role="status">
    ${
      tie === undefined
        ? html`<p class="tie-hint">
            Point at a picture or a voucher, or move with the arrow keys, to see which belongs to which. Only this page
            knows the tie.
          </p>`
        : html`<img src=${tie.picture.picture} alt="" width="56" height="56" />
            <p>
              <b>${tie.picture.title}</b>, ${tie.picture.change}<br />
              ${describeTruth(tie.picture, view.list)}, ${describeDistance(tie.picture.nearestDistance)}
            </p>
            <p class="tie-remark">only this page <br />knows the tie</p>
            <p>
              <b>Voucher <code>${tie.voucher.voucherId.slice(0, 8)}</code></b>, ${formatBytes(tie.voucher.bytes)}<br />
              ${describeVoucher(tie.voucher)}
            </p>`
    }
  </div>`;
}

function describeDistance(bits: number | null): string {
  return bits === null ? "could not be hashed" : `${formatNumberOf(bits, "bit")} from the nearest entry`;
}

function renderErrorsOfAccount({ account }: DemoState): TemplateResult {
  const { falseMatches, missedCopies } = countErrors(account);
  return html`<div class="account-errors"><dl>
    <div><dt>Opened, but not listed</dt><dd>${formatCount(falseMatches)}</dd></div>
    <div><dt>Listed, but stayed closed</dt><dd>${formatCount(missedCopies)}</dd></div>
  </dl><p><span class="label">measured</span> on this account’s pictures</p></div>`;
}
