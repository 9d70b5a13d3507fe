import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, launchBrowser } from "./chrome.js";

describeInBrowser("the browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 120_000);
  afterAll(() => browser?.close());

  test("lays out text and runs a script", async () => {
    const page = await browser.newPage();
    await page.goto(`data:text/html,<title>before</title><p style="display:inline-block">some text</p>`);
    await page.evaluate("document.title = 'after'");
    expect(await page.title()).toBe("after");
    expect((await page.locator("p").boundingBox())?.width).toBeGreaterThan(10); // no font: no width
    expect((await page.screenshot()).byteLength).toBeGreaterThan(100);
  }, 30_000);

  test("keeps its web security", async () => {
    const serve = async (): Promise<{ origin: string; close: () => void }> => {
      const server = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<p>text"));
      await once(server.listen(0, "127.0.0.1"), "listening");
      return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
    };
    const [one, two] = [await serve(), await serve()];
    const page = await browser.newPage();
    await page.goto(one.origin);
    const read = (origin: string) => page.evaluate((url) => fetch(url).then((response) => response.text()), origin);
    expect(await read(one.origin)).toBe("<p>text");
    await expect(read(two.origin)).rejects.toThrow("Failed to fetch");
    await page.close();
    for (const { close } of [one, two]) close();
  }, 30_000);
});
