import { readFileSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { algorithms, encodeHex } from "@glasshouse/hasher";
import { hashFile } from "@glasshouse/hasher/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HashReport } from "../src/commands/hash.js";
import type { HashLine } from "../src/list/hash-line.js";
import { drawPicture, sampleFolder, sampleNames } from "./support/pictures.js";
import { createFolder, parseLines, runCommand } from "./support/terminal.js";

const vectors = JSON.parse(
  readFileSync(new URL("../../../fixtures/vectors/blockhash.images.json", import.meta.url), "utf8"),
) as { file: string; method2_16: string }[];

let folder = "";
let remove = async () => {};
beforeAll(async () => {
  ({ folder, remove } = await createFolder());
  await mkdir(path.join(folder, "tree/b/c"), { recursive: true });
  const jpeg = await drawPicture(1).jpeg().toBuffer();
  for (const name of ["b.jpg", "a.jpg", "b/z.jpg", "b/c/é.jpg", "B.jpg", "b/plain.txt"]) {
    await writeFile(path.join(folder, "tree", name), name.endsWith("txt") ? "text" : jpeg);
  }
});
afterAll(() => remove());

const hashedPaths = async (...argv: string[]) => {
  const { stdout, code } = await runCommand(["hash", "--jsonl", ...argv], { cwd: folder });
  expect(code).toBe(0);
  return parseLines<HashLine>(stdout).map((line) => line.path.replaceAll(path.sep, "/"));
};

describe("lines", () => {
  test("equal the published blockhash vectors where transparency plays no part", async () => {
    const { stdout } = await runCommand(["hash", "--jsonl", "-a", "blockhash", "."], { cwd: sampleFolder });
    const opaque = vectors.filter(({ file }) => sampleNames.includes(file) && file.endsWith(".jpg"));
    const got = new Map(parseLines<HashLine>(stdout).map((line) => [line.path, line.hash]));
    expect(opaque.length).toBeGreaterThanOrEqual(13);
    const wrong = opaque.filter(({ file, method2_16 }) => got.get(file) !== method2_16);
    expect(wrong).toEqual([]);
  });

  test("hold the hash and everything that it depends on", async () => {
    const [name = ""] = sampleNames;
    const { stdout, stderr, code } = await runCommand(["hash", "--jsonl", name], { cwd: sampleFolder });
    const { hash, width, height, pins } = await hashFile(path.join(sampleFolder, name), algorithms["pdq-tent"]);
    expect(parseLines(stdout)).toEqual([
      { path: name, algorithm: "pdq-tent", pins, hash: encodeHex(hash.bits), quality: hash.quality, width, height },
    ]);
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  });

  test("are the same whatever the number of images decoded at a time", async () => {
    const at = (parallel: string) =>
      runCommand(["hash", "--jsonl", "--parallel", parallel, "."], { cwd: sampleFolder });
    expect((await at("1")).stdout).toBe((await at("7")).stdout);
  });
});

describe("files are found", () => {
  test("in the order of their names, whatever the locale, with paths as the caller would write them", async () => {
    const tree = ["B.jpg", "a.jpg", "b/c/é.jpg", "b/z.jpg", "b.jpg"];
    expect(await hashedPaths("tree")).toEqual(tree.map((name) => `tree/${name}`));
    expect(await hashedPaths("tree/b.jpg", "tree/b")).toEqual(["tree/b.jpg", "tree/b/c/é.jpg", "tree/b/z.jpg"]);
    const { stdout } = await runCommand(["hash", "--jsonl", "."], { cwd: path.join(folder, "tree") });
    expect(parseLines<HashLine>(stdout)[0]?.path).toBe("B.jpg");
  });

  test.skipIf(process.platform === "win32")("behind links only if asked for, and never in circles", async () => {
    await mkdir(path.join(folder, "links/sub"), { recursive: true });
    await symlink("..", path.join(folder, "links/sub/loop"));
    await symlink(path.join(folder, "tree"), path.join(folder, "links/there"));
    await symlink("nowhere.jpg", path.join(folder, "links/dangling.jpg"));
    const without = await runCommand(["hash", "--jsonl", "links"], { cwd: folder });
    expect(without).toMatchObject({ code: 0, stdout: "", stderr: "3 symbolic links not followed (--follow)\n" });
    const { stdout, code } = await runCommand(["hash", "--jsonl", "--follow", "links"], { cwd: folder });
    const lines = parseLines<HashLine>(stdout);
    expect(lines.map((line) => line.path)).toContain(path.join("links/there/a.jpg"));
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatchObject({ path: "links/dangling.jpg", error: { code: "unreadable" } });
    expect(code).toBe(1);
    expect(await hashedPaths("links/there/a.jpg")).toEqual(["links/there/a.jpg"]);
  });

  test.each([
    ["lines", "tree/a.jpg\ntree/b.jpg\n"],
    ["lines of Windows", "tree/a.jpg\r\ntree/b.jpg"],
    ["NUL", "tree/a.jpg\0tree/b.jpg\0"],
  ])("by a list on standard input: %s", async (_, stdin) => {
    const { stdout } = await runCommand(["hash", "--jsonl", "--files-from", "-"], { cwd: folder, stdin });
    expect(parseLines<HashLine>(stdout).map((line) => line.path)).toEqual(["tree/a.jpg", "tree/b.jpg"]);
  });
});

test("--json is one document", async () => {
  const { stdout } = await runCommand(["hash", "--json", "-a", "dhash", "tree"], { cwd: folder });
  const report = JSON.parse(stdout) as HashReport;
  expect(report).toMatchObject({ schema: "glasshouse.hash/1", algorithm: "dhash", hashed: 5, failed: 0, skipped: 1 });
  expect(report.files).toHaveLength(5);
});

test("for people: hash, quality, size and path on one line each, too low a quality marked", async () => {
  await writeFile(path.join(folder, "dull.png"), await drawPicture(1, 8, 8).resize(64, 64).blur(20).png().toBuffer());
  const { stdout, stderr } = await runCommand(["hash", "tree/a.jpg", "dull.png"], { cwd: folder });
  const [sharp = "", dull = ""] = stdout.split("\n");
  expect(sharp).toMatch(/^[0-9a-f]{64} {2}[ \d]{3} {6}320x240 {6}tree\/a\.jpg$/);
  expect(dull).toMatch(/ \d+ low {2}64x64 +dull\.png$/);
  expect(stderr).toBe("2 images hashed\n");
});

test.skipIf(process.platform === "win32")("a file's name cannot steer the terminal", async () => {
  const name = "\u001b[2J\u202egpj.exe\n.jpg";
  await writeFile(path.join(folder, name), "");
  const { stderr } = await runCommand(["hash", name], { cwd: folder });
  expect(stderr).toContain("\\u{1b}[2J\\u{202e}gpj.exe\\u{a}.jpg: empty-file");
  expect(stderr).not.toContain("\u001b");
});
