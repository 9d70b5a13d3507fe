import { createSeededRandom } from "@glasshouse/fixtures";
import { algorithms, createHashList, hashAt } from "@glasshouse/hasher";
import { listTokens, parseTokenScheme, probeTokens } from "@glasshouse/matcher";
import { describe, expect, test } from "vitest";
import type { MatchTable } from "../src/fpr/match-table.js";
import { PairStore } from "../src/fpr/pairs.js";
import { createPanel, imageRate, pairRates, type RateContext } from "../src/fpr/rates.js";
import { createStatement, renderBound, renderLowerBound } from "../src/fpr/statement.js";
import { fitsScheme, joinTokens } from "../src/fpr/token-join.js";
import {
  type Cluster,
  cleanTrialsNeeded,
  clopperPearson,
  clusterBootstrap,
  clusteredClopperPearson,
  pairBootstrap,
  trialsNeeded,
  twoWayBootstrap,
  upperBound,
} from "../src/statistics/index.js";

/** Matches that are false positives unless `truth` says otherwise. */
function createTable(
  pairs: readonly (readonly [image: number, entry: number, distance: number, truth?: number])[],
): MatchTable {
  return {
    image: Uint32Array.from(pairs, ([image]) => image),
    entry: Uint32Array.from(pairs, ([, entry]) => entry),
    distance: Uint16Array.from(pairs, ([, , distance]) => distance),
    truth: Uint8Array.from(pairs, ([, , , truth = 3]) => truth),
    decider: new Uint8Array(pairs.length),
    schemes: [],
  };
}

const context = (table: MatchTable, unit: Uint32Array, entries: number): RateContext => ({
  table,
  unit,
  unitName: "burst",
  rank: Uint32Array.from({ length: entries }, (_, i) => i),
  confidence: 0.95,
  random: createSeededRandom("rates"),
});
const everyone = (unit: Uint32Array) => createPanel(unit, Math.max(...unit) + 1, () => true);
const bursts = (count: number, size: number) =>
  Uint32Array.from({ length: count * size }, (_, i) => Math.floor(i / size));

describe("statistics", () => {
  test("trials that are needed: the closed form without events, and the bound holds from there on", () => {
    expect(trialsNeeded(1e-6, 0)).toBe(2_995_731);
    for (const events of [1, 3, 2.5]) {
      const n = trialsNeeded(1e-3, events);
      expect(upperBound(events, n)).toBeLessThanOrEqual(1e-3);
      expect(upperBound(events, n - 1)).toBeGreaterThan(1e-3);
      expect(n).toBeGreaterThan(cleanTrialsNeeded(1e-3));
    }
  });

  test("clusters by kind give what they give one by one", () => {
    const kinds: Cluster[] = [
      { events: 0, images: 4, count: 300 },
      { events: 4, images: 4, count: 60 },
      { events: 1, images: 9, count: 90 },
    ];
    const single = kinds.flatMap(({ count = 1, ...kind }) => Array.from({ length: count }, () => kind));
    expect(clusteredClopperPearson(kinds).upper).toBeCloseTo(clusteredClopperPearson(single).upper, 10);
    expect(clusteredClopperPearson(kinds).effectiveN).toBeCloseTo(clusteredClopperPearson(single).effectiveN, 6);
    const [a, b] = [kinds, single].map((clusters) =>
      clusterBootstrap(clusters, createSeededRandom("kinds"), { replicates: 600 }),
    );
    expect(a?.lower).toBeCloseTo(b?.lower ?? 0, 2);
    expect(a?.upper).toBeCloseTo(b?.upper ?? 0, 2);
  });

  test.each([
    ["drawn one by one", 300],
    ["drawn by Poisson", 4100],
  ])("the bootstrap of pairs is the two-way bootstrap at every level: %s", (_, clusters) => {
    const random = createSeededRandom("pairs");
    const pairs = Array.from({ length: 150 }, () => ({
      row: random.integer(clusters / 4),
      column: random.integer(40), // hubs
      level: random.integer(2),
    }));
    const sizes = { rows: new Uint32Array(clusters).fill(2), columns: new Uint32Array(300).fill(2) };
    const columns = {
      row: Uint32Array.from(pairs, ({ row }) => row),
      column: Uint32Array.from(pairs, ({ column }) => column),
      level: Uint16Array.from(pairs, ({ level }) => level),
    };
    const got = pairBootstrap(columns, 2, sizes, createSeededRandom("got"))(0.95);
    const design = { rows: [...sizes.rows], columns: [...sizes.columns] };
    for (const level of [0, 1]) {
      const counted = pairs.filter((pair) => pair.level <= level);
      const expected = twoWayBootstrap(counted, design, createSeededRandom("expected"), { replicates: 100 });
      for (const end of ["lower", "upper"] as const)
        expect(Math.abs((got[level]?.[end] ?? 0) / expected[end] - 1), `${level} ${end}`).toBeLessThan(0.2);
    }
  });
});

describe("image rates", () => {
  test("count images, not pairs, within the radius and the sub-list, and both bounds", () => {
    const unit = bursts(50, 2);
    const table = createTable([
      [0, 3, 10],
      [0, 7, 12],
      [1, 9, 31],
      [4, 1, 30, 2], // open
      [9, 2, 5, 0], // a copy
      [9, 8, 6, 1], // the same scene
    ]);
    const rates = context(table, unit, 10);
    const at = (radius: number, entries: number) => imageRate(rates, { radius }, everyone(unit), entries);
    expect(at(30, 10)).toMatchObject({ least: { events: 1, trials: 100, listEntries: 10 }, most: { events: 2 } });
    expect(at(31, 10)).toMatchObject({ least: { events: 2 }, most: { events: 3 } });
    expect(at(29, 10)).toMatchObject({ least: { events: 1 }, most: { events: 1 } });
    expect(at(11, 4)).toMatchObject({ most: { events: 1, listEntries: 4 } });
    expect(at(12, 3)).toMatchObject({ most: { events: 0, listEntries: 3 } });
    expect(
      imageRate(
        rates,
        { radius: 30 },
        createPanel(unit, 50, (i) => i > 90),
        10,
      )?.most,
    ).toMatchObject({
      events: 0,
      trials: 9,
      effectiveN: 5,
    });
    expect(
      imageRate(
        rates,
        { radius: 30 },
        createPanel(unit, 50, () => false),
        10,
      ),
    ).toBeUndefined();
  });

  test("without an event every unit counts as one image; with a handful it does not get better", () => {
    const unit = bursts(100, 10);
    const none = imageRate(context(createTable([]), unit, 5), { radius: 30 }, everyone(unit), 5)?.most;
    expect(none).toMatchObject({ effectiveN: 100, atMost: upperBound(0, 100) });
    const one = imageRate(context(createTable([[0, 0, 1]]), unit, 5), { radius: 30 }, everyone(unit), 5)?.most;
    expect(one?.effectiveN).toBe(100);
    expect(one?.atMost).toBeGreaterThan(none?.atMost ?? 1);
    const single = Uint32Array.from(unit, (_, i) => i);
    const files = imageRate(context(createTable([[0, 0, 1]]), single, 5), { radius: 30 }, everyone(single), 5)?.most;
    expect((files?.upper ?? 1) - (files?.lower ?? 0)).toBeLessThan((one?.upper ?? 0) - (one?.lower ?? 0));
  });

  test("when every image matches, the rate may still be below 1", () => {
    const unit = bursts(300, 1);
    const all = createTable(Array.from(unit, (image) => [image, 0, 0] as const));
    const rate = imageRate(context(all, unit, 1), { radius: 0 }, everyone(unit), 1)?.most;
    expect(rate).toMatchObject({ events: 300, upper: 1, atMost: 1, method: "Clopper-Pearson on effective n" });
    expect(rate?.lower).toBeLessThan(0.995);
  });

  test.each([
    ["few events, bursts of 10", 60, 10, 0.04],
    ["about as many as the bootstrap asks for, bursts of 5", 400, 5, 0.25],
    ["many events, bursts of 4", 400, 4, 0.4],
  ])("intervals cover, and would not if images were trials: %s", (_, units, size, probability) => {
    const worlds = 150;
    const unit = bursts(units, size);
    const random = createSeededRandom("coverage");
    const methods = new Set<string>();
    let [covered, below, naive] = [0, 0, 0];
    for (let world = 0; world < worlds; world++) {
      const hits: [number, number, number][] = [];
      for (let burst = 0; burst < units; burst++)
        if (random.chance(probability)) for (let i = 0; i < size; i++) hits.push([burst * size + i, 0, 1]);
      const rate = imageRate(context(createTable(hits), unit, 1), { radius: 1 }, everyone(unit), 1)?.most;
      if (!rate) throw new Error("no rate");
      methods.add(rate.method);
      covered += Number(rate.lower <= probability && probability <= rate.upper);
      below += Number(probability <= rate.atMost);
      const trials = clopperPearson(rate.events, rate.trials);
      naive += Number(trials.lower <= probability && probability <= trials.upper);
    }
    expect(covered / worlds).toBeGreaterThanOrEqual(0.93);
    expect(below / worlds).toBeGreaterThanOrEqual(0.92);
    expect(naive / worlds).toBeLessThan(0.8);
    expect(methods.size).toBe(probability === 0.25 ? 2 : 1);
  });
});

test.each([
  ["few entries, hubs not always met", 400, 30, 0.001, 20],
  ["hubs on both sides", 60, 60, 0.012, 6],
])("pair intervals cover, and would not if pairs were trials: %s", (_, images, entries, probability, hub) => {
  const worlds = 100;
  const random = createSeededRandom("hubs").quick("worlds");
  const unit = Uint32Array.from({ length: images }, (_, i) => i);
  const list = { unit: unit.slice(0, entries), units: entries };
  const share = hub === 6 ? 0.1 : 0.05;
  const weight = () => (random.uniform() < share ? hub : 0.5);
  const truth = probability * (share * hub + (1 - share) * 0.5) ** 2;
  let [covered, naive] = [0, 0];
  for (let world = 0; world < worlds; world++) {
    const listed = Array.from({ length: entries }, weight);
    const hits: [number, number, number][] = [];
    for (let image = 0; image < images; image++) {
      const own = weight();
      for (const [entry, other] of listed.entries())
        if (random.uniform() < probability * own * other) hits.push([image, entry, 0]);
    }
    const [rate] = pairRates(context(createTable(hits), unit, entries), { radii: 1 }, everyone(unit), list);
    if (!rate) throw new Error("no rate");
    covered += Number(rate.most.lower <= truth && truth <= rate.most.upper);
    const trials = clopperPearson(hits.length, images * entries);
    naive += Number(trials.lower <= truth && truth <= trials.upper);
  }
  expect(covered / worlds).toBeGreaterThanOrEqual(0.93);
  expect(naive / worlds).toBeLessThan(0.8);
});

test("pair rates: levels add up, hubs widen them, none or few are bounded by the smaller side", () => {
  const unit = Uint32Array.from({ length: 200 }, (_, i) => i);
  const list = { unit: unit.slice(0, 80), units: 80 };
  const spread = Array.from({ length: 40 }, (_, i) => [i, i, i % 10] as const);
  const hubs = Array.from({ length: 40 }, (_, i) => [i, i < 28 ? 0 : i - 27, i % 10] as const);
  const rates = (pairs: readonly (readonly [number, number, number])[]) =>
    pairRates(context(createTable(pairs), unit, 80), { radii: 12 }, everyone(unit), list).map(({ most }) => most);
  const even = rates(spread);
  expect(even.map(({ events }) => events)).toEqual([4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 40, 40]);
  expect(even[9]).toMatchObject({ kind: "pair FPR", trials: 16_000, listEntries: 80, unit: "burst" });
  expect(even.map(({ method }) => method.includes("bootstrap"))).toEqual([false, false, ...Array(10).fill(true)]);
  expect(even[1]?.atMost).toBeGreaterThan(upperBound(0, 80));
  expect(rates(hubs)[9]).toMatchObject({ method: "two-way bootstrap" });
  expect(rates(hubs)[9]?.upper).toBeGreaterThan(1.5 * (even[9]?.upper ?? 1));
  expect(rates([])[3]).toMatchObject({ events: 0, effectiveN: 80, atMost: upperBound(0, 80) });
});

test("the store keeps all pairs up to a distance, whatever the order", () => {
  const pairs = Array.from({ length: 500 }, (_, i) => [i, i, (7 * i) % 20] as const);
  const keep = (order: typeof pairs) => {
    const store = new PairStore(19, 120);
    for (const [image, entry, distance] of order) store.add(image, entry, distance);
    return { radius: store.radius, kept: [...store.columns().image].sort((a, b) => a - b) };
  };
  const expected = pairs.filter(([, , distance]) => distance <= 3).map(([image]) => image);
  expect(keep(pairs)).toEqual({ radius: 3, kept: expected });
  expect(keep(pairs.toReversed())).toEqual({ radius: 3, kept: expected });
});

describe("the join of tokens", () => {
  const { bits, bitOrder } = algorithms.pdq;
  const random = createSeededRandom("join");
  const list = createHashList(bits, 25);
  const images = createHashList(bits, 50);
  list.data.set(random.bytes(list.data.length));
  for (let i = 0; i < images.count; i++) {
    const hash = hashAt(list, i % list.count).slice();
    for (let flips = i % 20; flips > 0; flips--) {
      const bit = random.integer(bits);
      hash[bit >> 3] = (hash[bit >> 3] as number) ^ (1 << (bit & 7));
    }
    images.data.set(hash, 32 * i);
  }
  const keys = (tokens: readonly Uint8Array[]) => tokens.map((token) => Buffer.from(token).toString("hex"));

  test.each([
    "whole-key",
    "blocks-4x64-f0",
    "blocks-4x64-f2",
    "blocks-8x32-f1-m2",
    "blocks-5x50-f3",
    "blocks-16x16-f1-m3",
  ])("%s: certain pairs match on every device, and no device matches more", async (id) => {
    const scheme = parseTokenScheme(id);
    const joined = await joinTokens(scheme, algorithms.pdq, images, list);
    const found = new Map(Array.from(joined.image, (image, i) => [`${image} ${joined.entry[i]}`, joined.certain[i]]));
    let matches = 0;
    for (let image = 0; image < images.count; image++) {
      const margins = Float32Array.from({ length: bits }, () => random.uniform());
      const own = { algorithm: "pdq", bits: hashAt(images, image), margins, bitOrder };
      const probes = new Set(keys(probeTokens(scheme, own)));
      for (let entry = 0; entry < list.count; entry++) {
        const listed = { algorithm: "pdq", bits: hashAt(list, entry), margins, bitOrder };
        const met = keys(listTokens(scheme, listed)).filter((token) => probes.has(token)).length;
        const certain = found.get(`${image} ${entry}`);
        if (met >= scheme.required) {
          matches++;
          expect(certain, `${image} ${entry}`).toBeDefined();
        } else expect(certain ?? 0, `${image} ${entry}`).toBe(0);
        if (certain !== 0) continue;
        // A device whose least reliable bits are just those that differ finds the pair.
        const differs = Float32Array.from(margins, (margin, at) =>
          ((own.bits[at >> 3] as number) ^ (listed.bits[at >> 3] as number)) & (0x80 >> (at & 7)) ? 0 : margin + 1,
        );
        const lucky = new Set(keys(probeTokens(scheme, { ...own, margins: differs })));
        const opened = keys(listTokens(scheme, listed)).filter((token) => lucky.has(token)).length;
        expect(opened, `${image} ${entry}`).toBeGreaterThanOrEqual(scheme.required);
      }
    }
    expect(matches).toBeGreaterThan(2);
    expect([...found.keys()]).toEqual([...found.keys()].sort((a, b) => pairOrder(a) - pairOrder(b)));
  });
  const pairOrder = (key: string) => Number(key.split(" ")[0]) * 1000 + Number(key.split(" ")[1]);

  test("a scheme that matches nearly everything is refused", async () => {
    const scheme = parseTokenScheme("blocks-16x4-f2");
    await expect(joinTokens(scheme, algorithms.pdq, images, list, { mostHits: 1000 })).rejects.toMatchObject({
      code: "too-many-matches",
    });
    expect(fitsScheme(parseTokenScheme("blocks-4x64-f2"), 64)).toBe(false);
  });
});

describe("a statement", () => {
  const bounds = (hits: number, images: number) => {
    const unit = Uint32Array.from({ length: images }, (_, i) => i);
    const table = createTable(Array.from({ length: hits }, (_, i) => [i, 0, 1]));
    const bound = imageRate(context(table, unit, 7), { radius: 30 }, everyone(unit), 7);
    if (!bound) throw new Error("no rate");
    return bound;
  };
  const state = (hits: number, images: number, claim: number) =>
    createStatement({
      rule: "radius 30",
      algorithm: "pdq",
      images: "all",
      population: "P.",
      bounds: bounds(hits, images),
      claim,
    });

  test("supports a claim from exactly as many clean images on as it takes", () => {
    const needed = cleanTrialsNeeded(1e-2);
    expect(state(0, needed, 1e-2).claim).toMatchObject({ supported: true, needed });
    expect(state(0, needed - 1, 1e-2).claim).toMatchObject({ supported: false, needed, effectiveN: needed - 1 });
    expect(state(0, needed - 1, 1e-2).text).toContain("1 more");
    expect(state(1, needed, 1e-2).claim.supported).toBe(false);
    expect(state(100, 1000, 1e-2).text).toContain("contradicts");
  });

  test("names population, confidence, hash, rule, list size and unit", () => {
    const { text } = state(0, 300, 1e-6);
    for (const part of ["0.00994", "95 %", "pdq", "radius 30", "list of 7", "unit burst", "P.", "2,995,431 more"])
      expect(text).toContain(part);
  });

  test.each([0.0199321, 1e-6, 0.00100000001, 0.999999])("a bound of %d is never rounded down", (value) => {
    expect(Number(renderBound(value))).toBeGreaterThanOrEqual(value);
    expect(Number(renderBound(value))).toBeLessThan(1.01 * value);
  });

  test("a lower bound is never rounded up", () => {
    for (const value of [0.0123789, 1.2378e-6, 0.999]) {
      expect(Number(renderLowerBound(value))).toBeLessThanOrEqual(value);
      expect(Number(renderLowerBound(value))).toBeGreaterThan(0.99 * value);
    }
  });
});
