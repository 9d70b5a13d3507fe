import { algorithms } from "@glasshouse/hasher";
import { beforeAll, describe, expect, test } from "vitest";
import { chooseRadius } from "../src/experiments/ordinary-edits/calibrate.js";
import { planEdits, thorn } from "../src/experiments/ordinary-edits/edits.js";
import { ordinaryEdits } from "../src/experiments/ordinary-edits/experiment.js";
import type { Finding } from "../src/findings/index.js";
import { failedChecks, numberIn, rateIn, rowOf, runExperiment, tableOf } from "./support/findings.js";

describe("ordinary edits", () => {
  let finding: Finding;
  beforeAll(async () => {
    finding = await runExperiment(ordinaryEdits, { sources: 3, unrelatedScenes: 20, pairFpr: 0.02 });
  }, 30_000);

  test("every check holds", () => {
    expect(failedChecks(finding)).toEqual([]);
  });

  test("a hash without a radius has no recall at equal pair FPR", () => {
    const row = rowOf(tableOf(finding, "identity"), { hash: "constant" });
    expect(row.equalFpr).toBeNull();
    expect(rateIn(row, "ownRadius").events).toBe(3);
  });

  test("recall at a wider radius is never lower", () => {
    const radii = tableOf(finding, "radii");
    for (const row of tableOf(finding, "recall").rows) {
      const hash = rowOf(radii, { hash: row.hash ?? null });
      if (hash.radius === null) continue;
      const wider = numberIn(hash, "radius") >= numberIn(hash, "own");
      const [equal, own] = [rateIn(row, "equalFpr").events, rateIn(row, "ownRadius").events];
      if (wider) expect(equal).toBeGreaterThanOrEqual(own);
      else expect(equal).toBeLessThanOrEqual(own);
    }
  });

  test("the harder edit moves more bits", () => {
    const median = (edit: string) => numberIn(rowOf(tableOf(finding, "recall"), { edit, hash: "pdq-tent" }), "median");
    expect(median("crop:1")).toBeLessThan(median("crop:5"));
    expect(median("crop:5")).toBeLessThan(median("crop:10"));
    expect(median("rotate:1")).toBeLessThan(median("rotate:4"));
    expect(median("jpeg:95")).toBeLessThan(median("jpeg:10"));
  });

  test("a mirror image is found by nobody at the radius that a hash states", () => {
    for (const row of tableOf(finding, "recall").rows.filter(({ edit }) => edit === "mirror:0"))
      expect(rateIn(row, "ownRadius").events).toBe(0);
  });

  test("the published edits stand beside ours, with the same rates as in the table", () => {
    const rows = tableOf(finding, "thorn").rows;
    expect(rows).toHaveLength(thorn.length);
    for (const row of rows) {
      const ours = rowOf(tableOf(finding, "recall"), { edit: row.edit ?? null, hash: "pdq" });
      expect(row.own).toEqual(ours.ownRadius);
    }
  });
});

test("all edits are the two sets, the strengths and the control; the selection is some of them", () => {
  const all = planEdits("all");
  expect(all[0]).toMatchObject({ set: "control" });
  expect(all.filter(({ set }) => set === "ordinary")).toHaveLength(14);
  expect(all.filter(({ set }) => set === "mild")).toHaveLength(15);
  const selected = planEdits("selection").map(({ edit }) => edit.id);
  expect(selected.length).toBeLessThan(all.length);
  expect(all.map(({ edit }) => edit.id)).toEqual(expect.arrayContaining(selected));
  for (const { edit } of thorn) expect(selected).toContain(edit);
});

describe("a radius for a pair FPR", () => {
  const hashes = (distances: readonly number[]) => ({
    algorithm: algorithms["pdq-tent"],
    pictures: [{ kind: "flat", seed: "", burst: 0, shot: 0, scene: 0, takenAt: 0 }] as const,
    images: [],
    listed: distances.map(() => algorithms.constant.hash({ width: 1, height: 1, data: new Uint8Array(3) })),
    distances: [Uint16Array.from(distances)],
  });

  test.each([
    [0.5, 11],
    [0.49, 9],
    [0.25, 9],
    [0.24, 4],
    [1, 256],
  ])("%d of the distances 5, 10, 12 and 20: %d bits", (pairFpr, radius) => {
    expect(chooseRadius(hashes([5, 10, 12, 20]), pairFpr)).toBe(radius);
  });

  test("none when equal hashes are too many", () => {
    expect(chooseRadius(hashes([0, 10]), 0.4)).toBeNull();
  });
});
