import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fc } from "@fast-check/vitest";
import { hashAt, packHashes } from "@glasshouse/hasher";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase, quote } from "../src/corpus/database.js";
import { importCorpus } from "../src/corpus/import.js";
import { inspectCorpus } from "../src/corpus/inspect.js";
import { readCorpus, readHashLines } from "../src/corpus/read.js";
import { toHex, toWords } from "../src/corpus/words.js";
import type { HashLine } from "../src/list/hash-line.js";
import { createFolder, parseLines, runCommand } from "./support/terminal.js";

let folder = "";
let remove = async () => {};
beforeAll(async () => {
  ({ folder, remove } = await createFolder());
});
afterAll(() => remove());
const at = (name: string) => path.join(folder, name);

const pins = {
  decoder: "test 1",
  colourConversion: "off",
  orientation: "exif",
  background: "white",
  frame: "first",
  shrinkOnLoad: "off",
} as const;
const line = (index: number, other: Partial<HashLine> = {}): HashLine => ({
  path: `p/${index}.jpg`,
  algorithm: "pdq",
  pins,
  hash: index.toString(16).padStart(64, "8"),
  quality: index % 101,
  width: 640,
  height: 480,
  ...other,
});
const lines = (count: number) => Array.from({ length: count }, (_, index) => line(index));

async function collect<T>(batches: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

describe("words", () => {
  const hex = (bits: number) =>
    fc.uint8Array({ minLength: bits / 8, maxLength: bits / 8 }).map((bytes) => Buffer.from(bytes).toString("hex"));
  test("give back every hash of 8 to 256 bits", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 32 }).chain((bytes) => hex(8 * bytes)),
        (hash) => {
          const words = toWords(hash);
          expect(words).toHaveLength(4);
          for (const word of words) expect(BigInt.asUintN(64, word)).toBe(word);
          expect(toHex(words, 4 * hash.length)).toBe(hash);
        },
      ),
    );
  });
  test("stand as they are written: the first digit is the highest, zeros follow", () => {
    expect(toWords(`8${"0".repeat(63)}`)).toEqual([1n << 63n, 0n, 0n, 0n]);
    expect(toWords(`${"0".repeat(63)}1`)).toEqual([0n, 0n, 0n, 1n]);
    expect(toWords("8001")).toEqual([0x8001n << 48n, 0n, 0n, 0n]);
  });
});

describe("reading", () => {
  test("packs the hashes in batches, in the order of the rows, with the facts asked for", async () => {
    await importCorpus(at("a.parquet"), lines(5000));
    const batches = await collect(
      readCorpus(at("a.parquet"), { batchRows: 1999, facts: ["path", "quality", "scene"] }),
    );
    expect(batches.map(({ first, hashes }) => [first, hashes.count])).toEqual([
      [0, 1999],
      [1999, 1999],
      [3998, 1002],
    ]);
    const expected = packHashes(
      256,
      lines(5000).map(({ hash }) => Uint8Array.from(Buffer.from(hash, "hex"))),
    );
    expect(Buffer.concat(batches.map(({ hashes }) => hashes.data)).equals(expected.data)).toBe(true);
    expect(batches.flatMap(({ facts }) => facts.path)).toEqual(lines(5000).map((row) => row.path));
    expect(batches[2]?.facts).toMatchObject({
      quality: lines(5000)
        .slice(3998)
        .map((row) => row.quality),
    });
    expect(batches[0]).toMatchObject({ algorithm: "pdq", pins, facts: { scene: Array(1999).fill(null) } });
    expect(Object.keys(batches[0]?.facts ?? {})).toEqual(["path", "quality", "scene"]);
  });

  test("keeps short hashes short", async () => {
    const short = lines(3).map((row, i) => ({ ...row, algorithm: "dhash", hash: `0123456789abcde${i}` }));
    await importCorpus(at("short.parquet"), short);
    const [batch] = await collect(readCorpus(at("short.parquet")));
    expect(batch?.hashes).toMatchObject({ width: 64, bits: 64, count: 3 });
    expect(batch && Buffer.from(hashAt(batch.hashes, 2)).toString("hex")).toBe("0123456789abcde2");
    expect((await collect(readHashLines(at("short.parquet")))).flat()).toEqual(short);
    const odd = { ...line(1), algorithm: "of mine", hash: "0123456789abcdef01234567" };
    await importCorpus(at("odd.parquet"), [odd]);
    const [mine] = await collect(readCorpus(at("odd.parquet")));
    expect(mine?.hashes).toMatchObject({ width: 256, bits: 96 });
    expect(mine && Buffer.from(hashAt(mine.hashes, 0)).toString("hex")).toBe(odd.hash);
  });

  test("refuses hashes that cannot be compared, and takes one algorithm of several", async () => {
    const dhash = line(1, { algorithm: "dhash", hash: "0123456789abcdef" });
    await importCorpus(at("two.parquet"), [line(0), dhash, line(2)]);
    await expect(collect(readCorpus(at("two.parquet")))).rejects.toMatchObject({ code: "mixed-algorithms" });
    const [batch] = await collect(readCorpus(at("two.parquet"), { algorithm: "pdq", facts: ["path"] }));
    expect(batch?.facts.path).toEqual(["p/0.jpg", "p/2.jpg"]);
    await expect(collect(readCorpus(at("two.parquet"), { algorithm: "phash" }))).rejects.toMatchObject({
      code: "absent-algorithm",
    });
    await importCorpus(at("pins.parquet"), [line(0), line(1, { pins: { ...pins, decoder: "test 2" } })]);
    await expect(collect(readCorpus(at("pins.parquet")))).rejects.toMatchObject({ code: "mixed-pins" });
  });

  test("lets go of the file when the reader has enough", async () => {
    await importCorpus(at("a.parquet"), lines(5000));
    for await (const { first } of readCorpus(at("a.parquet"), { batchRows: 10 })) if (first === 20) break;
    const controller = new AbortController();
    const reading = readCorpus(at("a.parquet"), { batchRows: 10, signal: controller.signal });
    await reading.next();
    controller.abort(new RangeError("enough"));
    await expect(collect(reading)).rejects.toThrow(RangeError);
  });

  test("hashes of reduced and of whole pictures are comparable, as in lists", async () => {
    await importCorpus(at("shrunk.parquet"), [line(0), line(1, { pins: { ...pins, shrinkOnLoad: 512 } })]);
    const [batch] = await collect(readCorpus(at("shrunk.parquet")));
    expect(batch?.pins.shrinkOnLoad).toBe(512);
  });
});

describe("a file that is no corpus", () => {
  async function write(name: string, select: string, options = ""): Promise<string> {
    const { connection, close } = await openDatabase();
    await connection.run(`COPY (${select}) TO ${quote(at(name))} (FORMAT parquet${options})`);
    close();
    return at(name);
  }
  test.each([
    ["missing", () => at("none.parquet"), "unreadable"],
    ["a folder", () => folder, "unreadable"],
    [
      "not Parquet",
      async () => {
        await writeFile(at("text.parquet"), "text");
        return at("text.parquet");
      },
      "wrong-schema",
    ],
    ["foreign", () => write("foreign.parquet", "SELECT 1 AS a"), "wrong-schema"],
    [
      "of another version",
      async () => {
        await importCorpus(at("now.parquet"), lines(1));
        return write(
          "later.parquet",
          `SELECT * FROM read_parquet(${quote(at("now.parquet"))})`,
          ", KV_METADATA {glasshouse_schema: 'glasshouse.corpus/2'}",
        );
      },
      "wrong-schema",
    ],
    [
      "with a column of another type",
      async () => {
        await importCorpus(at("now.parquet"), lines(1));
        return write(
          "text-hash.parquet",
          `SELECT * REPLACE (hash2::VARCHAR AS hash2) FROM read_parquet(${quote(at("now.parquet"))})`,
        );
      },
      "wrong-schema",
    ],
  ])("is refused: %s", async (_, make, code) => {
    const file = await make();
    await expect(inspectCorpus(file)).rejects.toMatchObject({ code });
    await expect(collect(readCorpus(file))).rejects.toMatchObject({ code });
  });

  test("but what SQL has made of a corpus is one", async () => {
    await importCorpus(at("now.parquet"), lines(9));
    const half = await write(
      "half.parquet",
      `SELECT *, 1 AS more FROM read_parquet(${quote(at("now.parquet"))}) LIMIT 4`,
    );
    expect((await collect(readHashLines(half))).flat()).toEqual(lines(4));
  });

  test("whatever the name of a corpus, it is the one that is read", async () => {
    const name = "it's [1] *?.parquet";
    await importCorpus(at(name), lines(2));
    expect((await inspectCorpus(at(name))).rows).toBe(2);
  });
});

describe("text", () => {
  const rich = [
    line(0, { path: 'a, "b"\n.jpg', scene: "s 1", capturedAt: "2021-05-06T07:08:09", sha256: "ab".repeat(32) }),
    line(1, { path: "=ü\u{1f600}.jpg" }),
    line(2, { algorithm: "dhash", hash: "fedcba9876543210", pins: { ...pins, shrinkOnLoad: 512 } }),
  ];
  const text = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

  test.each(["jsonl", "csv"] as const)("%s out and in again gives the same rows", async (format) => {
    const [from, file, back] = [`rich-${format}.parquet`, `rich.${format}`, `back-${format}.parquet`] as const;
    await importCorpus(at(from), rich);
    const { stdout, code } = await runCommand(["corpus", "export", from, "--format", format], { cwd: folder });
    expect(code).toBe(0);
    if (format === "jsonl") expect(parseLines(stdout)).toEqual(rich);
    await writeFile(at(file), stdout);
    const imported = await runCommand(["corpus", "import", file, "-o", back, "--json"], { cwd: folder });
    expect(JSON.parse(imported.stdout)).toEqual({
      schema: "glasshouse.corpus-import/1",
      output: back,
      rows: 3,
      failed: 0,
    });
    expect((await collect(readHashLines(at(back)))).flat()).toEqual(rich);
  });

  test("lines of failed files go to the log", async () => {
    const failed = { path: "x", error: { code: "corrupt", message: "m" } };
    const stdin = text([line(0), failed, line(1)]);
    const { code } = await runCommand(["corpus", "import", "-", "-o", "f.parquet"], { cwd: folder, stdin });
    expect(code).toBe(1);
    expect((await inspectCorpus(at("f.parquet"))).rows).toBe(2);
  });

  test.each([
    ["no JSON", "x.jsonl", "{"],
    ["no hash line", "x.jsonl", text([{ path: "a" }])],
    ["a fraction for quality", "x.jsonl", text([line(0, { quality: 1.5 })])],
    ["a width that no column holds", "x.jsonl", text([line(0, { width: 2 ** 32 })])],
    ["no such day", "x.jsonl", text([line(0, { capturedAt: "2021-02-30T00:00:00" })])],
    ["a hash of the wrong length", "x.jsonl", text([line(0, { hash: "00" })])],
    ["a hash that is too long", "x.jsonl", text([line(0, { algorithm: "mine", hash: "00".repeat(33) })])],
    ["nothing", "x.jsonl", ""],
    ["CSV without a column", "x.csv", "path,algorithm\na,b\n"],
    ["CSV with a short record", "x.csv", "path,algorithm,decoder,pins,hash,quality,width,height\na\n"],
    ["CSV with other values", "x.csv", "path,algorithm,decoder,pins,hash,quality,width,height\na,b,c,{},00,1e1,1,1\n"],
    ["of unknown format", "x.txt", ""],
  ])("%s is refused, and nothing is left", async (_, file, content) => {
    await writeFile(at(file), content);
    const { code, stdout, stderr } = await runCommand(["corpus", "import", file, "-o", "x.parquet"], { cwd: folder });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("glasshouse: ");
    await expect(inspectCorpus(at("x.parquet"))).rejects.toMatchObject({ code: "unreadable" });
  });

  test("info counts hashes and units", async () => {
    await importCorpus(at("rich.parquet"), [...rich, { ...line(3), sha256: "ab".repeat(32) }]);
    const { stdout } = await runCommand(["corpus", "info", "rich.parquet", "--json"], { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({
      schema: "glasshouse.corpus-info/1",
      rows: 4,
      hashes: [
        { algorithm: "dhash", bits: 64, rows: 1 },
        { algorithm: "pdq", bits: 256, rows: 3 },
      ],
      units: { files: 1, unknownFiles: 2, folders: 2, scenes: 1 },
      captured: { rows: 1, first: "2021-05-06T07:08:09", last: "2021-05-06T07:08:09" },
    });
    expect((await runCommand(["corpus", "info", "rich.parquet"], { cwd: folder })).stdout).toContain("4");
  });
});
