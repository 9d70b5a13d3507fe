// A scenario gives the same outcome in a page and in Node, to the last digit. The page runs the sources, bundled by vite.
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { isBuiltin } from "node:module";
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

/**
 * One scenario for every kind of arithmetic, small: albums and the protocol, logarithms of models, correlation of
 * pictures, edits and attacks, the second hash, other protocols. The rest is bundled with them.
 */
const settings: Readonly<Record<string, Readonly<Record<string, number | string>>>> = {
  baseline: { threshold: 2, photos: 1 },
  trillion: {},
  "holiday-burst": { shots: 2, threshold: 2 },
  "one-message-four-designs": { pictures: 5, listed: 8 },
  framing: { threshold: 2, pictures: 1 },
  "ordinary-edits": { scenes: 2, threshold: 2 },
  "hidden-purpose": { visits: 1, tests: 6 },
};

describeInBrowser("scenarios in the browser", () => {
  const builtins: string[] = [];
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
          enforce: "pre",
          resolveId(id, importer) {
            // vite puts an empty module in its place; libsodium asks for one and does without it
            if (isBuiltin(id) && !importer?.includes("node_modules")) builtins.push(`${id}, by ${importer}`);
            return id === entry ? path.join(here, "scenarios-entry.js") : null;
          },
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

  test("nothing in them asks for what only Node has", () => {
    expect(builtins).toEqual([]);
  });

  test.each(
    scenarios.filter(({ id }) => settings[id] !== undefined).map((scenario) => [scenario.id, scenario] as const),
  )(
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
