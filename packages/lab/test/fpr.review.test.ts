import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { hashAt } from "@glasshouse/hasher";
import { hashFile } from "@glasshouse/hasher/node";
import { listTokens, parseTokenScheme, probeTokens } from "@glasshouse/matcher";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderCsv } from "../src/fpr/csv.js";
import { readFacts } from "../src/fpr/facts.js";
import { createMatchTable, marks } from "../src/fpr/match-table.js";
import { readPopulation } from "../src/fpr/population.js";
import type { FprResult, RuleRates } from "../src/fpr/result.js";
import { applyVerdicts, describePairs, readVerdicts } from "../src/fpr/review.js";
import { scanPairs } from "../src/fpr/scan.js";
import { matchAgainst, splitPopulation } from "../src/fpr/sides.js";
import { joinTokens } from "../src/fpr/token-join.js";
import { decideTurnedBits } from "../src/fpr/turn-bits.js";
import { plantedFolders, writeHashCorpus } from "./support/hash-corpus.js";
import { drawPicture } from "./support/pictures.js";
import { createFolder, runCommand } from "./support/terminal.js";

let folder = "";
let remove = async () => {};
const at = (name: string) => path.join(folder, name);
/** Folders 1 to 20 hold a picture near that of folder 0, so that whoever is listed, pairs cross the halves. */
const near = Array.from({ length: 20 }, (_, i) => i + 1);
const options = ["--unit", "folder", "-o", "out", "--workers", "1", "--max-radius", "30"];

beforeAll(async () => {
  ({ folder, remove } = await createFolder());
  await writeHashCorpus(at("c.parquet"), plantedFolders(60, 2, near));
});
afterAll(() => remove());

async function measure(...argv: string[]): Promise<{ result: FprResult; stderr: string }> {
  const { code, stdout, stderr } = await runCommand(["fpr", "c.parquet", ...options, "--json", "-", ...argv], {
    cwd: folder,
  });
  expect(code, stderr).toBe(0);
  return { result: JSON.parse(stdout) as FprResult, stderr };
}

const main = ({ rules }: FprResult) => rules.find(({ rule }) => rule === "radius 30") as RuleRates;
const readReview = async (file = "out/review.csv") => (await readFile(at(file), "utf8")).trim().split("\r\n");

/** The review with these verdicts in order, empty beyond. */
async function writeVerdicts(
  name: string,
  verdicts: readonly string[],
  change = (text: string) => text,
): Promise<void> {
  const [head = "", ...rows] = await readReview("open.csv");
  const filled = rows.map((row, i) => row.replace(",,", `,${verdicts[i] ?? ""},`));
  await writeFile(at(name), change([head, ...filled].join("\r\n")));
}

describe("adjudication", () => {
  let open: FprResult;
  beforeAll(async () => {
    open = (await measure()).result;
    await copyFile(at("out/review.csv"), at("open.csv"));
  });

  test("nobody has looked: all pairs are open, and both bounds are given", async () => {
    const rows = (await readReview()).slice(1);
    expect(open.matches).toMatchObject({
      copies: 0,
      sameScene: 0,
      different: 0,
      open: rows.length,
      written: rows.length,
    });
    expect(rows.length).toBeGreaterThan(20);
    expect(main(open).image).toMatchObject({ least: { events: 0 } });
    expect(main(open).image.most.events).toBeGreaterThan(5);
    expect(main(open).image.least.atMost).toBeLessThan(main(open).image.most.atMost);
    expect(open.statements[0]?.atMost).toBe(main(open).image.most.atMost);
    expect(open.statements[0]?.text).toContain("not looked at yet");
    expect(rows.map((row) => Number(row.split(",")[4]))).toEqual(
      rows.map((row) => Number(row.split(",")[4])).sort((a, b) => a - b),
    );
  });

  test("copies and one scene go, different ones stay, the rest is open", async () => {
    await writeVerdicts("some.csv", ["duplicate", "same-scene", "different"]);
    const { result } = await measure("--adjudicated", "some.csv");
    expect(result.matches).toMatchObject({ copies: 1, sameScene: 1, different: 1, open: open.matches.open - 3 });
    expect(main(result).pair.most.events).toBe(open.matches.open - 2);
    expect(main(result).pair.least.events).toBe(1);
    expect((await readReview())[3]).toContain(",different,");
  });

  test("all are looked at: one bound; copies leave nothing, false positives leave all", async () => {
    await writeVerdicts("copies.csv", Array(open.matches.open).fill("duplicate"));
    const clean = (await measure("--adjudicated", "copies.csv")).result;
    expect(clean.matches.open).toBe(0);
    expect(main(clean).image.most.events).toBe(0);
    expect(main(clean).image.least).toEqual(main(open).image.least);
    await writeVerdicts("false.csv", Array(open.matches.open).fill("different"));
    const wrong = (await measure("--adjudicated", "false.csv")).result;
    expect(main(wrong).image.least).toEqual(main(wrong).image.most);
    expect(main(wrong).image.most).toEqual(main(open).image.most);
  });

  test("verdicts that a run was not given are not written over", async () => {
    await writeVerdicts("out/review.csv", ["different", "duplicate"]);
    const written = await readFile(at("out/review.csv"), "utf8");
    const { stderr } = await measure();
    const [kept = ""] = /review-[0-9a-f]{8}\.csv/.exec(stderr) ?? [];
    expect(await readFile(at(`out/${kept}`), "utf8")).toBe(written);
    expect((await readReview())[1]).toContain(",,");
    expect((await measure("--adjudicated", `out/${kept}`)).stderr).not.toContain("was not given");
  });

  test("a spreadsheet may have been at it", async () => {
    await writeVerdicts(
      "sheet.csv",
      ["Duplicate "],
      (text) => `\u{feff}${text.replaceAll(",", ";").replaceAll("\r\n", "\n")}\n\n`,
    );
    expect((await measure("--adjudicated", "sheet.csv")).result.matches).toMatchObject({ copies: 1 });
  });

  test.each([
    ["unreadable-review", undefined],
    ["malformed-review", ""],
    ["malformed-review", "a,b\r\n1,2"],
    ["malformed-review", "pair,verdict\r\n0000000000000000,maybe"],
    ["malformed-review", "pair,verdict\r\nxyz,duplicate"],
    ["malformed-review", "pair,verdict\r\n0000000000000000,duplicate\r\n0000000000000000,different"],
  ])("refused: %s", async (code, text) => {
    await rm(at("refused.csv"), { force: true });
    if (text !== undefined) await writeFile(at("refused.csv"), text);
    await expect(readVerdicts(at("refused.csv"), "refused.csv")).rejects.toMatchObject({ code });
  });

  test("the review of another corpus, seed or radius is refused, though its pairs look the same", async () => {
    await writeHashCorpus(at("d.parquet"), plantedFolders(60, 2, [...near.slice(1), 1]));
    const verdicts = await readVerdicts(at("open.csv"), "open.csv");
    for (const [file, seed, radius] of [
      ["c.parquet", "fpr", 30],
      ["d.parquet", "fpr", 30],
      ["c.parquet", "other", 30],
      ["c.parquet", "fpr", 9],
    ] as const) {
      const population = await readPopulation(at(file), file, { unit: { kind: "folder" } });
      const sides = splitPopulation(population, seed, "folder");
      const { pairs } = await scanPairs(sides.images.hashes, sides.list.hashes, { radius: 30 });
      const table = createMatchTable(pairs, [], sides);
      const described = await describePairs(table, sides, radius);
      if (file === "c.parquet" && seed === "fpr" && radius === 30) {
        expect(applyVerdicts(verdicts, table, described)).toBe(0);
      } else {
        expect(() => applyVerdicts(verdicts, table, described)).toThrow(
          expect.objectContaining({ code: "foreign-review" }),
        );
      }
    }
    const other = ["fpr", "c.parquet", ...options, "--seed", "other", "--adjudicated", "open.csv"];
    expect(await runCommand(other, { cwd: folder })).toMatchObject({ code: 2, stdout: "" });
  });
});

test("no cell of a table is a formula to a spreadsheet", () => {
  expect(renderCsv([["=1+1", "@x", "a,b", null, 3]])).toBe(`'=1+1,'@x,"a,b",,3\r\n`);
  expect(renderCsv([["\r=1", "\n=1", 'a"\n']])).toBe(`"'\r=1","'\n=1","a""\n"\r\n`);
});

describe("the sheet", () => {
  const hostile = `=1+<img src=x onerror=alert(1)>&"'.jpg`;
  beforeAll(async () => {
    for (const name of ["p/a", "p/b", "p/c"]) await mkdir(at(name), { recursive: true });
    for (let i = 0; i < 6; i++) {
      await drawPicture(i)
        .jpeg()
        .toFile(at(`p/a/${i}.jpg`));
      await sharp(at(`p/a/${i}.jpg`))
        .resize(280, 210)
        .jpeg({ quality: 60 })
        .toFile(at(`p/b/${i}.jpg`));
    }
    await sharp(at("p/a/0.jpg"))
      .jpeg({ quality: 70 })
      .toFile(at(`p/b/${hostile}`));
    await copyFile(at("p/a/1.jpg"), at("p/c/copy.jpg"));
    await runCommand(["corpus", "build", "p/a", "-o", "a.parquet"], { cwd: folder });
    await runCommand(["corpus", "build", "p/b", "-o", "b.parquet"], { cwd: folder });
    await drawPicture(9).jpeg().toFile(at("p/a/4.jpg"));
    await rm(at("p/b/5.jpg"));
  });

  test.skipIf(process.platform === "win32")(
    "shows the pictures as they were hashed, and holds nothing that runs or loads",
    async () => {
      const { code, stderr } = await runCommand(
        ["fpr", "b.parquet", "--list", "a.parquet", "-o", "sheet", "--unit", "file"],
        {
          cwd: folder,
        },
      );
      expect(code, stderr).toBe(0);
      const sheet = await readFile(at("sheet/review.html"), "utf8");
      expect(sheet.match(/<article/g)?.length).toBeGreaterThanOrEqual(7);
      expect(sheet).toContain("the file has changed");
      expect(sheet).toContain("file not found");
      expect(sheet).toContain('href="../p/a/0.jpg"');
      expect(sheet).not.toMatch(/<script|<img src=x|https?:|src="(?!data:)/);
      expect(sheet).toContain("&lt;img src=x onerror=alert(1)&gt;");
      const [, jpeg = ""] = /src="data:image\/jpeg;base64,([^"]+)"/.exec(sheet) ?? [];
      expect(await sharp(Buffer.from(jpeg, "base64")).metadata()).toMatchObject({ format: "jpeg" });
      const review = await readFile(at("sheet/review.csv"), "utf8");
      expect(review).not.toMatch(/(^|,)"?[=+@-]/m);
      const bare = ["fpr", "b.parquet", "--list", "a.parquet", "-o", "bare", "--unit", "file", "--no-thumbnails"];
      expect((await runCommand(bare, { cwd: folder })).code).toBe(0);
      expect(await readFile(at("bare/review.html"), "utf8")).not.toContain("data:image");
    },
  );

  test("bits that a device turns over are decided by the picture, where it is still the same", async () => {
    const unit = { kind: "file" } as const;
    const population = await readPopulation(at("b.parquet"), "b.parquet", { unit });
    const sides = await matchAgainst(population, at("a.parquet"), "a.parquet", { unit, unitName: "file" });
    const schemes = ["blocks-4x64-f2", "blocks-8x32-f2-m3"].map(parseTokenScheme);
    const { algorithm } = population;
    const decided = async (pictures: string) => {
      const joined = schemes.map(async (scheme) => ({
        id: scheme.id,
        pairs: await joinTokens(scheme, algorithm, sides.images.hashes, sides.list.hashes),
      }));
      const near = (await scanPairs(sides.images.hashes, sides.list.hashes, { radius: 0 })).pairs;
      const table = createMatchTable(near, await Promise.all(joined), sides);
      return { table, turned: await decideTurnedBits(table, sides, { schemes, pictures }) };
    };
    const { table, turned } = await decided(folder);
    expect(turned.undecided).toBeLessThan(turned.asked);
    const blind = await decided(at("nowhere"));
    expect(blind.turned).toEqual({ asked: turned.asked, undecided: turned.asked });

    const facts = await readFacts(sides.images.origins, table.image);
    const seen = new Set<number>();
    for (const [i, image] of table.image.entries()) {
      const hashed = await hashFile(at(facts.get(image)?.path ?? ""), algorithm).catch(() => undefined);
      const { bits, bitOrder, id } = algorithm;
      const listed = hashAt(sides.list.hashes, table.entry[i] as number);
      for (const [s, scheme] of schemes.entries()) {
        const mark = table.schemes[s]?.mark[i] as number;
        if (hashed === undefined) continue;
        const own = { algorithm: id, bits: hashed.hash.bits, margins: hashed.hash.margins, bitOrder };
        const entry = { algorithm: id, bits: listed, margins: new Float32Array(bits), bitOrder };
        const probes = new Set(probeTokens(scheme, own).map(String));
        const met = listTokens(scheme, entry).filter((token) => probes.has(String(token))).length;
        expect(mark).toBe(met >= scheme.required ? marks.yes : marks.no);
        if (blind.table.schemes[s]?.mark[i] === marks.perhaps) seen.add(mark);
      }
    }
    expect([...seen].sort()).toEqual([marks.no, marks.yes]);
  });
});
