// Makes docs/demo.png, the README's picture, from a real run: `node scripts/run.mjs screenshot`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { launchBrowser } from "./chrome.js";

const command = fileURLToPath(new URL("../packages/lab/dist/main.js", import.meta.url));
const picture = fileURLToPath(new URL("../docs/demo.png", import.meta.url));

test("docs/demo.png", { timeout: 300_000 }, async () => {
  const demo = spawn(process.execPath, [command, "demo", "--port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  let address: string | undefined;
  for await (const line of createInterface({ input: demo.stderr })) {
    address = /http:\S+/.exec(line)?.[0];
    if (address) break;
  }
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 });
  await page.goto(`${address}#/demo/at-threshold`);
  await page.locator("#account").scrollIntoViewIfNeeded();
  await page.evaluate(() => {
    document.querySelector("#account")?.scrollIntoView();
    window.scrollBy(0, -16);
  });
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: picture });
  expect(await page.locator("img").evaluateAll((images) => images.length)).toBeGreaterThan(0);
  await browser.close();
  demo.kill("SIGINT");
  await once(demo, "exit");
});
