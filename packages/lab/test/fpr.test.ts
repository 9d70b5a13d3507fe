import { mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import path from "node:path";
import { algorithms, createHashList, hammingDistance, hashAt } from "@glasshouse/hasher";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "../src/corpus/database.js";
import { readPopulation } from "../src/fpr/population.js";
import type { FprResult, RuleRates } from "../src/fpr/result.js";
import { scanPairs } from "../src/fpr/scan.js";
import { digestRun, openScanState } from "../src/fpr/scan-state.js";
import { matchAgainst, type Sides, shuffledUnits, splitPopulation } from "../src/fpr/sides.js";
import { parseUnit, type UnitRule } from "../src/fpr/unit.js";
import { Interruption } from "../src/terminal/terminal.js";
import { createHashLines, type PlantedPicture, plantedFolders, writeHashCorpus } from "./support/hash-corpus.js";
import { createFolder, runCommand, startCommand } from "./support/terminal.js";

let folder = "";
let remove = async () => {};
const at = (name: string) => path.join(folder, name);
/** Folder k + 1 holds a picture that is so many bits from the first one of folder 0. */
const planted = Array.from({ length: 40 }, (_, i) => i + 1);
const files = [
  "rates.csv",
  "histogram.csv",
  "matches.csv",
  "review.csv",
  "review.html",
  "rates.svg",
  "list-sizes.svg",
  "fpr.json",
];

beforeAll(async () => {
  ({ folder, remove } = await createFolder());
  await writeHashCorpus(at("c.parquet"), plantedFolders(80, 5, planted));
});
afterAll(() => remove());

async function measure(...argv: string[]): Promise<FprResult> {
  const { code, stdout, stderr } = await runCommand(["fpr", "--workers", "1", "--json", "-", ...argv], { cwd: folder });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as FprResult;
}

const rule = ({ rules }: FprResult, name: string) => rules.find((each) => each.rule === name) as RuleRates;
const unit = (text: string) => parseUnit(text) as UnitRule;
const population = (file = "c.parquet", by = "folder") => readPopulation(at(file), file, { unit: unit(by) });

/** The distance of every pair, looked at one by one. */
function allDistances({ images, list }: Sides): { image: number; entry: number; distance: number }[] {
  const pairs = [];
  for (let image = 0; image < images.hashes.count; image++)
    for (let entry = 0; entry < list.hashes.count; entry++)
      pairs.push({ image, entry, distance: hammingDistance(hashAt(images.hashes, image), hashAt(list.hashes, entry)) });
  return pairs;
}

describe("a known world", () => {
  let result: FprResult;
  let sides: Sides;
  beforeAll(async () => {
    result = await measure("c.parquet", "-o", "whole", "--unit", "folder");
    sides = splitPopulation(await population(), "fpr", "folder");
  });

  test("pairs and images are those of looking at every pair, at every radius", () => {
    const pairs = allDistances(sides);
    expect(result.maxRadius).toBe(45);
    for (let radius = 0; radius <= 45; radius++) {
      const near = pairs.filter(({ distance }) => distance <= radius);
      const { pair, image, recommended } = rule(result, `radius ${radius}`);
      expect(recommended).toBe(radius === algorithms.pdq.matchRadius);
      expect(pair.most).toMatchObject({ events: near.length, trials: pairs.length, kind: "pair FPR" });
      expect(image.most).toMatchObject({
        events: new Set(near.map((each) => each.image)).size,
        trials: sides.images.hashes.count,
        listEntries: sides.list.hashes.count,
        unit: "folder",
        kind: "image FPR",
      });
    }
    expect(rule(result, "radius 45").image.most.events).toBeGreaterThan(5);
  });

  test("random sub-lists are nested and counted; the model stands apart", () => {
    const pairs = allDistances(sides).filter(({ distance }) => distance <= 30);
    const rank = shuffledUnits(sides.list.hashes.count, "fpr/entries");
    const sizes = result.listSizes.filter((row) => row.rule === "radius 30");
    const measured = sizes.flatMap((row) => (row.origin === "measured" ? [row] : []));
    expect(measured.length).toBeGreaterThan(1);
    for (const { listEntries, image } of measured) {
      const inList = pairs.filter(({ entry }) => (rank[entry] as number) < listEntries);
      expect(image.most.events).toBe(new Set(inList.map((each) => each.image)).size);
      expect(image.most.listEntries).toBe(listEntries);
    }
    const models = sizes.flatMap((row) => (row.origin === "model" ? [row] : []));
    expect(models.map(({ listEntries }) => listEntries).at(-1)).toBe(1e7);
    const atMost = models.toSorted((a, b) => a.listEntries - b.listEntries).map((row) => row.atMost);
    expect(atMost).toEqual(atMost.toSorted((a, b) => a - b));
  });

  test("no unit is on both sides; another seed draws other halves, the same seed the same", async () => {
    const all = await population();
    const unitsOf = (side: Sides["images"] | Sides["list"]) => {
      if (side.origins.kind !== "corpus") throw new Error("no corpus");
      return new Set(Array.from(side.origins.position, (position) => all.unit[position] as number));
    };
    for (const seed of ["fpr", "another"]) {
      const split = splitPopulation(all, seed, "folder");
      const [own, other] = [unitsOf(split.images), unitsOf(split.list)];
      expect([...own].filter((each) => other.has(each))).toEqual([]);
      expect([own.size, other.size]).toEqual([40, 40]);
    }
    const [a, b, c] = ["fpr", "fpr", "another"].map((seed) => splitPopulation(all, seed, "folder").list.hashes.data);
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  test("the unit widens the interval of the same events", async () => {
    const burst = (text: string) => splitPopulationOf(text);
    const rates = await Promise.all(["file", "folder"].map(burst));
    const [file, byFolder] = rates.map((each) => rule(each, "radius 0").image.most);
    expect(file?.events).toBe(byFolder?.events);
    expect(file?.effectiveN).toBeGreaterThan(4 * (byFolder?.effectiveN ?? 0));
    expect(byFolder?.atMost).toBeGreaterThan(4 * (file?.atMost ?? 1));
  });
  /** Against a list of its own, so that the halves do not differ between units. */
  const splitPopulationOf = async (by: string) => {
    await writeHashCorpus(at(`list-${by}.parquet`), [{ path: "x/1.jpg" }, { path: "y/2.jpg" }], (line) => ({
      ...line,
      hash: "5".repeat(64),
    }));
    return measure("c.parquet", "-o", `unit-${by}`, "--unit", by, "--list", `list-${by}.parquet`);
  };

  test("every rate has its list size, unit and interval; nothing is ever 0 %", async () => {
    const { stdout } = await runCommand(
      ["fpr", "c.parquet", "-o", "known", "--unit", "folder", "--target-fpr", "0.2"],
      {
        cwd: folder,
      },
    );
    const texts = await Promise.all(files.map((name) => readFile(at(`known/${name}`), "utf8")));
    for (const text of [stdout, ...texts]) expect(text).not.toMatch(/(?<![\d.])0(\.0+)? ?%(?!")/);
    const [head = "", ...rows] = (texts[0] ?? "").trim().split("\r\n");
    const columns = head.split(",");
    expect(rows.length).toBeGreaterThan(100);
    for (const row of rows) {
      const cells = Object.fromEntries(row.split(",").map((cell, i) => [columns[i], cell]));
      expect(cells, row).toMatchObject({ unit: "folder", confidence: "0.95" });
      expect(Number(cells.list_entries), row).toBeGreaterThan(0);
      expect(Number(cells.open_are_false_at_most), row).toBeGreaterThan(0);
      if (cells.origin === "measured") {
        expect(Number(cells.open_are_false_upper), row).toBeGreaterThan(Number(cells.open_are_false_lower));
        expect(Number(cells.open_are_copies_effective_n), row).toBeGreaterThan(0);
      }
    }
    expect(stdout).toContain("By rule, list of 200, unit folder");
  });

  const chosenAt = (target: string) => ["c.parquet", "-o", "known", "--unit", "folder", "--target-fpr", target];
  test("a radius is chosen on some units and reported on the others", async () => {
    const { chosen, images, rules } = await measure(...chosenAt("0.2"));
    if (!chosen?.other || chosen.radius === null) throw new Error("no radius was chosen");
    expect(chosen.choosing.most.atMost).toBeLessThanOrEqual(0.2);
    expect(chosen.choosing.most.trials + chosen.other.most.trials).toBe(images.usable);
    const whole = rules.find(({ radius }) => radius === chosen.radius)?.image.most.events ?? 0;
    expect(chosen.choosing.most.events + chosen.other.most.events).toBe(whole);
  });

  test("a corpus smaller than a target or a claim needs is no error: it says so", async () => {
    const { chosen, statements } = await measure(...chosenAt("1e-5"), "--max-radius", "30", "--claim", "1e-4");
    expect(chosen).toMatchObject({ radius: null, other: null });
    expect(statements[0]?.claim).toMatchObject({ rate: 1e-4, supported: false });
    expect(statements[0]?.claim.needed).toBeGreaterThan(29_956);
  });
});

describe("what is known without looking", () => {
  const pictures: PlantedPicture[] = [
    ...plantedFolders(30, 2, []),
    { path: "copies/a.jpg", near: [0, 0], content: "0000/0.jpg" },
    { path: "scenes/a.jpg", scene: "s1" },
    { path: "scenes/b.jpg", scene: "s1", near: [61, 3] },
    { path: "scenes/c.jpg", scene: "s2", near: [61, 4] },
    { path: "dark/a.jpg", quality: 10, near: [0, 1] },
  ];

  test("equal files are one picture, one scene is no match, and two scenes are two", async () => {
    await writeHashCorpus(at("known.parquet"), pictures);
    await writeHashCorpus(at("listed.parquet"), pictures.slice(0, 62));
    const { matches, images, list } = await measure(
      "known.parquet",
      "--list",
      "listed.parquet",
      "-o",
      "identity",
      "--unit",
      "file",
    );
    expect(images).toMatchObject({ copies: 1, belowFloor: 1, usable: 63 });
    expect(list).toMatchObject({ from: "corpus", entries: 61 });
    // 61 equal files, scenes/b is scenes/a again, scenes/c is not; nobody knows of the dark picture.
    expect(matches).toMatchObject({ copies: 61, sameScene: 1, different: 1, open: 1 });
  });

  test("a list never holds a picture of low quality, and each hash once", async () => {
    const twice: PlantedPicture[] = [
      { path: "a/1.jpg" },
      { path: "b/2.jpg", near: [0, 0] },
      { path: "c/3.jpg", quality: 49 },
    ];
    await writeHashCorpus(at("twice.parquet"), twice);
    const { list } = await matchAgainst(
      await population("twice.parquet", "file"),
      at("twice.parquet"),
      "twice.parquet",
      {
        unit: unit("file"),
        unitName: "file",
      },
    );
    expect(list).toMatchObject({ belowFloor: 1, equalHashes: 1, hashes: { count: 1 } });
  });

  beforeAll(async () => {
    const time = (minute: string) => `2024-05-06T10:${minute}`;
    await writeHashCorpus(at("units.parquet"), [
      { path: "a/1.jpg", capturedAt: time("00:00") },
      { path: "a/2.jpg", capturedAt: time("02:00") },
      { path: "a/3.jpg", capturedAt: time("01:00") },
      { path: "a/4.jpg", capturedAt: time("30:00") },
      { path: "b/1.jpg", capturedAt: time("00:30") },
      { path: "b/2.jpg" },
      { path: "b/3.jpg" },
      { path: "c/1.jpg", capturedAt: "2024-05-07T10:00:00" },
    ]);
  });
  test.each([
    ["file", 8],
    ["folder", 3],
    ["exif-gap=60s", 5],
    ["exif-gap=2h", 4],
    ["day", 3],
    ["quality", 1],
  ])("units by %s", async (by, expected) => {
    const { units, withoutUnit } = await population("units.parquet", by);
    expect(units).toBe(expected);
    expect(withoutUnit).toBe(by === "day" || by.startsWith("exif") ? 2 : 0);
  });
});

test("a column of the corpus may have any name", async () => {
  const { connection, close } = await openDatabase();
  const named = "path AS unit, 'x' AS position, 'y' AS copy, 'z' AS starts";
  await connection.run(
    `COPY (SELECT *, ${named} FROM '${at("units.parquet")}') TO '${at("named.parquet")}' (FORMAT parquet)`,
  );
  close();
  for (const by of ["file", "folder", "exif-gap=60s", "day"])
    expect(await population("named.parquet", by)).toMatchObject({
      unit: (await population("units.parquet", by)).unit,
      position: Uint32Array.from({ length: 8 }, (_, i) => i),
    });
  expect((await population("named.parquet", "unit")).units).toBe(8);
});

describe("interruption", () => {
  test("a scan that was cut off goes on, by other threads, and its files are the same to the byte", async () => {
    const state = await readFile(at("whole/scan.state"));
    await mkdir(at("torn"));
    await writeFile(at("torn/scan.state"), state);
    await truncate(at("torn/scan.state"), state.length - 3);
    await measure("c.parquet", "-o", "torn", "--unit", "folder", "--workers", "2");
    expect(await readFile(at("torn/scan.state"))).toEqual(state);
    for (const file of files.filter((each) => each !== "fpr.json"))
      expect(await readFile(at(`torn/${file}`), "utf8"), file).toBe(await readFile(at(`whole/${file}`), "utf8"));
  });

  test("chunks that are done are not scanned again, whatever ended the run", async () => {
    const lines = createHashLines(plantedFolders(600, 1, []));
    const hashes = createHashList(256, 600);
    for (const [i, { hash }] of lines.entries()) hashes.data.set(Buffer.from(hash, "hex"), 32 * i);
    const list = { ...hashes, count: 300, data: hashes.data.slice(0, 300 * 32) };
    const run = digestRun(hashes, list, [45]);
    const settings = { radius: 200, mostMatches: 5000, imagesPerChunk: 200 };
    const whole = await scanPairs(hashes, list, settings);
    expect(whole.radius).toBeLessThan(200);
    const controller = new AbortController();
    let state = await openScanState(at("chunks.state"), run);
    const interrupted = scanPairs(hashes, list, {
      ...settings,
      state,
      signal: controller.signal,
      onProgress: (done) => done === 400 && controller.abort(new Interruption("SIGINT")),
    });
    await expect(interrupted).rejects.toBeInstanceOf(Interruption);
    await state.close();
    state = await openScanState(at("chunks.state"), run);
    expect(state.chunks).toBe(2);
    const read: number[] = [];
    const counting = { ...state, chunks: 2, append: state.append.bind(state), close: state.close.bind(state) };
    const resumed = await scanPairs(hashes, list, {
      ...settings,
      state: {
        ...counting,
        read: async (first) => {
          const known = await state.read(first);
          if (known === undefined) read.push(first);
          return known;
        },
      },
    });
    expect(resumed).toEqual(whole);
    expect(read).toEqual([400]);
    await state.close();
    const bytes = await readFile(at("chunks.state"));
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 1;
    await writeFile(at("chunks.state"), bytes);
    const damaged = await openScanState(at("chunks.state"), run);
    expect(damaged.chunks).toBe(2);
    await damaged.close();
    const stranger = await openScanState(at("chunks.state"), digestRun(list, hashes, [45]));
    expect(stranger.chunks).toBe(0);
    await stranger.close();
    await rm(at("chunks.state"));
  });

  test("Ctrl-C ends with 130 and leaves no half-written file", async () => {
    const { finished, interrupt } = startCommand(["fpr", "c.parquet", "-o", "stopped"], { cwd: folder });
    interrupt(new Interruption("SIGINT"));
    expect((await finished).code).toBe(130);
    await expect(readFile(at("stopped/fpr.json"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("unusable input", () => {
  beforeAll(async () => {
    await writeFile(at("text.parquet"), "no corpus");
    await writeHashCorpus(at("one.parquet"), plantedFolders(1, 8, []));
    await writeHashCorpus(
      at("dark.parquet"),
      plantedFolders(6, 1, []).map((picture) => ({ ...picture, quality: 3 })),
    );
    await writeHashCorpus(at("other.parquet"), plantedFolders(4, 1, []), (line) => ({
      ...line,
      algorithm: "pdq-tent",
    }));
    await writeHashCorpus(at("pins.parquet"), plantedFolders(4, 1, []), (line) => ({
      ...line,
      pins: { ...line.pins, decoder: "another" },
    }));
    await writeHashCorpus(at("mixed.parquet"), plantedFolders(4, 1, []), (line, i) => ({
      ...line,
      algorithm: i === 2 ? "pdq-tent" : "pdq",
    }));
    await writeHashCorpus(at("foreign.parquet"), plantedFolders(4, 1, []), (line) => ({
      ...line,
      algorithm: "unheard-of",
    }));
    const { connection, close } = await openDatabase();
    await connection.run(
      `COPY (SELECT * FROM '${at("c.parquet")}' WHERE false) TO '${at("empty.parquet")}' (FORMAT parquet)`,
    );
    close();
    const list = {
      schema: "glasshouse.list/1",
      algorithm: "pdq-tent",
      pins: createHashLines([{ path: "x" }])[0]?.pins,
    };
    await writeFile(at("list.json"), JSON.stringify({ ...list, tokenScheme: "whole-key", entries: [] }));
    await writeFile(
      at("none.json"),
      JSON.stringify({ ...list, algorithm: "pdq", tokenScheme: "whole-key", entries: [] }),
    );
    await writeFile(at("schema.json"), '{ "schema": "glasshouse.list/9" }');
  });
  const against = async (file: string) =>
    matchAgainst(await population(), at(file), file, { unit: unit("folder"), unitName: "folder" });

  test.each<[string, () => unknown]>([
    ["unreadable", () => population("absent.parquet")],
    ["wrong-schema", () => population("text.parquet")],
    ["no-images", () => population("empty.parquet")],
    ["mixed-algorithms", () => population("mixed.parquet")],
    ["unknown-algorithm", () => population("foreign.parquet")],
    ["unknown-column", () => population("c.parquet", "nowhere")],
    ["unknown-column", () => readPopulation(at("c.parquet"), "c", { unit: unit("file"), category: "mood" })],
    ["absent-algorithm", () => readPopulation(at("c.parquet"), "c", { unit: unit("file"), algorithm: "pdq-tent" })],
    ["one-unit", async () => splitPopulation(await population("one.parquet"), "fpr", "folder")],
    ["one-unit", async () => splitPopulation(await population("c.parquet", "exif-gap").then(oneUnit), "fpr", "burst")],
    ["no-images", async () => splitPopulation(await population("dark.parquet"), "fpr", "folder")],
    ["absent-algorithm", () => against("other.parquet")],
    ["other-pins", () => against("pins.parquet")],
    ["other-algorithm", () => against("list.json")],
    ["no-entries", () => against("none.json")],
    ["wrong-schema", () => against("schema.json")],
    ["unreadable", () => against("absent.json")],
  ])("%s", async (code, attempt) => {
    await expect(Promise.resolve().then(attempt)).rejects.toMatchObject({ code });
  });
  const oneUnit = (all: Awaited<ReturnType<typeof population>>) => ({ ...all, units: 1 });

  test.each([
    ["one.parquet", "-o", "x"],
    ["text.parquet", "-o", "x"],
    ["c.parquet"],
    ["c.parquet", "-o", "x", "--unit", "exif-gap=0s"],
    ["c.parquet", "-o", "x", "--tokens", "nonsense"],
    ["c.parquet", "-o", "x", "--target-fpr", "0"],
    ["c.parquet", "-o", "x", "--confidence", "0.5"],
    ["c.parquet", "-o", "c.parquet", "--unit", "folder"],
  ])("exit code 2: %s %s %s %s %s", async (...argv) => {
    const { code, stdout, stderr } = await runCommand(["fpr", ...argv], { cwd: folder });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/expected|Expected|required|EEXIST|ENOTDIR/);
  });

  test("too many matches: a smaller radius is counted in full, and not called the recommended one", async () => {
    const argv = ["fpr", "c.parquet", "-o", "many", "--unit", "folder", "--max-matches", "12", "--json", "-"];
    const { code, stdout, stderr } = await runCommand(argv, { cwd: folder });
    expect(code).toBe(0);
    const { maxRadius, rules, statements, listSizes } = JSON.parse(stdout) as FprResult;
    const pairs = allDistances(splitPopulation(await population(), "fpr", "folder"));
    const within = (radius: number) => pairs.filter(({ distance }) => distance <= radius).length;
    expect([within(maxRadius) <= 12, within(maxRadius + 1) > 12]).toEqual([true, true]);
    expect(maxRadius).toBeLessThan(30);
    expect(stderr).toContain(`up to radius ${maxRadius}`);
    expect(rules.at(maxRadius)?.pair.most.events).toBe(within(maxRadius));
    expect(rules.filter(({ radius, recommended }) => radius !== null && recommended)).toEqual([]);
    expect(statements[0]?.rule).toBe(`radius ${maxRadius}`);
    expect(listSizes[0]?.rule).toBe(`radius ${maxRadius}`);
  });
});
