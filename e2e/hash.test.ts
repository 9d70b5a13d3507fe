// The same picture has the same hash in Node and in a browser: exactly where the file is lossless and opaque, within a
// few bits where two decoders may differ. The browser runs the built package, in a worker.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { algorithms, decodeHex, encodeHex, type HashAlgorithm, hammingDistance } from "@glasshouse/hasher";
import { decodeBytes } from "@glasshouse/hasher/node";
import type { Browser, Page } from "playwright-core";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeInBrowser, launchBrowser } from "./chrome.js";

const built = fileURLToPath(new URL("../packages/hasher/dist/", import.meta.url));
const noble = fileURLToPath(new URL("../packages/hasher/node_modules/@noble/", import.meta.url));

/** Answers a file with its hashes, or with the code of the error. */
const workerSource = `
import { algorithms, createScanner, encodeHex, packHashes } from "/hasher/index.js";
import { decodeBlob } from "/hasher/browser.js";
onmessage = async ({ data: name }) => {
  try {
    const { pixels, width, height, pins } = await decodeBlob(await (await fetch("/file/" + name)).blob());
    const hashes = Object.values(algorithms).map((algorithm) => [algorithm.id, algorithm.hash(pixels)]);
    const scanner = createScanner(packHashes(256, [hashes[1][1].bits]));
    const [distance] = (await scanner.nearest(scanner.list, 1)).distance;
    postMessage({ width, height, pins, distance, hashes: hashes.map(([id, { bits }]) => [id, encodeHex(bits)]) });
  } catch (error) {
    postMessage({ code: error.code ?? String(error) });
  }
};`;

interface Answer {
  readonly code?: string;
  readonly width?: number;
  readonly height?: number;
  readonly pins?: { readonly decoder: string };
  readonly distance?: number;
  readonly hashes?: ReadonlyArray<readonly [string, string]>;
}

const [width, height] = [640, 440];
const scene = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
  <rect width="640" height="440" fill="#8ab4e8"/><circle cx="480" cy="90" r="50" fill="#ffe27a"/>
  <path d="M0 300 Q160 90 330 280 T640 230 V440 H0Z" fill="#3b7d4f"/><path d="M0 380 Q260 260 640 400 V440 H0Z" fill="#27472d"/>
  <rect x="120" y="250" width="110" height="80" fill="#b5523b"/><path d="M105 250 L175 195 L245 250Z" fill="#5c2a22"/>
</svg>`);
const picture = (): Sharp => sharp(scene).removeAlpha();

const lossless: Readonly<Record<string, () => Sharp>> = {
  "rgb.png": () => picture().png(),
  "palette.png": () => picture().png({ palette: true }),
  "grey.png": () => picture().greyscale().png(),
  "on-its-side.png": () => picture().withMetadata({ orientation: 6 }).png(),
  "display-p3.png": () => picture().withIccProfile("p3").png(),
  "lossless.webp": () => picture().webp({ lossless: true }),
  "still.gif": () => picture().gif(),
};
const lossy: Readonly<Record<string, () => Sharp>> = {
  "444.jpg": () => picture().jpeg({ quality: 90, chromaSubsampling: "4:4:4" }),
  "420.jpg": () => picture().jpeg({ quality: 75 }),
  "progressive.jpg": () => picture().jpeg({ progressive: true }),
  "on-its-side.jpg": () => picture().withMetadata({ orientation: 8 }).jpeg(),
  "grey.jpg": () => picture().greyscale().jpeg(),
  "display-p3.jpg": () => picture().withIccProfile("p3").jpeg(),
  "lossy.webp": () => picture().webp({ quality: 75 }),
  "lossy.avif": () => picture().avif({ quality: 60, effort: 0 }),
  "half-transparent.png": () => picture().ensureAlpha(0.5).png(),
};
const half = async (image: Sharp): Promise<Buffer> => {
  const bytes = await image.toBuffer();
  return bytes.subarray(0, bytes.length >> 1);
};
const refused: Readonly<Record<string, readonly [string, () => Promise<Buffer>]>> = {
  "nothing.jpg": ["empty-file", async () => Buffer.alloc(0)],
  "text.jpg": ["not-an-image", async () => Buffer.from("hello")],
  "drawing.svg": ["unsupported-format", async () => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"/>`)],
  "half.jpg": ["truncated", () => half(picture().jpeg())],
  "half.png": ["truncated", () => half(picture().png())],
  "half.webp": ["truncated", () => half(picture().webp())],
  "half.avif": ["truncated", () => half(picture().avif({ effort: 0 }))],
};

describeInBrowser("hashes in the browser", () => {
  const files = new Map<string, Buffer>();
  let browser: Browser;
  let server: Server;
  let page: Page;

  beforeAll(async () => {
    for (const [name, make] of Object.entries({ ...lossless, ...lossy })) files.set(name, await make().toBuffer());
    for (const [name, [, make]] of Object.entries(refused)) files.set(name, await make());
    server = createServer(async ({ url = "" }, response) => {
      const script = (text: string): void => {
        // Import maps do not reach workers: the one bare name is replaced.
        response.setHeader("Content-Type", "text/javascript").end(text.replaceAll('"@noble/', '"/noble/'));
      };
      const [, folder, ...rest] = decodeURIComponent(url).split("/");
      if (folder === "file") response.end(files.get(rest.join("/")));
      else if (folder === "worker.js") script(workerSource);
      else if (folder === "hasher") script(await readFile(path.join(built, ...rest), "utf8"));
      else if (folder === "noble") script(await readFile(path.join(noble, ...rest), "utf8"));
      else response.setHeader("Content-Type", "text/html").end("<!doctype html><title>hash</title>");
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  const hashInBrowser = (name: string): Promise<Answer> =>
    page.evaluate(
      (file) =>
        new Promise<Answer>((resolve, reject) => {
          const worker = new Worker("/worker.js", { type: "module" });
          worker.onmessage = ({ data }) => {
            worker.terminate();
            resolve(data);
          };
          worker.onerror = (event) => reject(new Error(event.message));
          worker.postMessage(file);
        }),
      name,
    );
  const hashHere = async (name: string): Promise<ReadonlyArray<readonly [string, string]>> => {
    const { pixels } = await decodeBytes(files.get(name) ?? Buffer.alloc(0));
    return Object.values<HashAlgorithm>(algorithms).map((a) => [a.id, encodeHex(a.hash(pixels).bits)]);
  };

  test.each(Object.keys(lossless))(
    "%s: every algorithm gives the same bits",
    async (name) => {
      const answer = await hashInBrowser(name);
      expect(answer.code).toBeUndefined();
      expect(answer.hashes).toEqual(await hashHere(name));
      expect([answer.width, answer.height]).toEqual(name.startsWith("on-its-side") ? [height, width] : [width, height]);
      expect(answer.pins?.decoder).toMatch(/^createImageBitmap, /);
      expect(answer.distance).toBe(0); // the WebAssembly scanner runs there too
    },
    60_000,
  );

  test.each(Object.keys(lossy))(
    "%s: PDQ and its variant within a few bits",
    async (name) => {
      const [there, here] = [await hashInBrowser(name), await hashHere(name)];
      expect(there.code).toBeUndefined();
      const distances = here.map(([id, hex], index) => {
        const other = there.hashes?.[index]?.[1] ?? "";
        return [id, hammingDistance(decodeHex(hex), decodeHex(other))] as const;
      });
      console.info(name, Object.fromEntries(distances));
      // The 64-bit hashes may differ by more: equal cells that lie at the median turn over together.
      for (const [id, distance] of distances) if (id.startsWith("pdq")) expect(distance, id).toBeLessThanOrEqual(8);
    },
    60_000,
  );

  describe("refuses", () => {
    test.each(Object.entries(refused))(
      "%s",
      async (name, [code]) => {
        expect(await hashInBrowser(name)).toEqual({ code });
        await expect(decodeBytes(files.get(name) ?? Buffer.alloc(0))).rejects.toMatchObject({ code });
      },
      60_000,
    );
  });
});
