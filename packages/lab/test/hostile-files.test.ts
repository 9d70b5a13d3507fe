import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FailedFile, FileErrorCode } from "../src/images/errors.js";
import type { HashLine } from "../src/list/hash-line.js";
import { drawFlat, drawPicture } from "./support/pictures.js";
import { createFolder, type Finished, parseLines, runCommand } from "./support/terminal.js";

/** Every kind of file that a library may hold, and what becomes of it: the size of the hashed image, or the code. */
const cases: readonly (readonly [name: string, bytes: () => Promise<Uint8Array>, expected: string | FileErrorCode])[] =
  [
    ["16-bit.png", () => drawPicture(1).toColourspace("rgb16").png().toBuffer(), "320 x 240"],
    ["1x1.png", () => drawFlat(1, 1).png().toBuffer(), "1 x 1"],
    ["60-megapixel.jpg", () => drawFlat(10_000, 6_000).jpeg().toBuffer(), "10000 x 6000"],
    ["alpha.png", () => drawPicture(2).ensureAlpha(0.5).png().toBuffer(), "320 x 240"],
    ["animated.gif", animation, "32 x 24"],
    ["bomb.png", () => announce(50_000, 50_000), "too-many-pixels"],
    ["cmyk.jpg", () => drawPicture(3).toColourspace("cmyk").jpeg().toBuffer(), "320 x 240"],
    ["film.mp4", async () => Buffer.from("\0\0\0\x18ftypmp42\0\0\0\0mp42isom"), "passed over"],
    ["jpeg-named.png", () => drawPicture(4).jpeg().toBuffer(), "320 x 240"],
    ["no-extension", () => drawPicture(5).jpeg().toBuffer(), "320 x 240"],
    ["notes.txt", async () => Buffer.from("BM is no bitmap here"), "passed over"],
    ["phone.heic", async () => Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), "unsupported-format"],
    ["text-named.jpg", async () => Buffer.from("this is no picture"), "not-an-image"],
    ["truncated.jpg", async () => half(await drawPicture(6).jpeg().toBuffer()), "truncated"],
    ["truncated.png", async () => half(await drawPicture(6).png().toBuffer()), "truncated"],
    ["zero-byte-note", async () => new Uint8Array(0), "passed over"],
    ["zero-byte.jpg", async () => new Uint8Array(0), "empty-file"],
  ];

const half = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, bytes.length >> 1);

async function animation(): Promise<Uint8Array> {
  const frames = await drawPicture(7, 32, 48).raw().toBuffer();
  return sharp(frames, { raw: { width: 32, height: 48, channels: 3, pageHeight: 24 } })
    .gif()
    .toBuffer();
}

/** A small PNG whose header announces any size: the data for it would come out of a few kilobytes. */
async function announce(width: number, height: number): Promise<Uint8Array> {
  const bytes = Buffer.from(await drawFlat(8, 8).png().toBuffer());
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

let folder = "";
let remove = async () => {};
let finished: Finished;
let lines: (HashLine | FailedFile)[];
beforeAll(async () => {
  ({ folder, remove } = await createFolder());
  await mkdir(path.join(folder, "all"));
  for (const [name, bytes] of cases) await writeFile(path.join(folder, "all", name), await bytes());
  finished = await runCommand(["hash", "--jsonl", "all"], { cwd: folder });
  lines = parseLines(finished.stdout);
}, 30_000);
afterAll(() => remove());

describe("a folder of every kind of file", () => {
  test.each(cases)("%s", (name, _, expected) => {
    const line = lines.find((candidate) => candidate.path === path.join("all", name));
    const got = !line ? "passed over" : "error" in line ? line.error.code : `${line.width} x ${line.height}`;
    expect(got).toBe(expected);
  });

  test("the run goes on, in the order of names, and the exit code says that something failed", () => {
    expect(lines.map((line) => line.path)).toEqual(
      cases.filter(([, , expected]) => expected !== "passed over").map(([name]) => path.join("all", name)),
    );
    expect(finished.code).toBe(1);
    expect(finished.stderr).toContain("8 images hashed, 6 could not be read, 3 other files passed over");
  });

  test("a failed line holds the path and the reason, nothing else", () => {
    for (const line of lines.filter((candidate) => "error" in candidate)) {
      expect(line).toEqual({
        path: line.path,
        error: { code: expect.any(String), message: expect.stringContaining("got ") },
      });
    }
  });

  test("for people, every failed file is named with its reason", async () => {
    const { stderr, stdout, code } = await runCommand(["hash", "all"], { cwd: folder });
    for (const [name, , expected] of cases) {
      if (/^[a-z-]+$/.test(expected)) expect(stderr).toContain(`${path.join("all", name)}: ${expected}: got`);
    }
    expect(stdout.split("\n").filter((line) => line !== "")).toHaveLength(8);
    expect(code).toBe(1);
  });

  test("other commands report the same files and go on", async () => {
    const list = path.join(folder, "list.json");
    const built = await runCommand(["list", "build", "all", "-o", list, "--json"], { cwd: folder });
    expect(built.code).toBe(1);
    const failedCodes = (failed: readonly FailedFile[]) => failed.map(({ error }) => error.code);
    const codes = failedCodes(lines.filter((line): line is FailedFile => "error" in line));
    expect(failedCodes(JSON.parse(built.stdout).failed)).toEqual(codes);
    const matched = await runCommand(["match", "all", "--list", list, "--json"], { cwd: folder });
    expect(matched.code).toBe(1);
    expect(failedCodes(JSON.parse(matched.stdout).failed)).toEqual(codes);
    expect(JSON.parse(matched.stdout)).toMatchObject({ equalsIdeal: true, server: { vouchers: 8 } });
  });
});

describe("files that are named are always taken", () => {
  test.each<[string, FileErrorCode]>([
    ["all/notes.txt", "unsupported-format"],
    ["all/film.mp4", "not-an-image"],
    ["all/zero-byte-note", "empty-file"],
    ["all/missing.jpg", "unreadable"],
  ])("%s: %s", async (name, code) => {
    const { stdout, code: exitCode } = await runCommand(["hash", "--jsonl", name], { cwd: folder });
    expect(parseLines(stdout)).toEqual([{ path: name, error: { code, message: expect.any(String) } }]);
    expect(exitCode).toBe(1);
  });

  test.skipIf(process.platform === "win32")("a device is not read: it may never end", async () => {
    const { stdout } = await runCommand(["hash", "--jsonl", "/dev/zero"], { cwd: folder });
    expect(parseLines<FailedFile>(stdout)[0]?.error.code).toBe("not-a-file");
  });
});

test("the pixel limit can be moved", async () => {
  const { stdout } = await runCommand(["hash", "--jsonl", "--max-pixels", "76799", "all/cmyk.jpg"], { cwd: folder });
  expect(parseLines<FailedFile>(stdout)[0]?.error.code).toBe("too-many-pixels");
  const { code } = await runCommand(["hash", "--jsonl", "--max-pixels", "76800", "all/cmyk.jpg"], { cwd: folder });
  expect(code).toBe(0);
});

const isRoot = process.getuid?.() === 0;
test.skipIf(isRoot || process.platform === "win32")(
  `a folder and a file without read permission are reported${isRoot ? " (skipped: root may read everything)" : ""}`,
  async () => {
    const closed = path.join(folder, "closed");
    await mkdir(path.join(closed, "b"), { recursive: true });
    await writeFile(path.join(closed, "a.jpg"), await drawPicture(1).jpeg().toBuffer());
    await writeFile(path.join(closed, "c.jpg"), await drawPicture(2).jpeg().toBuffer());
    await chmod(path.join(closed, "a.jpg"), 0);
    await chmod(path.join(closed, "b"), 0);
    try {
      const { stdout, code } = await runCommand(["hash", "--jsonl", "closed"], { cwd: folder });
      const got = parseLines<HashLine | FailedFile>(stdout);
      const codes = got.map((line) => [line.path, "error" in line ? line.error.code : "hashed"]).sort();
      expect(codes).toEqual([
        [path.join("closed", "a.jpg"), "unreadable"],
        [path.join("closed", "b"), "unreadable"],
        [path.join("closed", "c.jpg"), "hashed"],
      ]);
      expect(code).toBe(1);
    } finally {
      await chmod(path.join(closed, "b"), 0o700);
    }
  },
);
