import { appendFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { transformOf } from "@glasshouse/fixtures/node";
import { algorithms, type PerceptualHash } from "@glasshouse/hasher";
import { parseTokenScheme } from "@glasshouse/matcher";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderCsv } from "../src/robustness/csv.js";
import type { CopyResult } from "../src/robustness/measure-source.js";
import type { RobustnessResult, Share } from "../src/robustness/result.js";
import { parseEdits, type RobustnessSettings } from "../src/robustness/settings.js";
import { sampleOf } from "../src/robustness/source.js";
import { Tally } from "../src/robustness/tally.js";
import { measureUnrelated } from "../src/robustness/unrelated.js";
import { clopperPearson } from "../src/statistics/index.js";
import { drawFlat, drawPicture } from "./support/pictures.js";
import { createFolder, runCommand } from "./support/terminal.js";

const read = (...parts: string[]) => readFile(path.join(...parts), "utf8");
const parse = (text: string) => JSON.parse(text) as RobustnessResult;

let folder = "";
let remove = async () => {};
const settings = [
  "--algorithms",
  "pdq,phash",
  "--tokens",
  "whole-key,blocks-4x64-f1",
  "--transforms",
  "jpeg:20,noise:30",
];
const run = (out: string, ...more: string[]) =>
  runCommand(["robustness", "pictures", "--out", out, ...settings, ...more], { cwd: folder });

beforeAll(async () => {
  ({ folder, remove } = await createFolder());
  await mkdir(path.join(folder, "pictures"));
  for (const seed of [1, 2, 3, 4])
    await drawPicture(seed, 160, 120)
      .png()
      .toFile(path.join(folder, `pictures/${seed}.png`));
  await writeFile(path.join(folder, "pictures/copy-of-1.png"), await readFile(path.join(folder, "pictures/1.png")));
  await drawFlat(160, 120).png().toFile(path.join(folder, "pictures/flat.png"));
});
afterAll(() => remove());

describe("a run over pictures", () => {
  let result: RobustnessResult;
  let first = "";
  beforeAll(async () => {
    const { code, stdout } = await run("first");
    expect(code).toBe(0);
    first = await read(folder, "first/robustness.json");
    result = parse(first);
    expect(stdout).toContain("unrelated pictures that match, list of 2 entries");
  });
  const cell = (edit: string, algorithm: string) =>
    result.cells.find((candidate) => candidate.edit === edit && candidate.algorithm === algorithm);

  test("takes every content once and leaves out originals of too low quality", () => {
    expect(result.corpus).toMatchObject({ kind: "pictures", images: 5, duplicates: 1, failed: 0 });
    expect(result.algorithms.map(({ id, originalsBelowFloor: { k, n } }) => [id, k, n])).toEqual([
      ["constant", 0, 5],
      ["pdq", 1, 5],
      ["phash", 0, 5],
    ]);
  });

  test("the control is exact, by every algorithm and scheme, and leads", () => {
    expect(result.cells[0]).toMatchObject({ edit: "identity", algorithm: "constant" });
    for (const { algorithm, distance, exact, within, tokens } of result.cells.filter(
      ({ edit }) => edit === "identity",
    )) {
      expect(distance, algorithm).toEqual({ q25: 0, median: 0, q75: 0, q95: 0 });
      for (const { k, n } of [exact, within, ...tokens]) expect(k, algorithm).toBe(n);
    }
  });

  test("the null matches every copy and every unrelated picture", () => {
    for (const { exact } of result.cells.filter(({ algorithm }) => algorithm === "constant"))
      expect(exact.k).toBe(exact.n);
    const [none] = result.unrelated;
    for (const { images, pairs } of [none?.within, ...(none?.tokens ?? [])].filter((figures) => figures !== undefined))
      expect([images.k, pairs.k]).toEqual([images.n, pairs.n]);
  });

  test("edits change hashes, and shares carry the interval of independent sources", () => {
    const edited = cell("jpeg:20", "pdq");
    expect(edited?.distance?.median).toBeGreaterThan(0);
    expect(edited?.within).toMatchObject({ n: 4, unit: "source images", ...endsOf(edited?.within.k ?? -1, 4) });
  });

  test("schemes that need longer hashes are left out, not counted as failures", () => {
    expect(cell("identity", "phash")?.tokens.map(({ scheme }) => scheme)).toEqual(["whole-key"]);
    expect(cell("identity", "pdq")?.tokens.map(({ scheme }) => scheme)).toEqual(["whole-key", "blocks-4x64-f1"]);
  });

  test("no name of a file and no picture is written", async () => {
    const files = await readdir(path.join(folder, "first"));
    expect(files.sort()).toEqual(["robustness.csv", "robustness.json", "robustness.svg", "state.jsonl"]);
    for (const file of files) expect(await read(folder, "first", file)).not.toContain(".png");
  });

  test("the CSV has a row for every edit, algorithm and scheme, as wide as its head", async () => {
    const [head = "", ...rows] = (await read(folder, "first/robustness.csv")).trimEnd().split("\r\n");
    expect(rows).toHaveLength(3 * (2 + 2 + 1));
    expect(new Set(rows.map((row) => row.split(",").length))).toEqual(new Set([head.split(",").length]));
    expect(renderCsv(result)).toBe(await read(folder, "first/robustness.csv"));
  });

  test("the figure is a drawing of its own, with every edit named", async () => {
    const svg = await read(folder, "first/robustness.svg");
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    for (const text of ["identity", "jpeg:20", "noise:30", "pdq", "unrelated, list of 2"])
      expect(svg).toContain(`>${text}<`);
  });

  test("another run gives the same bytes, whatever runs at the same time; another seed does not", async () => {
    await run("again", "--parallel", "4");
    expect(await read(folder, "again/robustness.json")).toBe(first);
    await run("other", "--seed", "other");
    const other = parse(await read(folder, "other/robustness.json"));
    expect(other.versions.reference).not.toBe(result.versions.reference);
  });

  test("after a kill: whole lines are used, the torn one is measured anew, and the result is the same", async () => {
    const state = await read(folder, "first/state.jsonl");
    const lines = state.trimEnd().split("\n");
    await mkdir(path.join(folder, "killed"));
    await writeFile(
      path.join(folder, "killed/state.jsonl"),
      `${lines.slice(0, 2).join("\n")}\n${lines[2]?.slice(0, 900)}`,
    );
    const { stderr } = await run("killed");
    expect(stderr).toContain("2 of 5 pictures were measured before");
    expect(await read(folder, "killed/robustness.json")).toBe(first);
    expect((await read(folder, "killed/state.jsonl")).trimEnd().split("\n")).toHaveLength(5);
    expect((await run("killed")).stderr).toContain("5 of 5 pictures were measured before");
  });

  test("another radius needs no new measurement; another edit does", async () => {
    expect((await run("first", "--radius", "0")).stderr).toContain("5 of 5 pictures were measured before");
    expect(parse(await read(folder, "first/robustness.json")).algorithms.map(({ radius }) => radius)).toEqual([
      0, 0, 0,
    ]);
    expect((await run("first", "--transforms", "gamma:2")).stderr).not.toContain("measured before");
  });

  test("a malformed line elsewhere is refused", async () => {
    await appendFile(path.join(folder, "other/state.jsonl"), '{"run":1}\n');
    expect(await run("other", "--seed", "other")).toMatchObject({ code: 2 });
  });
});

test("a picture that cannot be decoded is reported and the others are measured", async () => {
  await mkdir(path.join(folder, "broken"));
  await drawPicture(7, 160, 120).png().toFile(path.join(folder, "broken/whole.png"));
  await writeFile(
    path.join(folder, "broken/half.png"),
    (await readFile(path.join(folder, "pictures/2.png"))).subarray(0, 3000),
  );
  const argv = ["robustness", "broken", "--out", "half", "--json", "-", ...settings];
  const { code, stdout, stderr } = await runCommand(argv, { cwd: folder });
  expect(code).toBe(1);
  expect(stderr).toMatch(/half\.png: (truncated|corrupt)/);
  expect(parse(stdout).corpus).toMatchObject({ images: 1, failed: 1 });
  expect(parse(stdout).unrelated[1]?.distance).toBeNull();
});

test("scenes need no files", async () => {
  const argv = [
    "robustness",
    "--scenes",
    "2",
    "--out",
    "scenes",
    "--transforms",
    "contrast:10",
    "--algorithms",
    "dhash",
  ];
  const { code } = await runCommand([...argv, "--tokens", "whole-key"], { cwd: folder });
  expect(code).toBe(0);
  expect(parse(await read(folder, "scenes/robustness.json")).corpus).toMatchObject({ kind: "scenes", images: 2 });
});

test.each([
  ["an unknown algorithm", ["--algorithms", "md5"]],
  ["an unknown scheme", ["--tokens", "blocks"]],
  ["an unknown transform", ["--transforms", "melt:3"]],
  ["a strength out of range", ["--transforms", "jpeg:101"]],
  ["a strength that is none", ["--transforms", "jpeg"]],
  ["scenes and pictures", ["--scenes", "3"]],
])("refuses %s", async (_, options) => {
  const { code, stderr } = await runCommand(["robustness", "pictures", "--out", "refused", ...options], {
    cwd: folder,
  });
  expect({ code, spoke: stderr.startsWith("glasshouse: ") }).toEqual({ code: 2, spoke: true });
});

test("edits: the control first, sets in full, each edit once", () => {
  const ids = parseEdits("ordinary,all,crop:5").map(({ edit }) => edit.id);
  expect(ids[0]).toBe("identity");
  expect(new Set(ids).size).toBe(ids.length);
  expect(parseEdits("ordinary")).toHaveLength(1 + 14);
  expect(parseEdits("mild")).toHaveLength(1 + 15);
  expect(ids).toContain(`crop:${transformOf("crop").strength.typical}`);
});

test("a sample keeps the order and depends on the seed", () => {
  const items = Array.from({ length: 50 }, (_, i) => i);
  const drawn = sampleOf(items, 10, "a");
  expect(drawn).toEqual([...new Set(drawn)].sort((a, b) => a - b));
  expect(drawn).toHaveLength(10);
  expect(sampleOf(items, 10, "b")).not.toEqual(drawn);
  expect(sampleOf(items, 99, "a")).toEqual(items);
});

describe("counting", () => {
  const [scheme, both] = [parseTokenScheme("blocks-4x64-f1"), parseTokenScheme("blocks-4x64-f1-m2")];
  const { pdq } = algorithms;
  const planned: RobustnessSettings = {
    algorithms: [pdq],
    schemes: [scheme, both],
    edits: parseEdits("ordinary"),
    seed: "",
  };
  const original = (quality: number, fill = 0): PerceptualHash => ({
    algorithm: "pdq",
    bits: new Uint8Array(32).fill(fill),
    quality,
    margins: Float32Array.from({ length: 256 }, (_, i) => i),
  });
  const tallyOf = (copies: readonly (CopyResult & { original?: number })[], radius = 30) => {
    const tally = new Tally(planned, () => radius);
    for (const { original: quality = 100, ...copy } of copies)
      tally.add({ originals: [original(quality)], copies: planned.edits.map(() => [copy]) });
    return tally;
  };
  const copy = (distance: number, opened: number, quality = 100) => ({ distance, quality, opened: [opened, opened] });

  test("the radius is inclusive, and so is the quality floor", () => {
    const copies = [copy(0, 4), copy(30, 1), copy(32, 0), copy(0, 4, 50), copy(0, 4, 49)];
    const [identity] = tallyOf(copies).cells();
    expect(identity).toMatchObject({
      belowFloor: { k: 1, n: 5 },
      distance: { q25: 0, median: 0, q75: 30, q95: 32 },
      exact: { k: 2, n: 5 },
      within: { k: 3, n: 5 },
      tokens: [
        { scheme: scheme.id, k: 3 },
        { scheme: both.id, k: 2 },
      ],
    });
  });

  test("an original below the floor gives no copies", () => {
    const tally = tallyOf([copy(0, 4), { ...copy(0, 4), original: 49 }]);
    expect(tally.cells()[0]?.within).toMatchObject({ k: 1, n: 1 });
    expect(tally.algorithms()[0]?.originalsBelowFloor).toMatchObject({ k: 1, n: 2 });
  });

  test("a set is clustered by source: as wide as its sources if each stands for all its copies", () => {
    const [ordinary] = tallyOf([copy(0, 4), copy(0, 4), copy(0, 4), copy(90, 0)]).sets();
    expect(ordinary?.within).toMatchObject({ k: 3 * 14, n: 4 * 14, worst: { k: 3, n: 4 } });
    const independent = clopperPearson(3, 4);
    expect(widthOf(ordinary?.within)).toBeGreaterThan(0.9 * (independent.upper - independent.lower));
  });

  test("opened blocks are counted, none for a copy below the floor", () => {
    const [openings] = tallyOf([copy(0, 4), copy(8, 2), copy(90, 0), copy(0, 4, 10)]).openings();
    expect(openings?.copies).toEqual([2, 0, 1, 0, 1].map((count) => 14 * count));
  });

  test("unrelated pictures: half is the list; none found is bounded, not nothing", async () => {
    const far = Array.from({ length: 10 }, (_, i) =>
      original(100, [0x00, 0xff, 0x0f, 0xf0, 0x33, 0xcc, 0x55, 0xaa, 0x3c, 0xc3][i]),
    );
    const apart = await measureUnrelated(pdq, far, { schemes: [scheme], radius: 30, seed: "s" });
    expect(apart).toMatchObject({ listEntries: 5, distance: { pairs: 45, least: 128 } });
    expect(apart.within.pairs).toMatchObject({ k: 0, n: 25, lower: 0, upper: apart.within.images.upper });
    expect(apart.within.images).toMatchObject({ k: 0, n: 5, ...endsOf(0, 5) });
    const alike = await measureUnrelated(
      pdq,
      far.map(() => original(100)),
      { schemes: [scheme, both], radius: 30, seed: "s" },
    );
    expect(alike.tokens.map(({ images, pairs }) => [images.k, pairs.k])).toEqual([
      [5, 25],
      [5, 25],
    ]);
  });
});

function widthOf(share: Share | undefined): number {
  return share ? share.upper - share.lower : Number.NaN;
}

function endsOf(k: number, n: number) {
  const { lower, upper } = clopperPearson(k, n);
  return { lower, upper };
}
