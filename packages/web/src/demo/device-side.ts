import type { DevicePicture } from "@glasshouse/lab";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { formatInteger, formatNumberOf } from "../format/quantity.js";
import { moveFocus, tabStop } from "./picker.js";
import type { DemoActions, DemoState } from "./state.js";
import { isFalseMatch } from "./tally.js";

/** The device: every picture of the account, with the truth about it that neither the device nor the server has. */
export function renderDeviceSide(state: DemoState, actions: DemoActions): TemplateResult {
  const { device, result } = state.account;
  const stop = tabStop(
    device.map(({ voucherId }) => voucherId),
    state.highlighted,
  );
  return html`<section class="side side-device" aria-labelledby="device-side">
    <header>
      <p class="kicker">Device</p>
      <h3 id="device-side">${formatNumberOf(result.images, "picture")}</h3>
      <p>
        <b>${result.listedImages === 0 ? "None" : formatInteger(result.listedImages)}</b>
        ${result.listedImages > 1 ? "are copies" : "is a copy"} of listed images
        <span class="mark mark-listed">listed</span>. That is the truth, known to this page: the device does not learn it.
      </p>
    </header>
    <ul class="tiles" role="listbox" aria-label="Pictures on the device" @keydown=${moveFocus}>
      ${repeat(
        device,
        ({ voucherId }) => voucherId,
        (picture) => tile(picture, state, stop === picture.voucherId, actions),
      )}
    </ul>
  </section>`;
}

function tile(picture: DevicePicture, state: DemoState, focusable: boolean, actions: DemoActions): TemplateResult {
  const highlighted = state.highlighted === picture.voucherId;
  const highlight = () => actions.highlight(picture.voucherId);
  return html`<li
    class="tile picture ${highlighted ? "is-tied" : ""}"
    role="option"
    tabindex=${focusable ? "0" : "-1"}
    aria-selected=${highlighted ? "true" : "false"}
    aria-label=${describePicture(picture, state)}
    data-voucher=${picture.voucherId}
    @focus=${highlight}
    @click=${highlight}
    @mouseenter=${highlight}
  >
    <img src=${picture.picture} alt="" loading="lazy" decoding="async" width="96" height="96" />
    ${mark(picture, state)}
    <span class="tile-caption">${picture.change}</span>
  </li>`;
}

function mark(picture: DevicePicture, { ties }: DemoState): TemplateResult | typeof nothing {
  if (picture.copyOf !== null) return html`<span class="mark mark-listed">listed</span>`;
  return isFalseMatch(picture, ties) ? html`<span class="mark mark-false">false match</span>` : nothing;
}

/** "Harbour, JPEG quality 50, a copy of the listed image Harbour". */
function describePicture(picture: DevicePicture, { view }: DemoState): string {
  return `${picture.title}, ${picture.change}, ${describeTruth(picture, view.list)}`;
}

/** What the picture is, in truth. */
export function describeTruth(
  picture: DevicePicture,
  list: readonly { readonly id: string; readonly title: string }[],
): string {
  if (picture.copyOf === null) return "not listed";
  const entry = list.find(({ id }) => id === picture.copyOf);
  if (entry?.title === picture.title) return "a copy of the listed image of that name";
  return entry === undefined ? `a copy of entry ${picture.copyOf}` : `a copy of the listed image “${entry.title}”`;
}
