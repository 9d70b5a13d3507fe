import type { DemoView, ListedPicture } from "@glasshouse/lab";
import { html, type TemplateResult } from "lit";
import { formatInteger, formatNumberOf } from "../format/quantity.js";

/** The synthetic list, which neither a device nor the reader of a real system would ever see. */
export function renderListPanel({ list, result }: DemoView): TemplateResult {
  const planted = list.filter((entry) => entry.planted).length;
  return html`<section class="list" aria-labelledby="list">
    <div class="section-head">
      <h2 id="list">The list</h2>
      <p>
        ${formatNumberOf(result.list.entries, "harmless image")}, standing in for a list that nobody here has seen.
        ${
          planted === 0
            ? ""
            : html`${formatInteger(planted)} <span class="mark mark-planted">planted</span>: put there to collide with an
                unlisted scene.`
        }
        Devices get only the blinded table, from which no entry can be read.
      </p>
    </div>
    <ul class="entries" tabindex="0" aria-labelledby="list">
      ${list.map(entryTile)}
    </ul>
  </section>`;
}

function entryTile(entry: ListedPicture): TemplateResult {
  return html`<li class="entry">
    <img src=${entry.picture} alt="" loading="lazy" decoding="async" width="96" height="96" />
    ${entry.planted ? html`<span class="mark mark-planted">planted</span>` : ""}
    <span class="tile-caption">${entry.title}</span>
  </li>`;
}
