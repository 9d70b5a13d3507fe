// A scenario gives the same outcome in a page and in Node, to the last digit. The page runs the sources, bundled by vite.
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { loadSodiumGroup } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import { scenarios } from "@glasshouse/lab/scenarios";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, launchBrowser } from "./chrome.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const entry = "virtual:scenarios";

/** Answers a scenario's id and settings with its outcome, as JSON, and with how often it reported progress. */
const entrySource = `
import { loadSodiumGroup } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import { scenarios } from "@glasshouse/lab/scenarios";
globalThis.play = async (id, settings, seed) => {
  let progress = 0;
  const onProgress = async () => { progress++; await new Promise((resolve) => setTimeout(resolve)); };
  const context = { random: createSeededRandom(seed), group: await loadSodiumGroup(), onProgress };
  const outcome = await scenarios.find((scenario) => scenario.id === id).run(settings, context);
  return { progress, json: JSON.stringify(outcome) };
};`;

/** Every scenario, small: pictures, protocol, models and attacks all take part. */
const settings: Readonly<Record<string, Readonly<Record<string, number | string>>>> = {
  baseline: { threshold: 3, photos: 2 },
  trillion: {},
  "holiday-burst": { shots: 4, threshold: 2 },
  "news-and-propaganda": { added: 30, posted: 2 },
  "one-message-four-designs": { pictures: 5 },
  "scope-creep": { posters: 2, genuine: 4, threshold: 2 },
  "list-for-one": { wanted: 2, threshold: 1 },
  "silent-threshold": { before: 4, after: 2, held: 3 },
  framing: { threshold: 2, pictures: 2 },
  "ordinary-edits": { scenes: 2, threshold: 2 },
  "flooded-reviewers": { pictures: 2 },
  "leaked-key": { listed: 4, unrelated: 2 },
  "below-the-threshold": { threshold: 3, photos: 3 },
  "hidden-purpose": { visits: 1, tests: 6 },
};

describeInBrowser("scenarios in the browser", () => {
  let folder: string;
  let browser: Browser;
  let server: Server;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "glasshouse-scenarios-"));
    await build({
      configFile: false,
      root: here,
      logLevel: "error",
      resolve: { conditions: ["glasshouse:src", "module", "browser", "development|production"] },
      build: {
        outDir: folder,
        emptyOutDir: true,
        target: "es2023",
        rolldownOptions: { input: entry, output: { entryFileNames: "main.js" } },
      },
      plugins: [
        {
          name: "scenarios",
          resolveId: (id) => (id === entry ? path.join(here, "scenarios-entry.js") : null),
          load: (id) => (id === path.join(here, "scenarios-entry.js") ? entrySource : null),
        },
      ],
    });
    server = createServer(async ({ url = "/" }, response) => {
      const [, name] = url.split("/");
      if (name)
        response
          .setHeader("Content-Type", "text/javascript")
          .end(await readFile(path.join(folder, path.basename(name))));
      else
        response
          .setHeader("Content-Type", "text/html")
          .end('<!doctype html><script type="module" src="/main.js"></script>');
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction("globalThis.play !== undefined");
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test("all are tried", () => {
    expect(scenarios.map(({ id }) => id)).toEqual(Object.keys(settings));
  });

  test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
    "%s has the outcome that it has in Node",
    async (id, scenario) => {
      const seed = "a page and Node";
      const there = await page.evaluate<{ progress: number; json: string }>(
        `play(...${JSON.stringify([id, settings[id], seed])})`,
      );
      const here = await scenario.run(settings[id] ?? {}, {
        random: createSeededRandom(seed),
        group: await loadSodiumGroup(),
        onProgress: () => {},
      });
      expect(JSON.parse(there.json)).toEqual(here); // first, since it shows where they differ
      expect(there.json).toBe(JSON.stringify(here));
      expect(there.progress).toBeGreaterThan(2);
    },
    120_000,
  );
});
