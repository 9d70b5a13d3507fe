import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { countingRules, type Outcome, tableEncodingNames } from "@glasshouse/matcher";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MatchResult } from "../src/match/result.js";
import { isEqualOutcome } from "../src/match/run-match.js";
import { drawPicture, sampleFolder, sampleNames } from "./support/pictures.js";
import { createFolder, runCommand } from "./support/terminal.js";

const listedNames = sampleNames.slice(0, 6);
const copied = listedNames[0] ?? "";

let folder = "";
let remove = async () => {};
beforeAll(async () => {
  ({ folder, remove } = await createFolder());
  const listed = listedNames.map((name) => path.join(sampleFolder, name));
  await runCommand(["list", "build", ...listed, "-o", "list.json"], { cwd: folder });
  await mkdir(path.join(folder, "copies"));
  for (const quality of [90, 60]) {
    await sharp(path.join(sampleFolder, copied))
      .jpeg({ quality })
      .toFile(path.join(folder, "copies", `${quality}.jpg`));
  }
  await sharp(path.join(sampleFolder, copied)).flop().toFile(path.join(folder, "copies/mirrored.jpg"));
  await writeFile(path.join(folder, "copies/unlisted.jpg"), await drawPicture(9).jpeg().toBuffer());
});
afterAll(() => remove());

async function match(...argv: string[]): Promise<MatchResult> {
  const { stdout, code } = await runCommand(["match", "--list", "list.json", "--json", ...argv], { cwd: folder });
  expect(code).toBe(0);
  return JSON.parse(stdout) as MatchResult;
}

describe("pictures of npm blockhash", () => {
  test.each(tableEncodingNames)("at the threshold, in a %s table, all matching payloads are read", async (table) => {
    const result = await match(sampleFolder, "--threshold", "6", "--table", table);
    expect(result).toMatchObject({
      schema: "glasshouse.match/1",
      algorithm: "pdq-tent",
      tokens: "blocks-4x64-f2",
      table,
      threshold: 6,
      counting: "hash",
      list: { entries: 6, tableEntries: 24, commonTokens: 0, droppedTokens: 0 },
      images: { hashed: 16, belowQuality: 0, failed: 0 },
      server: { status: "opened", opened: true, vouchers: 16, matchesVisible: 6, distinctMatches: 6, payloadsRead: 6 },
      equalsIdeal: true,
      errors: { radius: { falsePositives: { k: 0, n: 10 }, falseNegatives: { k: 0, n: 6 } } },
    });
    expect(result.truth.map((file) => path.basename(file.path))).toEqual(listedNames);
    expect(result.truth.every((file) => file.matched && file.withinRadius && file.payloadRead)).toBe(true);
  });

  test("one below, none is", async () => {
    const { server, equalsIdeal, truth } = await match(sampleFolder, "--threshold", "7");
    expect(server).toMatchObject({ status: "below-threshold", opened: false, matchesVisible: 6, payloadsRead: 0 });
    expect(equalsIdeal).toBe(true);
    expect(truth.some((file) => file.payloadRead)).toBe(false);
  });
});

describe("copies of one listed picture", () => {
  test.each(countingRules)("counted by %s", async (counting) => {
    const result = await match("copies", "--threshold", "2", "--counting", counting);
    expect(result.equalsIdeal).toBe(true);
    expect(result.server.matchesVisible).toBe(2);
    if (counting === "voucher") expect(result.server).toMatchObject({ distinctMatches: 2, opened: true });
    for (const { sources, distance, path: file } of result.truth) {
      expect(sources).toEqual([path.join(sampleFolder, copied)]);
      expect(distance).toBeLessThanOrEqual(result.errors.radius.matchRadius);
      expect(file).not.toMatch(/mirrored|unlisted/);
    }
  });

  test("the report for people says the same", async () => {
    const { stdout, stderr, code } = await runCommand(
      ["match", "copies", "--list", "list.json", "-t", "2", "--counting", "voucher"],
      {
        cwd: folder,
      },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /vouchers +4\n +of which match +2\n +distinct +2, 2 are needed\n +account +open: 2 payloads read/,
    );
    expect(stdout).toMatch(/false positives +0 of 2 images/);
    expect(stdout).toContain("give the same outcome");
    expect(stderr).toBe("4 images hashed\n");
  });
});

test("an account without pictures", async () => {
  await mkdir(path.join(folder, "empty"));
  const result = await match("empty");
  expect(result).toMatchObject({ server: { vouchers: 0, opened: false }, equalsIdeal: true, truth: [] });
  expect(result.cost.voucherMsPerImage).toBeNull();
  expect((await runCommand(["match", "empty", "--list", "list.json"], { cwd: folder })).code).toBe(0);
});

test("a list decoded in another way is said to be one", async () => {
  const { stdout } = await runCommand(["list", "build", "copies", "-o", "-"], { cwd: folder });
  const list = JSON.parse(stdout);
  list.pins.decoder = "another decoder";
  await writeFile(path.join(folder, "elsewhere.json"), JSON.stringify(list));
  const { stderr, code } = await runCommand(["match", "copies", "--list", "elsewhere.json"], { cwd: folder });
  expect(stderr).toContain("the list was decoded in another way");
  expect(code).toBe(0);
});

describe("outcomes are compared image by image", () => {
  const payload = Uint8Array.of(1, 2);
  const outcome: Outcome = { matched: [true, false], distinct: 1, opened: true, payloads: [payload, null] };

  test("equal", () => expect(isEqualOutcome(outcome, { ...outcome, payloads: [payload.slice(), null] })).toBe(true));

  test.each<[string, Partial<Outcome>]>([
    ["which matched", { matched: [false, true] }],
    ["how many", { matched: [true] }],
    ["how many count", { distinct: 2 }],
    ["whether it opened", { opened: false }],
    ["which payload", { payloads: [Uint8Array.of(1, 3), null] }],
    ["whether there is one", { payloads: [null, null] }],
  ])("different: %s", (_, changes) => expect(isEqualOutcome(outcome, { ...outcome, ...changes })).toBe(false));
});
