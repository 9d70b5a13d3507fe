// The page of the demo in a real browser, under the strictest policy it promises to work with.
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import type { AccountView, DemoView, DevicePicture, ServerVoucher } from "@glasshouse/lab";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeInBrowser, launchBrowser } from "./chrome.js";

const dist = fileURLToPath(new URL("../packages/web/dist", import.meta.url));
const policy = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' blob: data:";
const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".woff2": "font/woff2",
};

// --- a run of three accounts, threshold 3: open, two matches short of nothing readable, and a large one without a match
const threshold = 3;
const voucherBytes = 5_326;

interface Kind {
  readonly copyOf: string | null;
  readonly opens: boolean;
}
const copy: Kind = { copyOf: "entry-1", opens: true };
const missed: Kind = { copyOf: "entry-1", opens: false };
const plain: Kind = { copyOf: null, opens: false };
const collision: Kind = { copyOf: null, opens: true };

const openAccount = account("Open", [copy, plain, copy, missed, copy, collision]);
const closedAccount = account("Closed", [plain, copy, plain, collision, plain]);
const largeAccount = account(
  "Large: 50 % / #1",
  Array.from({ length: 200 }, () => plain),
);
const none = { k: 0, n: 204, unit: "images" };
const accounts = [openAccount, closedAccount, largeAccount];
const view: DemoView = {
  schema: "glasshouse.demo-view/1",
  result: {
    schema: "glasshouse.demo/1",
    algorithm: "pdq-tent",
    tokens: "blocks-4x64-f2",
    table: "fuse",
    threshold,
    counting: "hash",
    seed: "a seed of the test",
    list: { entries: 2, tableEntries: 8, tableBytes: 2_048 },
    accounts: accounts.map(({ result }) => result),
    errors: {
      truth: { falsePositives: { k: 2, n: 206, unit: "images" }, falseNegatives: { k: 1, n: 5, unit: "images" } },
      radius: { falsePositives: none, falseNegatives: none },
      planted: { k: 7, n: 21, unit: "images of the planted burst" },
    },
    ideal: { k: 3, n: 3, unit: "accounts as under the ideal functionality" },
    cost: {
      hashMsPerImage: 4.25,
      voucherMsPerImage: 3.5,
      voucherBytesPerImage: voucherBytes,
      payloadBytesPerImage: 4_148,
      serverMsPerVoucher: 0.75,
      tableBytesPerEntry: 1_024,
    },
  },
  list: [
    { id: "entry-1", title: "Lighthouse", picture: "pictures/entry-1.svg", planted: false },
    { id: "entry-2", title: "Collision", picture: "pictures/entry-2.svg", planted: true },
  ],
  accounts,
};

function account(name: string, kinds: readonly Kind[]): AccountView {
  const matches = kinds.filter(({ opens }) => opens).length;
  const opened = matches >= threshold;
  const id = (index: number) => `${name.length}${index}`.padStart(32, "0");
  return {
    result: {
      name,
      counting: "hash",
      images: kinds.length,
      listedImages: kinds.filter(({ copyOf }) => copyOf !== null).length,
      vouchers: kinds.length,
      opened,
      matchesVisible: matches,
      distinctMatches: matches,
      payloadsRead: opened ? matches : 0,
    },
    story: `${kinds.length} generated pictures.`,
    device: kinds.map(
      ({ copyOf, opens }, index): DevicePicture => ({
        voucherId: id(index),
        title: `Scene ${index}`,
        picture: `pictures/${name.length}-${index}.svg`,
        change: copyOf === null ? "as it is" : "JPEG quality 50",
        copyOf,
        nearestDistance: index === 1 ? null : opens ? 4 : 120,
      }),
    ),
    server: kinds.map(
      ({ opens }, index): ServerVoucher => ({
        voucherId: id(index),
        bytes: voucherBytes,
        excerpt: id(index * 7919).repeat(4),
        status: opens ? "opened" : "closed",
        openedSlots: opens ? 2 : 0,
        payload: opened && opens ? `payloads/${name.length}-${index}.svg` : null,
      }),
    ),
  };
}

/** A picture of its own for every address. */
function generatedPicture(address: string): string {
  const hue = [...address].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="hsl(${hue} 40% 55%)"/><circle cx="${hue % 64}" cy="40" r="20" fill="#fff"/></svg>`;
}

describeInBrowser("the demo's page", () => {
  let browser: Browser;
  let server: Server;
  let origin: string;
  let demo: string | null = JSON.stringify(view);

  beforeAll(async () => {
    if (!existsSync(path.join(dist, "index.html"))) throw new Error("packages/web is not built: run its build first");
    server = createServer(async (request, response) => {
      const address = new URL(request.url ?? "/", "http://page").pathname;
      const body = await answer(address === "/" ? "/index.html" : address);
      response.setHeader("Content-Security-Policy", policy);
      response.setHeader("Content-Type", contentTypes[path.extname(address) || ".html"] ?? "application/octet-stream");
      response.writeHead(body === null ? 404 : 200).end(body);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  async function answer(address: string): Promise<string | Buffer | null> {
    if (address === "/demo.json") return demo;
    if (/^\/(?:pictures|payloads)\/[\w-]+\.svg$/.test(address)) return generatedPicture(address);
    const file = path.join(dist, path.normalize(address));
    return existsSync(file) ? readFile(file) : null;
  }

  /** Opens the page and records everything that must not happen on it. */
  async function open(
    hash = "",
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; complaints: string[]; requests: string[]; close: () => Promise<void> }> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`${origin}/${hash}`);
    await page.waitForSelector("h1");
    return { page, complaints, requests, close: () => context.close() };
  }

  const addressOf = ({ result }: AccountView): string => `#/demo/${encodeURIComponent(result.name)}`;
  const device = (page: Page) => page.getByRole("listbox", { name: "Pictures on the device" }).getByRole("option");
  const vouchers = (page: Page) => page.getByRole("listbox", { name: "Vouchers on the server" }).getByRole("option");
  const textOf = async (shown: Locator): Promise<string> => (await shown.allInnerTexts()).join("\n");
  const serverSide = (page: Page) => page.locator(".side-server");

  test.each([
    ["light", 1440, openAccount, ["What the server holds", "What a reviewer sees"]],
    ["dark", 1440, openAccount, ["What the server holds", "What a reviewer sees"]],
    ["light", 360, closedAccount, ["What the server holds"]],
    ["dark", 360, closedAccount, ["What a reviewer sees"]],
  ] as const)(
    "has no accessibility violation, error, outside request or sideways scrolling: %s, %d px",
    async (colorScheme, width, shown, perspectives) => {
      const { page, complaints, requests, close } = await open(addressOf(shown), {
        colorScheme,
        viewport: { width, height: 800 },
      });
      await device(page).first().focus(); // the tie is part of what is checked
      for (const perspective of perspectives) {
        await page.getByRole("radio", { name: perspective }).check();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      expect(complaints).toEqual([]);
      expect(requests).toContain(`${origin}/demo.json`);
      expect(requests.filter((url) => !url.startsWith(`${origin}/`))).toEqual([]);
      await close();
    },
    120_000,
  );

  test("shows the run's parameters, errors as counts and costs with units", async () => {
    const { page, close } = await open();
    const text = await textOf(page.locator("body"));
    for (const parameter of [
      "pdq-tent",
      "blocks-4x64-f2",
      "fuse",
      "a seed of the test",
      "3 distinct matches",
      "8 tokens",
    ])
      expect(text).toContain(parameter);
    for (const count of [
      "2 of 206 images",
      "1 of 5 images",
      "0 of 204 images, at most 3/204",
      "7 of 21 images",
      "3 of 3 accounts",
    ])
      expect(text).toContain(count);
    for (const cost of ["4.25 ms", "3.5 ms", "5,326 bytes", "4,148 bytes", "750 µs", "1,024 bytes"])
      expect(text).toContain(cost);
    expect(text).not.toMatch(/\b0(?:\.0+)? ?%/);
    const planted = page.locator(".entry", { hasText: "planted" });
    expect(await planted.allInnerTexts()).toEqual([expect.stringContaining("Collision")]);
    await close();
  }, 30_000);

  test("an open account: pictures on the device, payloads only where a voucher opened", async () => {
    const { page, requests, close } = await open(addressOf(openAccount));
    expect(await device(page).count()).toBe(6);
    expect(await vouchers(page).count()).toBe(6);
    await expect.poll(() => loadedPictures(page, ".side-device")).toBe(6);
    await expect.poll(() => loadedPictures(page, ".side-server")).toBe(4);
    expect(requests.filter((url) => url.includes("/payloads/"))).toHaveLength(4);
    expect(await textOf(serverSide(page))).toContain("6 vouchers, each 5,326 bytes");
    expect(await textOf(page.locator(".account-errors"))).toMatch(
      /1 of 2 unlisted pictures[\s\S]*1 of 4 listed copies/,
    );
    expect(await page.locator(".picture .mark").allInnerTexts()).toEqual([...Array(4).fill("listed"), "false match"]);

    await page.getByRole("radio", { name: "What a reviewer sees" }).check();
    const payloads = page.getByRole("listbox", { name: "Payloads the reviewer sees" }).getByRole("option");
    expect(await payloads.count()).toBe(4);
    expect(await serverSide(page).locator(".excerpt").count()).toBe(0);
    await close();
  }, 30_000);

  test("an account below the threshold: no picture anywhere on the server side", async () => {
    const { page, requests, close } = await open(addressOf(closedAccount));
    expect(await device(page).count()).toBe(5);
    expect(await vouchers(page).count()).toBe(5);
    expect(await serverSide(page).locator(".mark-opened", { hasText: "opens" }).count()).toBe(3); // two tiles, one legend
    expect(await serverSide(page).locator("img, picture, canvas, svg, image").count()).toBe(0);
    await page.getByRole("radio", { name: "What a reviewer sees" }).check();
    expect(await serverSide(page).locator("img, picture, canvas, svg, image").count()).toBe(0);
    expect(await serverSide(page).getByRole("option").count()).toBe(0);
    expect(await textOf(serverSide(page))).toContain("No payload can be read.");
    expect(requests.filter((url) => url.includes("/payloads/"))).toEqual([]);
    expect(await serverHasStyledPictures(page)).toBe(false);
    await close();
  }, 30_000);

  test("the keyboard reaches everything, and focus shows the tie", async () => {
    const { page, close } = await open(addressOf(closedAccount));
    const focused = () =>
      page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute("data-voucher") ?? element?.textContent?.trim();
      });
    const ids = closedAccount.device.map(({ voucherId }) => voucherId);
    for (let presses = 0; presses < 30 && (await focused()) !== ids[0]; presses++) await page.keyboard.press("Tab");
    expect(await focused()).toBe(ids[0]); // the whole grid is one tab stop

    await page.keyboard.press("ArrowRight");
    expect(await focused()).toBe(ids[1]);
    expect(await page.locator(".side-server .is-tied").getAttribute("data-voucher")).toBe(ids[1]);
    expect(await textOf(page.getByRole("status"))).toMatch(
      /a copy of the listed image “Lighthouse”, could not be hashed/,
    );
    expect(await textOf(page.getByRole("status"))).toMatch(/only this page\s+knows the tie[\s\S]*payload stays sealed/);
    expect(await page.locator(".tie-line path").count()).toBe(1);
    await page.keyboard.press("End");
    expect(await focused()).toBe(ids[4]);

    await page.keyboard.press("Tab");
    expect(
      await page.getByRole("radio", { name: "What the server holds" }).evaluate((radio) => radio.matches(":focus")),
    ).toBe(true);
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("radio", { name: "What a reviewer sees" }).isChecked()).toBe(true);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe(ids[4]); // the voucher of the picture that was left
    await page.keyboard.press("Escape");
    expect(await page.locator(".is-tied").count()).toBe(0);

    await page.getByRole("link", { name: /^Open/ }).first().focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => device(page).count()).toBe(openAccount.device.length);
    await expect.poll(focused).toMatch(/^Open/); // the account's heading
    expect(await page.evaluate(() => document.activeElement?.tagName)).toMatch(/^H[1-6]$/);
    await close();
  }, 30_000);

  test("pointing at a picture of a large account brings its voucher into sight", async () => {
    const { page, close } = await open(addressOf(largeAccount));
    expect(await device(page).count()).toBe(200);
    expect(await textOf(page.locator("#account"))).toContain(largeAccount.result.name);
    await device(page).nth(150).scrollIntoViewIfNeeded();
    await device(page).nth(150).hover();
    const [pane, tied] = await Promise.all([
      page.locator(".side-server .tiles").boundingBox(),
      page.locator(".side-server .is-tied").boundingBox(),
    ]);
    if (!pane || !tied) throw new Error("expected the voucher's pane and the voucher to be drawn");
    expect(tied.y).toBeGreaterThanOrEqual(pane.y - 1);
    expect(tied.y + tied.height).toBeLessThanOrEqual(pane.y + pane.height + 1);
    await close();
  }, 30_000);

  test.each([
    ["missing", null],
    ["not-json", "<!doctype html>"],
    ["wrong-schema", JSON.stringify({ ...view, schema: "glasshouse.demo-view/2" })],
  ])(
    "without a run it says why: %s",
    async (code, content) => {
      demo = content;
      try {
        const { page, close } = await open();
        expect(await textOf(page.getByRole("alert"))).toContain(`${code}: demo.json`);
        expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
        await close();
      } finally {
        demo = JSON.stringify(view);
      }
    },
    30_000,
  );

  /** Pictures of a side that are loaded and have pixels. */
  function loadedPictures(page: Page, side: string): Promise<number> {
    return page
      .locator(`${side} .tiles img`)
      .evaluateAll(
        (images) =>
          images.filter((image) => image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0)
            .length,
      );
  }

  /** Whether anything on the server side is painted with a picture by style. */
  function serverHasStyledPictures(page: Page): Promise<boolean> {
    return page
      .locator(".side-server, .side-server *")
      .evaluateAll((elements) =>
        elements.some((element) => getComputedStyle(element).backgroundImage.includes("url(")),
      );
  }
});
