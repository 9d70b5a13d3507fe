import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { algorithms } from "@glasshouse/hasher";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CorpusBuildReport } from "../src/commands/corpus.js";
import { buildCorpus } from "../src/corpus/build.js";
import { readHashLines } from "../src/corpus/read.js";
import { openStaging, stagingFile } from "../src/corpus/staging.js";
import { scanImages } from "../src/images/scan.js";
import type { HashLine } from "../src/list/hash-line.js";
import { Interruption } from "../src/terminal/terminal.js";
import { drawPicture } from "./support/pictures.js";
import { createFolder, parseLines, runCommand } from "./support/terminal.js";

let folder = "";
let remove = async () => {};
const taken = "2021:05:06 07:08:09";
beforeAll(async () => {
  ({ folder, remove } = await createFolder());
  await mkdir(path.join(folder, "photos/b"), { recursive: true });
  const exif = { IFD2: { DateTimeOriginal: taken } };
  for (let i = 0; i < 9; i++) {
    const image = drawPicture(i, 64, 48).jpeg();
    await (i < 3 ? image.withExif(exif) : image).toFile(path.join(folder, `photos/${i < 5 ? "" : "b/"}${9 - i}.jpg`));
  }
  await writeFile(path.join(folder, "photos/a.jpg"), "no picture");
});
afterAll(() => remove());
beforeEach(async () => {
  for (const name of await readdir(folder)) if (name !== "photos") await rm(path.join(folder, name));
});

const target = () => path.join(folder, "c.parquet");
const filesBeside = async () => (await readdir(folder)).filter((name) => name !== "photos");

const build = (...argv: string[]) =>
  runCommand(["corpus", "build", "photos", "-o", "c.parquet", ...argv], { cwd: folder });

async function readAll(file = target()): Promise<HashLine[]> {
  const lines: HashLine[] = [];
  for await (const batch of readHashLines(file)) lines.push(...batch);
  return lines;
}

/** Builds and ends early, once as many files are done: photos/5.jpg to 9.jpg, a.jpg, b/1.jpg and so on. */
async function interruptAfter(files: number): Promise<void> {
  const controller = new AbortController();
  const found = await scanImages(["photos"], { cwd: folder });
  const interrupted = buildCorpus(target(), found, {
    algorithm: algorithms["pdq-tent"],
    parallel: 1,
    signal: controller.signal,
    onProgress: (done) => done === files && controller.abort(new Interruption("SIGINT")),
  });
  await expect(interrupted).rejects.toBeInstanceOf(Interruption);
}

describe("a build", () => {
  test("holds what hash tells of each picture, in its order, and more", async () => {
    const { code, stdout, stderr } = await build("--json");
    expect(code).toBe(1);
    expect(stderr).toContain("photos/a.jpg: not-an-image");
    expect(JSON.parse(stdout) as CorpusBuildReport).toMatchObject({
      schema: "glasshouse.corpus-build/1",
      output: "c.parquet",
      algorithm: "pdq-tent",
      errors: "c.errors.jsonl",
      rows: 9,
      hashed: 9,
      reused: 0,
      failed: 1,
    });
    const hashed = await runCommand(["hash", "--jsonl", "photos"], { cwd: folder });
    const expected = parseLines<HashLine>(hashed.stdout).filter((line) => !("error" in line));
    const rows = await readAll();
    expect(rows.map(({ capturedAt, sha256, ...line }) => line)).toEqual(expected);
    for (const { path: file, sha256, capturedAt } of rows) {
      const bytes = await readFile(path.join(folder, file));
      expect(sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
      expect(capturedAt).toBe(/[789]\.jpg$/.test(file) ? "2021-05-06T07:08:09" : undefined);
    }
    const errors = parseLines(await readFile(path.join(folder, "c.errors.jsonl"), "utf8"));
    expect(errors).toMatchObject([{ path: "photos/a.jpg", error: { code: "not-an-image" } }]);
    expect(await filesBeside()).toEqual(["c.errors.jsonl", "c.parquet"]);
  });

  test("takes a picture once, however often it is named", async () => {
    await build("photos/b", "./photos");
    expect(await readAll()).toHaveLength(9);
  });

  test("is refused without a picture, and by a file that is no place for it", async () => {
    const none = await runCommand(["corpus", "build", "photos/a.jpg", "-o", "c.parquet"], { cwd: folder });
    expect(none).toMatchObject({ code: 2, stdout: "" });
    expect(await filesBeside()).toEqual([]);
    const nowhere = await runCommand(["corpus", "build", "photos", "-o", "no/where.parquet"], { cwd: folder });
    expect(nowhere.code).toBe(2);
  });
});

describe("an interrupted build", () => {
  test("leaves the corpus as it was and goes on where it stopped, with the same rows", async () => {
    await build();
    const whole = await readFile(target());
    await interruptAfter(5);
    expect(await readFile(target())).toEqual(whole);
    expect(await filesBeside()).toContain("c.parquet.building");
    const { stdout, stderr } = await build("--json");
    expect(JSON.parse(stdout)).toMatchObject({ rows: 9, hashed: 4, reused: 5, failed: 1 });
    expect(stderr).toContain("5 of 10 images were hashed before");
    expect(await readFile(target())).toEqual(whole);
    expect(await filesBeside()).toEqual(["c.errors.jsonl", "c.parquet"]);
  });

  test("hashes files anew that have changed, and forgets those that are gone", async () => {
    await interruptAfter(9);
    const changed = path.join(folder, "photos/7.jpg");
    const before = await readFile(changed);
    const other = await drawPicture(77, 64, 48).jpeg().toBuffer();
    await writeFile(changed, other);
    await utimes(path.join(folder, "photos/8.jpg"), 1, 1);
    await rename(path.join(folder, "photos/9.jpg"), path.join(folder, "9.jpg"));
    try {
      expect(JSON.parse((await build("--json")).stdout)).toMatchObject({ rows: 8, hashed: 3, reused: 5 });
      const rows = await readAll();
      const order = ["5", "6", "7", "8", "b/1", "b/2", "b/3", "b/4"].map((name) => path.join(`photos/${name}.jpg`));
      expect(rows.map((row) => row.path)).toEqual(order);
      const [row] = rows.filter(({ path: file }) => file.endsWith("7.jpg"));
      expect(row?.sha256).toBe(createHash("sha256").update(other).digest("hex"));
    } finally {
      await writeFile(changed, before);
      await rename(path.join(folder, "9.jpg"), path.join(folder, "photos/9.jpg"));
    }
  });

  test("keeps what is committed through a kill", async () => {
    await build();
    const [line] = await readAll();
    if (line === undefined) throw new Error("the corpus is empty");
    const staging = await openStaging(target());
    staging.add(line);
    staging.commit();
    // What a killed process leaves: the files as they are now, with nothing closed.
    const copy = path.join(folder, "copy.parquet");
    await copyFile(stagingFile(target()), stagingFile(copy));
    await copyFile(`${stagingFile(target())}.wal`, `${stagingFile(copy)}.wal`);
    staging.close();
    const killed = await openStaging(copy);
    await killed.finish();
    expect(await readAll(copy)).toEqual([line]);
  });

  test("is refused to another algorithm, which would need other hashes", async () => {
    await interruptAfter(4);
    const found = await scanImages(["photos"], { cwd: folder });
    const other = buildCorpus(target(), found, { algorithm: algorithms.pdq });
    await expect(other).rejects.toMatchObject({ code: "other-build" });
    expect(await filesBeside()).toContain("c.parquet.building");
  });

  test("is not lost to an import of the same name", async () => {
    await interruptAfter(4);
    const stdin = "{}\n";
    const { code } = await runCommand(["corpus", "import", "-", "-o", "c.parquet"], { cwd: folder, stdin });
    expect(code).toBe(2);
    expect(JSON.parse((await build("--json")).stdout)).toMatchObject({ reused: 4 });
  });

  test("is refused to another decoder, whose hashes cannot be compared", async () => {
    await interruptAfter(4);
    const staging = await openStaging(target());
    const pins = JSON.parse((await staging.setting("pins")) ?? "");
    await staging.remember("pins", JSON.stringify({ ...pins, decoder: "of yesterday" }));
    staging.close();
    const found = await scanImages(["photos"], { cwd: folder });
    const other = buildCorpus(target(), found, { algorithm: algorithms["pdq-tent"] });
    await expect(other).rejects.toMatchObject({ code: "mixed-pins" });
  });
});

test("a clock that was never set is no capture time", async () => {
  await drawPicture(1, 64, 48)
    .jpeg()
    .withExif({ IFD2: { DateTimeOriginal: "0000:00:00 00:00:00" } })
    .toFile(path.join(folder, "unset.jpg"));
  expect((await sharp(path.join(folder, "unset.jpg")).metadata()).exif?.toString("latin1")).toContain("0000:00:00");
  await runCommand(["corpus", "build", "unset.jpg", "-o", "c.parquet"], { cwd: folder });
  expect(await readAll()).toHaveLength(1);
  expect((await readAll())[0]).not.toHaveProperty("capturedAt");
});
