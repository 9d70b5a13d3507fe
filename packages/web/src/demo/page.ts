import type { DemoView } from "@glasshouse/lab";
import { html, render } from "lit";
import { parseRoute } from "../route.js";
import { renderAccounts } from "./accounts.js";
import { renderCosts, renderErrors, renderRunTable } from "./figures.js";
import { renderLimits } from "./limits.js";
import { renderListPanel } from "./list-panel.js";
import { renderMasthead } from "./masthead.js";
import { renderSides } from "./sides.js";
import { type DemoActions, type DemoState, stateFor } from "./state.js";
import { drawTieLine, revealTied } from "./tie-line.js";

/** Draws the run into `root` and keeps it in step with the address and the reader. */
export function mountDemoPage(root: HTMLElement, view: DemoView): void {
  let state = stateFor(view, parseRoute(location.hash).account, "server");
  const update = (next: DemoState) => {
    state = next;
    render(template(state, actions), root);
  };
  const sides = () => root.querySelector<HTMLElement>(".sides");
  const drawTie = () => {
    const element = sides();
    if (element) drawTieLine(element);
  };
  const actions: DemoActions = {
    highlight(voucherId) {
      if (voucherId === state.highlighted) return;
      update({ ...state, highlighted: voucherId });
      const element = sides();
      if (element) revealTied(element);
      drawTie();
    },
    show(perspective) {
      update({ ...state, perspective });
      drawTie();
    },
  };
  root.replaceChildren();
  update(state);
  window.addEventListener("hashchange", () => {
    update(stateFor(view, parseRoute(location.hash).account, state.perspective));
    drawTie();
    const heading = root.querySelector<HTMLElement>("#account");
    heading?.focus({ preventScroll: true });
    heading?.closest("section")?.scrollIntoView({ block: "start" });
  });
  window.addEventListener("resize", drawTie);
  // Scrolling a pane moves tiles but not the line; `scroll` does not bubble, so it is caught on its way down.
  root.addEventListener("scroll", drawTie, { capture: true, passive: true });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") actions.highlight(null);
  });
}

function template(state: DemoState, actions: DemoActions) {
  return html`${renderMasthead(state.view)}
    <main>
      ${renderAccounts(state)} ${renderSides(state, actions)} ${renderRunTable(state.view)}
      <div class="columns">${renderErrors(state.view)} ${renderCosts(state.view)}</div>
      ${renderListPanel(state.view)} ${renderLimits()}
    </main>
    <footer class="colophon">
      <p>Glasshouse measures the claims and the objections of the debate about client-side scanning. Apache-2.0.</p>
    </footer>`;
}
