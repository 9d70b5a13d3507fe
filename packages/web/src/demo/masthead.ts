import type { DemoView } from "@glasshouse/lab";
import { html, type TemplateResult } from "lit";
import { formatBytes, formatInteger, formatNumberOf } from "../format/quantity.js";
import { explainCounting } from "./words.js";

/** The run in one paragraph, and the parameters it was started with. */
export function renderMasthead({ result, accounts }: DemoView): TemplateResult {
  const pictures = accounts.reduce((sum, account) => sum + account.result.images, 0);
  const opened = accounts.filter((account) => account.result.opened).length;
  const payloads = accounts.reduce((sum, account) => sum + account.result.payloadsRead, 0);
  const counting = explainCounting(result.counting);
  return html`<header class="masthead">
    <p class="wordmark">Glasshouse <span>a testbed for client-side scanning</span></p>
    <div class="masthead-body">
      <div>
        <h1>What the device holds, what the server learns</h1>
        <p class="standfirst">
          ${formatNumberOf(pictures, "picture")} on ${formatNumberOf(accounts.length, "simulated account")} became one
          sealed <strong>voucher</strong> each. The server checks every voucher against a blinded list of
          ${formatNumberOf(result.list.entries, "image")}; it sees which ones open and counts the distinct ones. Only in an
          account that reaches <strong>${formatInteger(result.threshold)}</strong> can it read the matching pictures.
          Here that happened to <strong>${formatInteger(opened)} of ${formatInteger(accounts.length)}</strong> accounts;
          ${formatNumberOf(payloads, "thumbnail")} became readable.
        </p>
        <p class="provenance">
          <span class="label">measured</span> on this run’s pictures, seed <code>${result.seed}</code>. Nothing on this
          page is a rate for anyone’s photographs.
        </p>
      </div>
      <section class="parameters" aria-labelledby="parameters">
        <h2 id="parameters">Parameters of this run <span class="label">assumed</span></h2>
        <dl>
          <div><dt>Threshold</dt><dd>${formatNumberOf(result.threshold, "distinct match", "distinct matches")}</dd></div>
          <div>
            <dt>Counting</dt>
            <dd><code>${result.counting}</code>${counting === null ? "" : html` <small>${counting}</small>`}</dd>
          </div>
          <div><dt>Hash algorithm</dt><dd><code>${result.algorithm}</code></dd></div>
          <div><dt>Tokens</dt><dd><code>${result.tokens}</code></dd></div>
          <div><dt>Table</dt><dd><code>${result.table}</code></dd></div>
          <div><dt>Seed</dt><dd><code>${result.seed}</code></dd></div>
          <div>
            <dt>List</dt>
            <dd>${formatNumberOf(result.list.entries, "listed image")}</dd>
          </div>
          <div>
            <dt>Blinded table</dt>
            <dd>
              ${formatNumberOf(result.list.tableEntries, "token")}, ${formatBytes(result.list.tableBytes)}
            </dd>
          </div>
        </dl>
      </section>
    </div>
  </header>`;
}
