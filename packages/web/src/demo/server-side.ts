import type { AccountView, ServerVoucher } from "@glasshouse/lab";
import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { formatBytes, formatInteger, formatNumberOf } from "../format/quantity.js";
import { moveFocus, tabStop } from "./picker.js";
import type { DemoActions, DemoState, Perspective } from "./state.js";
import { voucherLengths } from "./tally.js";

const perspectives = [
  { value: "server", label: "What the server holds" },
  { value: "reviewer", label: "What a reviewer sees" },
] as const satisfies readonly { value: Perspective; label: string }[];

/** The server: vouchers, which of them opened, and payloads where the threshold was reached. */
export function renderServerSide(state: DemoState, actions: DemoActions): TemplateResult {
  return html`<section class="side side-server" aria-labelledby="server-side">
    <header>
      <div class="side-head">
        <p class="kicker">Server</p>
        <fieldset class="switch">
          <legend class="sr-only">Show the server side as</legend>
          ${perspectives.map(
            ({ value, label }) => html`<label>
              <input
                type="radio"
                name="perspective"
                value=${value}
                .checked=${state.perspective === value}
                @change=${() => actions.show(value)}
              /><span>${label}</span>
            </label>`,
          )}
        </fieldset>
      </div>
      ${state.perspective === "server" ? serverHead(state) : reviewerHead(state)}
    </header>
    ${state.perspective === "server" ? vouchers(state, actions) : payloads(state, actions)}
  </section>`;
}

function serverHead({ account }: DemoState): TemplateResult {
  const { result } = account;
  return html`<h3 id="server-side">${formatNumberOf(result.vouchers, "voucher")}${describeLengths(account)}</h3>
    <p>
      <b>${formatInteger(result.matchesVisible)}</b> opened, which the server sees
      <span class="mark mark-opened">opens</span>. It can read
      <b>${result.payloadsRead === 0 ? "none" : formatInteger(result.payloadsRead)}</b> of their contents.
    </p>`;
}

function describeLengths(account: AccountView): string {
  const lengths = voucherLengths(account);
  if (lengths === null) return "";
  return lengths.smallest === lengths.largest
    ? `, each ${formatBytes(lengths.largest)}`
    : `, ${formatBytes(lengths.smallest)} to ${formatBytes(lengths.largest)}`;
}

function vouchers(state: DemoState, actions: DemoActions): TemplateResult {
  const { server } = state.account;
  const stop = tabStop(
    server.map(({ voucherId }) => voucherId),
    state.highlighted,
  );
  return html`<ul class="tiles" role="listbox" aria-label="Vouchers on the server" @keydown=${moveFocus}>
    ${repeat(
      server,
      ({ voucherId }) => voucherId,
      (voucher) => voucherTile(voucher, state, stop === voucher.voucherId, actions),
    )}
  </ul>`;
}

function voucherTile(
  voucher: ServerVoucher,
  state: DemoState,
  focusable: boolean,
  actions: DemoActions,
): TemplateResult {
  const highlighted = state.highlighted === voucher.voucherId;
  const highlight = () => actions.highlight(voucher.voucherId);
  return html`<li
    class="tile voucher voucher-${voucher.status} ${highlighted ? "is-tied" : ""}"
    role="option"
    tabindex=${focusable ? "0" : "-1"}
    aria-selected=${highlighted ? "true" : "false"}
    aria-label="Voucher ${voucher.voucherId.slice(0, 8)}, ${formatBytes(voucher.bytes)}, ${describeVoucher(voucher)}"
    data-voucher=${voucher.voucherId}
    @focus=${highlight}
    @click=${highlight}
    @mouseenter=${highlight}
  >
    ${
      voucher.payload === null
        ? html`<span class="excerpt">${voucher.excerpt}</span>`
        : html`<img class="payload" src=${voucher.payload} alt="" loading="lazy" decoding="async" width="96" height="96" />`
    }
    ${voucher.status === "closed" ? "" : html`<span class="mark mark-${voucher.status}">${shortStatus(voucher)}</span>`}
    <span class="tile-caption">${voucher.payload === null ? formatBytes(voucher.bytes) : "readable"}</span>
  </li>`;
}

function shortStatus(voucher: ServerVoucher): string {
  return voucher.status === "opened" ? "opens" : "invalid";
}

/** What the server learned from one voucher. */
export function describeVoucher({ status, openedSlots, payload }: ServerVoucher): string {
  if (status === "invalid") return "refused as invalid";
  if (status === "closed") return "no slot opens, nothing learned";
  const slots = `${formatNumberOf(openedSlots, "slot")} ${openedSlots === 1 ? "opens" : "open"}`;
  return payload === null ? `${slots}, payload stays sealed` : `${slots}, payload readable`;
}

function reviewerHead({ account }: DemoState): TemplateResult {
  const readable = account.server.filter(({ payload }) => payload !== null).length;
  return html`<h3 id="server-side">${readable === 0 ? "Nothing" : formatNumberOf(readable, "readable payload")}</h3>
    <p>
      ${
        readable === 0
          ? "A reviewer never meets this account: below the threshold there is no key to read it with."
          : "A reviewer sees these and nothing else of the account: no other picture and no voucher that stayed closed."
      }
    </p>`;
}

function payloads(state: DemoState, actions: DemoActions): TemplateResult {
  const readable = state.account.server.filter(({ payload }) => payload !== null);
  if (readable.length === 0) return html`<div class="tiles-empty"><p>No payload can be read.</p></div>`;
  const stop = tabStop(
    readable.map(({ voucherId }) => voucherId),
    state.highlighted,
  );
  return html`<ul class="tiles tiles-large" role="listbox" aria-label="Payloads the reviewer sees" @keydown=${moveFocus}>
    ${repeat(
      readable,
      ({ voucherId }) => voucherId,
      (voucher) => voucherTile(voucher, state, stop === voucher.voucherId, actions),
    )}
  </ul>`;
}
