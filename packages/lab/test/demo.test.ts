import { once } from "node:events";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DemoResult } from "../src/demo/result.js";
import { drawPicture } from "./support/pictures.js";
import { createFolder, type Finished, runCommand } from "./support/terminal.js";

let folder = "";
let remove = async () => {};
let finished: Finished;
let result: DemoResult;
beforeAll(async () => {
  ({ folder, remove } = await createFolder());
  finished = await runCommand(["demo", "--exit", "--json", "demo.json"], { cwd: folder });
  result = JSON.parse(await readFile(path.join(folder, "demo.json"), "utf8"));
}, 300_000);
afterAll(() => remove());

const account = (name: string) => result.accounts.find((one) => one.name === name);

describe("the demo", () => {
  test("ends well, with the server knowing what the ideal functionality gives", () => {
    expect(finished.code, finished.stderr).toBe(0);
    expect(result).toMatchObject({ schema: "glasshouse.demo/1", threshold: 10, ideal: { k: 8, n: 8 } });
  });

  test("opens accounts from the threshold on and reads nothing below it", () => {
    expect(account("nothing-listed")).toMatchObject({
      opened: false,
      listedImages: 0,
      matchesVisible: 0,
      payloadsRead: 0,
    });
    expect(account("below-threshold")).toMatchObject({
      opened: false,
      listedImages: 9,
      distinctMatches: 9,
      payloadsRead: 0,
    });
    expect(account("at-threshold")).toMatchObject({
      opened: true,
      listedImages: 10,
      distinctMatches: 10,
      payloadsRead: 10,
    });
  });

  test("shows what a planted collision does, and counts it apart from errors", () => {
    expect(account("planted-burst")).toMatchObject({ opened: true, listedImages: 0 });
    expect(result.errors.planted.k).toBe(account("planted-burst")?.matchesVisible);
    expect(result.errors.truth.falsePositives.k).toBe(0);
  });

  test("counts one burst differently under each rule", () => {
    const distinct = (rule: string) => account(`burst-counted-by-${rule}`)?.distinctMatches ?? Number.NaN;
    expect(distinct("voucher")).toBe(12);
    expect(distinct("hash")).toBeLessThan(12);
    expect(distinct("block")).toBeLessThanOrEqual(distinct("hash"));
    expect(distinct("cluster")).toBe(1);
    expect(account("burst-counted-by-voucher")).toMatchObject({ opened: true });
    expect(account("burst-counted-by-cluster")).toMatchObject({ opened: false, matchesVisible: 12, payloadsRead: 0 });
  });

  test("prints what the README shows, but for times", () => {
    const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
    const shown = /```text\n([\s\S]*?)```/.exec(readme)?.[1];
    const timeless = (text: string | undefined) => text?.replaceAll(/\d+\.\d ms/g, "... ms").trim();
    expect(timeless(shown)).toBe(timeless(finished.stdout));
  });
});

describe("with pictures of one's own", () => {
  test("lists as many as asked for and finds them", async () => {
    for (let i = 0; i < 5; i++) await writeFile(path.join(folder, `${i}.jpg`), await drawPicture(i).jpeg().toBuffer());
    await writeFile(path.join(folder, "broken.jpg"), "no picture");
    const { stdout, stderr, code } = await runCommand(
      ["demo", "--exit", "--images", ".", "--plant", "3", "--threshold", "3", "--json", "-"],
      { cwd: folder },
    );
    const own: DemoResult = JSON.parse(stdout);
    expect(own.accounts[0]).toMatchObject({ name: "your-folder", listedImages: 3, opened: true, payloadsRead: 3 });
    expect(own.ideal).toMatchObject({ k: 2, n: 2 });
    expect(stderr).toContain("broken.jpg: not-an-image");
    expect(code).toBe(1);
  });

  test("says before the run that the page's port is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const { code, stderr, stdout } = await runCommand(["demo", "--port", String(port)], { cwd: folder });
    taken.close();
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("EADDRINUSE");
  });

  test.each([
    ["more planted than there are", ["--images", ".", "--plant", "99"]],
    ["planted without a folder", ["--plant", "1"]],
    ["a folder without a picture", ["--images", "nowhere"]],
    ["a threshold of 0", ["--threshold", "0"]],
    ["an unknown table", ["--table", "bloom"]],
  ])("refuses %s", async (_, argv) => {
    expect((await runCommand(["demo", "--exit", ...argv], { cwd: folder })).code).toBe(2);
  });
});
