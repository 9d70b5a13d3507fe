import { readdirSync } from "node:fs";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import {
  type AlgorithmFacts,
  algorithms,
  applySymmetry,
  defaultAlgorithm,
  dihedralSymmetries,
  encodeHex,
  fileAlgorithms,
  type HashAlgorithm,
  hammingDistance,
  type Pixels,
} from "../src/index.js";
import { syntheticImage } from "./support/synthetic.js";

const list = Object.entries<HashAlgorithm>(algorithms);

const image: fc.Arbitrary<Pixels> = fc
  .record({
    generator: fc.constantFrom("lcg_noise", "blocks", "ramp", "rings", "blobs", "solid"),
    width: fc.integer({ min: 1, max: 150 }),
    height: fc.integer({ min: 1, max: 150 }),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ generator, width, height, seed }) => syntheticImage(generator, width, height, seed));

test("every file of algorithms/ is in the registry", () => {
  const files = readdirSync(new URL("../src/algorithms", import.meta.url)).filter((file) => file !== "registry.ts");
  expect([...Object.keys(algorithms), ...Object.keys(fileAlgorithms)].sort()).toEqual(
    files.map((file) => file.replace(/\.ts$/, "")).sort(),
  );
});

test("the default is in the registry", () => {
  expect(Object.values<HashAlgorithm>(algorithms)).toContain(defaultAlgorithm);
  expect(defaultAlgorithm.id).toBe("pdq-tent");
});

function expectConsistent(id: string, facts: AlgorithmFacts): void {
  expect(facts.id).toBe(id);
  expect(facts.bits % 8).toBe(0);
  expect(facts.matchRadius).toBeGreaterThanOrEqual(0);
  expect(facts.matchRadius).toBeLessThan(facts.bits / 2);
  expect(facts.qualityFloor).toBeGreaterThanOrEqual(0);
  expect(facts.qualityFloor).toBeLessThanOrEqual(100);
  expect(facts.source).not.toBe("");
  expect([...facts.bitOrder].sort((a, b) => a - b)).toEqual(Array.from({ length: facts.bits }, (_, p) => p));
}

describe.each(list)("%s", (id, algorithm) => {
  test("declares itself consistently", () => expectConsistent(id, algorithm));

  property.prop([image], { numRuns: 25 })("hashes any image, twice the same", (pixels) => {
    const before = Buffer.from(pixels.data);
    const hash = algorithm.hash(pixels);
    expect(hash.algorithm).toBe(id);
    expect(hash.bits).toHaveLength(algorithm.bits / 8);
    expect(hash.margins).toHaveLength(algorithm.bits);
    expect(hash.margins.every((margin) => margin >= 0 && Number.isFinite(margin))).toBe(true);
    expect(Number.isInteger(hash.quality)).toBe(true);
    expect(hash.quality).toBeGreaterThanOrEqual(0);
    expect(hash.quality).toBeLessThanOrEqual(100);
    expect(algorithm.hash(pixels)).toEqual(hash);
    expect(before.equals(pixels.data)).toBe(true);
  });

  test("margins cross zero where bits turn over", () => {
    // Between two images a bit that differs has moved by at least its margin; so along small steps from one image to
    // the other, a bit turns over only where its margin is small beside the step.
    const [from, to] = [syntheticImage("blobs", 96, 80, 1), syntheticImage("blobs", 96, 80, 2)];
    const steps = 64;
    const path = Array.from({ length: steps + 1 }, (_, t) =>
      algorithm.hash({
        width: 96,
        height: 80,
        data: from.data.map((v, k) => Math.round(v + ((to.data[k] ?? 0) - v) * (t / steps))),
      }),
    );
    const typical = [...(path[0]?.margins ?? [])].sort((a, b) => a - b)[algorithm.bits >> 1] ?? 0;
    let turned = 0;
    for (let t = 0; t < steps; t++) {
      const [a, b] = [path[t], path[t + 1]];
      if (a === undefined || b === undefined) continue;
      for (let p = 0; p < algorithm.bits; p++) {
        const differ = (((a.bits[p >> 3] ?? 0) ^ (b.bits[p >> 3] ?? 0)) >> (7 - (p & 7))) & 1;
        if (differ === 0) continue;
        turned++;
        expect(Math.min(a.margins[p] ?? 0, b.margins[p] ?? 0)).toBeLessThan(typical / 4);
      }
    }
    if (id !== "constant") expect(turned).toBeGreaterThan(algorithm.bits / 16);
  });

  test("quality tells structure from none", () => {
    expect(algorithm.hash(syntheticImage("blocks", 200, 150, 11)).quality).toBeGreaterThan(80);
    if (id !== "constant") expect(algorithm.hash(syntheticImage("solid", 200, 150, 77)).quality).toBe(0);
  });

  test("unrelated images are far apart", () => {
    const a = algorithm.hash(syntheticImage("blobs", 200, 150, 11));
    const b = algorithm.hash(syntheticImage("blobs", 200, 150, 12));
    const distance = hammingDistance(a.bits, b.bits);
    if (id === "constant") expect(distance).toBe(0);
    else expect(distance).toBeGreaterThan(algorithm.matchRadius);
  });

  const { dihedral } = algorithm;
  if (dihedral !== undefined) {
    test("gives eight dihedral hashes, the upright one first", () => {
      const pixels = syntheticImage("blobs", 120, 90, 3);
      const hashes = dihedral(pixels);
      expect(hashes).toHaveLength(dihedralSymmetries.length);
      expect(hashes[0]).toEqual(algorithm.hash(pixels));
      for (const [k, symmetry] of dihedralSymmetries.entries()) {
        const direct = algorithm.hash(applySymmetry(pixels, symmetry));
        expect(hammingDistance(hashes[k]?.bits ?? new Uint8Array(), direct.bits)).toBeLessThanOrEqual(
          algorithm.matchRadius,
        );
      }
    });
  }
});

describe.each(Object.entries(fileAlgorithms))("%s", (id, algorithm) => {
  test("declares itself consistently", () => expectConsistent(id, algorithm));

  test("hashes any bytes, and every change changes it", () => {
    const bytes = Uint8Array.of(97, 98, 99);
    const hash = algorithm.hash(bytes);
    expect(hash.bits).toHaveLength(algorithm.bits / 8);
    expect(hash.margins).toHaveLength(algorithm.bits);
    expect(hash.quality).toBeGreaterThanOrEqual(algorithm.qualityFloor);
    expect(hammingDistance(hash.bits, algorithm.hash(Uint8Array.of(97, 98, 98)).bits)).toBeGreaterThan(0);
    expect(algorithm.hash(new Uint8Array()).bits).toHaveLength(algorithm.bits / 8);
  });
});

test("sha256 of abc (FIPS 180-4, example 1)", () => {
  expect(encodeHex(fileAlgorithms.sha256.hash(Uint8Array.of(97, 98, 99)).bits)).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});
