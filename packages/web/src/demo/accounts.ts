import type { AccountView } from "@glasshouse/lab";
import { html, type TemplateResult } from "lit";
import { formatInteger } from "../format/quantity.js";
import { accountHref } from "../route.js";
import { renderGauge } from "./gauge.js";
import type { DemoState } from "./state.js";
import { titleOf } from "./words.js";

/** One card per account: what it is there to show, and where it stands against the threshold. */
export function renderAccounts({ view, account }: DemoState): TemplateResult {
  return html`<nav class="accounts" aria-labelledby="accounts">
    <div class="section-head">
      <h2 id="accounts">Accounts</h2>
      <p>Choose one to look at both sides of it. The bar counts distinct matches; the line is the threshold.</p>
    </div>
    <ul>
      ${view.accounts.map((candidate) => card(candidate, candidate === account, view.result.threshold))}
    </ul>
  </nav>`;
}

function card({ result, story }: AccountView, current: boolean, threshold: number): TemplateResult {
  return html`<li class="card">
    <a href=${accountHref(result.name)} aria-current=${current ? "true" : "false"}>
      <span class="card-head"><strong>${titleOf(result.name)}</strong>${renderAccountStatus(result.opened)}</span>
      <span class="card-story">${story}</span>
      <span class="card-foot">
        ${renderGauge(result.distinctMatches, threshold)}
        <span>
          <b>${formatInteger(result.distinctMatches)}</b> distinct, ${formatInteger(threshold)} needed${
            result.matchesVisible === result.distinctMatches ? "" : ` · ${formatInteger(result.matchesVisible)} opened`
          }
        </span>
      </span>
    </a>
  </li>`;
}

/** Whether the server can read payloads of the account. */
export function renderAccountStatus(opened: boolean): TemplateResult {
  return opened ? html`<span class="status status-opened">readable</span>` : html`<span class="status">sealed</span>`;
}
