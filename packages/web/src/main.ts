import { html, render } from "lit";
import { loadDemo } from "./demo/load.js";
import { LoadError, type LoadErrorCode } from "./demo/load-error.js";
import { mountDemoPage } from "./demo/page.js";

const advice: Readonly<Record<LoadErrorCode, string>> = {
  missing: "The page is here but no run is. Start one with “npm run demo” and open the address it prints.",
  unreachable: "Is the demo still running? It serves this page only until it is stopped.",
  "not-json": "The file beside this page is damaged. Run “npm run demo” again.",
  "wrong-schema": "The run was written by another version than this page. Build and run both again: “npm run demo”.",
};

async function start(root: HTMLElement): Promise<void> {
  try {
    mountDemoPage(root, await loadDemo());
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    root.replaceChildren();
    render(
      html`<main class="notice">
        <div role="alert">
          <h1>There is no run to show</h1>
          <p>${advice[error.code]}</p>
          <p class="footnote">${error.code}: ${error.message}</p>
        </div>
      </main>`,
      root,
    );
  }
}

const root = document.querySelector<HTMLElement>("#page");
if (root) await start(root);
