import { mkdir, open, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { algorithms } from "@glasshouse/hasher";
import { parseTokenScheme } from "@glasshouse/matcher";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildList } from "../src/list/build-list.js";
import type { ListErrorCode } from "../src/list/errors.js";
import type { HashLine } from "../src/list/hash-line.js";
import { inspectTokens } from "../src/list/inspect-tokens.js";
import { encodeList, loadList, parseList, readList, writeList } from "../src/list/list-file.js";
import { parseHashLines } from "../src/list/parse-hash-lines.js";
import { combinePins } from "../src/list/pins.js";
import { drawFlat, drawPicture, sampleFolder, sampleNames } from "./support/pictures.js";
import { createFolder, runCommand } from "./support/terminal.js";

const algorithm = algorithms["pdq-tent"];
const pins = {
  decoder: "test 1",
  colourConversion: "off",
  orientation: "exif",
  background: "white",
  frame: "first",
  shrinkOnLoad: "off",
} as const;
const line = (changes: Partial<HashLine> = {}): HashLine => ({
  path: "a.jpg",
  algorithm: algorithm.id,
  pins,
  hash: "0f".repeat(32),
  quality: algorithm.qualityFloor,
  width: 4,
  height: 3,
  ...changes,
});
const other = "f0".repeat(32);

let folder = "";
let remove = async () => {};
beforeAll(async () => {
  ({ folder, remove } = await createFolder());
});
afterAll(() => remove());

describe("hashes become entries", () => {
  test("equal hashes are one entry with several sources", () => {
    const { list } = buildList([line(), line({ path: "b.jpg" }), line({ path: "c.jpg", hash: other })], { algorithm });
    expect(list.entries.map(({ sources }) => sources).sort()).toEqual([["a.jpg", "b.jpg"], ["c.jpg"]]);
  });

  test("the list does not depend on the order of files, but for the order of sources", () => {
    const lines = [line(), line({ path: "c.jpg", hash: other })];
    expect(buildList([...lines].reverse(), { algorithm }).list).toEqual(buildList(lines, { algorithm }).list);
  });

  test("the quality floor is inclusive", () => {
    const low = line({ path: "low.jpg", hash: other, quality: algorithm.qualityFloor - 1 });
    const { list, belowQuality } = buildList([line(), low], { algorithm });
    expect(list.entries).toHaveLength(1);
    expect(belowQuality).toEqual([low]);
  });

  test("the scheme is the default where the hash is long enough", () => {
    const short = { algorithm: "phash", hash: "0f".repeat(8), quality: 100 };
    expect(buildList([line()], { algorithm }).list.tokenScheme).toBe("blocks-4x64-f2");
    expect(buildList([line(short)], { algorithm: algorithms.phash }).list.tokenScheme).toBe("whole-key");
  });

  test.each<[ListErrorCode, readonly HashLine[]]>([
    ["mixed-algorithms", [line(), line({ algorithm: "pdq", hash: other })]],
    ["mixed-pins", [line(), line({ hash: other, pins: { ...pins, decoder: "test 2" } })]],
    [
      "mixed-pins",
      [line({ pins: { ...pins, shrinkOnLoad: 512 } }), line(), line({ pins: { ...pins, shrinkOnLoad: 256 } })],
    ],
    ["wrong-hash-length", [line({ hash: "0f" })]],
    ["no-entries", []],
    ["no-entries", [line({ quality: 0 })]],
  ])("refused: %s", (code, lines) => {
    expect(() => buildList(lines, { algorithm })).toThrow(expect.objectContaining({ name: "ListError", code }));
  });

  test("a reduction while decoding goes together with none, and is recorded", () => {
    const reduced = { ...pins, shrinkOnLoad: 512 };
    expect(combinePins(pins, reduced)).toEqual(reduced);
    expect(combinePins(reduced, pins)).toEqual(reduced);
    expect(combinePins(reduced, reduced)).toEqual(reduced);
    expect(buildList([line(), line({ pins: reduced }), line()], { algorithm }).list.pins).toEqual(reduced);
  });
});

describe("tokens that many entries share", () => {
  /** Hashes that agree in all bits but the last `n`. */
  const alike = (count: number) =>
    Array.from({ length: count }, (_, i) => line({ hash: `${"0f".repeat(31)}${i.toString(16).padStart(2, "0")}` }));
  const report = (count: number) => {
    const tokens = parseTokenScheme("blocks-4x64-f2");
    return inspectTokens(loadList(buildList(alike(count), { algorithm, tokens }).list, "test"));
  };

  test("stay up to the limit and are removed beyond it", () => {
    expect(report(16).prepared.removed).toEqual([]);
    const { prepared, unmatchable } = report(17);
    expect(prepared.removed.length).toBeGreaterThan(0);
    expect(prepared.removed.every(({ sharedBy }) => sharedBy === 17)).toBe(true);
    expect(unmatchable).toEqual([]);
  });
});

describe("the file", () => {
  const file = () => path.join(folder, "list.json");
  const { list } = buildList([line(), line({ path: "c.jpg", hash: other })], { algorithm });

  test("comes back as it was", async () => {
    await writeList(file(), list);
    expect((await readList(file())).list).toEqual(list);
    expect(await readFile(file(), "utf8")).toBe(encodeList(list));
  });

  test("appears whole or not at all", async () => {
    await writeList(file(), list);
    const before = await readdir(folder);
    await mkdir(path.join(folder, "taken.json/full"), { recursive: true });
    await expect(writeList(path.join(folder, "taken.json"), list)).rejects.toMatchObject({ code: "unwritable" });
    await expect(writeList(path.join(folder, "none/list.json"), list)).rejects.toMatchObject({ code: "unwritable" });
    expect((await readdir(folder)).filter((name) => name !== "taken.json")).toEqual(before);
  });

  test.skipIf(process.platform === "win32")("whoever reads the old one reads it to its end", async () => {
    await writeList(file(), list);
    const reader = await open(file());
    await writeList(file(), { ...list, entries: [] });
    expect(await reader.readFile("utf8")).toBe(encodeList(list));
    await reader.close();
    expect((await readList(file())).entries).toEqual([]);
  });

  const change = (changes: object) => JSON.stringify({ ...list, ...changes });
  const [first] = list.entries;
  test.each<[string, string, string]>([
    ["not-json", "cut short", encodeList(list).slice(0, 100)],
    ["not-json", "empty", ""],
    ["wrong-schema", "an array", "[]"],
    ["wrong-schema", "null", "null"],
    ["wrong-schema", "another version", change({ schema: "glasshouse.list/2" })],
    ["malformed", "no entries", change({ entries: undefined })],
    ["malformed", "an unknown field", change({ surprise: 1 })],
    ["malformed", "capital digits", change({ entries: [{ ...first, hash: "0F".repeat(32) }] })],
    ["malformed", "an odd number of digits", change({ entries: [{ ...first, hash: "0f0" }] })],
    ["malformed", "no hash", change({ entries: [{ ...first, hash: "" }] })],
    ["malformed", "another orientation", change({ pins: { ...pins, orientation: "none" } })],
    ["unknown-algorithm", "an unknown algorithm", change({ algorithm: "md5" })],
    ["unknown-algorithm", "a name that every object has", change({ algorithm: "constructor" })],
    ["wrong-hash-length", "a short hash", change({ entries: [{ ...first, hash: "0f" }] })],
    ["duplicate-entry", "an id twice", change({ entries: [first, { ...first, hash: other }] })],
    ["duplicate-entry", "a hash twice", change({ entries: [first, { ...first, id: "x" }] })],
    ["invalid-parameters", "an unknown scheme", change({ tokenScheme: "letters" })],
  ])("refused with %s: %s", (code, _, text) => {
    expect(() => parseList("list.json", text)).toThrow(expect.objectContaining({ code }));
  });

  test("may hold no entry", () => {
    expect(parseList("list.json", change({ entries: [] })).entries).toEqual([]);
  });
});

describe("lines of hashes", () => {
  test("failed files are counted, empty lines passed over", () => {
    const failed = JSON.stringify({ path: "b.jpg", error: { code: "truncated", message: "" } });
    expect(parseHashLines("h", `${JSON.stringify(line())}\n\n${failed}\n`)).toEqual({ hashes: [line()], failed: 1 });
  });

  test.each([
    ["not-json", '{"path":'],
    ["malformed", "{}"],
    ["malformed", JSON.stringify(line({ quality: 101 }))],
    ["malformed", JSON.stringify({ ...line(), hash: 7 })],
  ])("refused: %s", (code, text) => {
    expect(() => parseHashLines("h.jsonl", `\n${text}`)).toThrow(expect.objectContaining({ code }));
  });
});

describe("list build", () => {
  const build = (...argv: string[]) => runCommand(["list", "build", ...argv], { cwd: folder });
  beforeEach(async () => {
    await mkdir(path.join(folder, "pictures/sub"), { recursive: true });
    const jpeg = await drawPicture(1).jpeg().toBuffer();
    await writeFile(path.join(folder, "pictures/one.jpg"), jpeg);
    await writeFile(path.join(folder, "pictures/sub/same.jpg"), jpeg);
    await writeFile(path.join(folder, "pictures/two.jpg"), await drawPicture(2).jpeg().toBuffer());
    await writeFile(path.join(folder, "pictures/flat.png"), await drawFlat(64, 64).png().toBuffer());
  });

  test("a folder: the summary, and what was left out", async () => {
    const { stdout, stderr, code } = await build("pictures", "-o", "built.json", "--json");
    expect(JSON.parse(stdout)).toEqual({
      schema: "glasshouse.list-build/1",
      output: "built.json",
      algorithm: "pdq-tent",
      tokens: "blocks-4x64-f2",
      entries: 2,
      tableEntries: 8,
      duplicates: 1,
      belowQuality: [{ path: path.join("pictures/flat.png"), quality: 0 }],
      commonTokens: [],
      unmatchable: [],
      failed: [],
      failedLines: 0,
    });
    expect(stderr).toContain(`left out, quality 0 is too low: ${path.join("pictures/flat.png")}`);
    expect(code).toBe(0);
  });

  test("a folder, and the lines of its hashes, give the same list", async () => {
    const { stdout } = await runCommand(["hash", "--jsonl", "pictures"], { cwd: folder });
    await writeFile(path.join(folder, "h.jsonl"), stdout);
    const direct = await build("pictures", "-o", "-");
    expect(direct.code).toBe(0);
    expect((await build("h.jsonl", "-o", "-")).stdout).toBe(direct.stdout);
    expect(parseList("-", direct.stdout).entries).toHaveLength(2);
  });

  test("lines of another algorithm decide, unless one is named", async () => {
    const { stdout } = await runCommand(["hash", "--jsonl", "-a", "pdq", "."], { cwd: sampleFolder });
    await writeFile(path.join(folder, "pdq.jsonl"), stdout);
    const list = parseList("-", (await build("pdq.jsonl", "-o", "-")).stdout);
    expect(list.algorithm.id).toBe("pdq");
    expect(list.entries).toHaveLength(sampleNames.length);
    expect(await build("pdq.jsonl", "-a", "pdq-tent", "-o", "-")).toMatchObject({ code: 2, stdout: "" });
  });

  test.each([
    ["no source", ["-o", "x.json"]],
    ["no output", ["pictures"]],
    ["nothing usable", ["pictures/flat.png", "-o", "x.json"]],
    ["two uses of standard output", ["pictures", "-o", "-", "--json"]],
    ["a scheme that does not fit", ["pictures", "-o", "x.json", "-a", "phash", "--tokens", "blocks-4x64-f2"]],
    ["no such file of hashes", ["missing.jsonl", "-o", "x.json"]],
  ])("refused without a trace: %s", async (_, argv) => {
    const { code, stdout, stderr } = await build(...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^glasshouse: /m);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(await readdir(folder)).not.toContain("x.json");
  });
});
