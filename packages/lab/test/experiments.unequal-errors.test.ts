import { createSeededRandom, type SceneKind, sceneKinds } from "@glasshouse/fixtures";
import { algorithms, type PerceptualHash } from "@glasshouse/hasher";
import { beforeAll, describe, expect, test } from "vitest";
import { chooseRadius, countByKind, shuffleKinds } from "../src/experiments/unequal-errors/by-kind.js";
import { unequalErrors } from "../src/experiments/unequal-errors/experiment.js";
import type { UnrelatedHashes } from "../src/experiments/unrelated-pictures.js";
import type { Finding } from "../src/findings/index.js";
import { failedChecks, rateIn, rowOf, runExperiment, tableOf } from "./support/findings.js";

describe("unequal errors", () => {
  let finding: Finding;
  beforeAll(async () => {
    finding = await runExperiment(unequalErrors, { scenesPerKind: 4, imageFpr: 0.3 });
  }, 30_000);

  test("every check holds", () => {
    expect(failedChecks(finding)).toEqual([]);
  });

  test("a table has every kind once for every hash", () => {
    const kinds = tableOf(finding, "by-kind")
      .rows.filter(({ hash }) => hash === "phash")
      .map(({ kind }) => kind);
    expect(kinds).toEqual([...sceneKinds]);
  });

  test("the floor takes flat pictures out, and without it none are out", () => {
    const flat = rateIn(rowOf(tableOf(finding, "below-floor"), { kind: "flat" }), "pdq-tent");
    expect(flat.events).toBeGreaterThan(0);
    const matching = (id: string) => rateIn(rowOf(tableOf(finding, id), { hash: "pdq-tent", kind: "flat" }), "images");
    expect(matching("by-kind").events).toBeLessThanOrEqual(flat.trials - flat.events);
    expect(matching("without-floor").listEntries).toBe(40);
  });
});

describe("errors by kind", () => {
  const hashOf = (...bytes: number[]): PerceptualHash => ({
    algorithm: "phash",
    bits: Uint8Array.from({ length: 8 }, (_, i) => bytes[i] ?? 0),
    quality: 100,
    margins: new Float32Array(64),
  });
  const pictures = (["flat", "text"] as const).flatMap((kind) =>
    Array.from({ length: 30 }, (_, scene) => ({ kind, seed: "", burst: 0, shot: 0, scene, takenAt: 0 })),
  );
  const hashes: UnrelatedHashes = {
    algorithm: algorithms.phash,
    pictures,
    images: pictures.map(() => hashOf()),
    listed: [hashOf(), hashOf(1), hashOf(255, 255), hashOf(255, 255, 255)],
    // Every flat picture and every sixth text lies 3 bits from the first entry.
    distances: pictures.map(({ kind, scene }) =>
      Uint16Array.of(kind === "flat" || scene % 6 === 0 ? 3 : 40, 50, 50, 50),
    ),
  };

  test("are counted, and compared with all other kinds", () => {
    const errors = countByKind(hashes, 3);
    expect(errors.find(({ kind }) => kind === "flat")).toMatchObject({ events: 30, images: 30, ratio: { ratio: 6 } });
    expect(errors.find(({ kind }) => kind === "flat")?.ratio.lower).toBeGreaterThan(2);
    expect(errors.find(({ kind }) => kind === "text")?.ratio.upper).toBeLessThan(0.5);
    expect(countByKind(hashes, 2).every(({ events }) => events === 0)).toBe(true);
  });

  test("a shuffle keeps how many there are of each kind", () => {
    const kinds: readonly SceneKind[] = shuffleKinds(hashes, createSeededRandom("kinds"));
    expect(kinds.toSorted()).toEqual(pictures.map(({ kind }) => kind).toSorted());
    expect(kinds).not.toEqual(pictures.map(({ kind }) => kind));
  });

  // Nearest other entries lie 1, 1, 8 and 8 bits away.
  test.each([
    [0.4, 0],
    [0.5, 7],
    [0.9, 7],
    [1, 64],
  ])("a radius at which at most %d of the entries match another: %d bits", (share, radius) => {
    expect(chooseRadius(hashes, share)).toBe(radius);
  });
});
