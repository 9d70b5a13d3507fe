import { createSeededRandom } from "@glasshouse/fixtures";
import { algorithms, hammingDistance } from "@glasshouse/hasher";
import { beforeAll, describe, expect, test } from "vitest";
import { evasion } from "../src/experiments/evasion/experiment.js";
import { bitAt, blocksInTurn, cheapestFirst, flipWithin, pushOver } from "../src/experiments/perturbation/aim.js";
import { type Carrier, createCarrier } from "../src/experiments/perturbation/carrier.js";
import { type AimableId, drawCosines, drawPushes } from "../src/experiments/perturbation/patterns.js";
import type { Finding } from "../src/findings/index.js";
import { failedChecks, rateIn, runExperiment, tableOf } from "./support/findings.js";

const random = createSeededRandom("evasion");
const picture = { kind: "objects", seed: "carrier", burst: 0, shot: 0 } as const;

describe("changes to generated scenes", () => {
  const carrier: Carrier = createCarrier(picture, random);
  const flat = { width: carrier.width, height: carrier.height, levels: new Float32Array(128 * 96) };

  test("no change is no distortion and changes no hash", () => {
    const { rms, hash } = carrier.perturb(flat);
    expect(rms).toBe(0);
    expect(hash(algorithms["pdq-tent"])).toEqual(carrier.hash(algorithms["pdq-tent"]));
  });

  test("a carrier gives out hashes and distortions, never pixels", () => {
    const given = [carrier, carrier.perturb(flat), carrier.addNoise(2, random), carrier.edit([], random)];
    for (const one of given) expect(JSON.stringify(Object.values(one))).not.toContain("data");
    expect(given.flatMap(Object.keys).sort()).toEqual(
      [
        "addNoise",
        "edit",
        "hash",
        "hash",
        "hash",
        "hash",
        "height",
        "perturb",
        "picture",
        "rms",
        "rms",
        "width",
      ].sort(),
    );
  });

  test.each([2, 4])("smooth noise of %d levels has that root mean square", (rms) => {
    const strengths = Float32Array.from({ length: 256 }, () => random.normal());
    const { levels } = drawCosines(strengths, rms, carrier.width, carrier.height);
    const square = levels.reduce((sum, level) => sum + level * level, 0) / levels.length;
    expect(Math.sqrt(square)).toBeCloseTo(rms, 1);
  });

  test.each(["pdq-tent", "pdq", "phash", "blockhash", "ahash", "dhash"] satisfies AimableId[])(
    "%s: pushes turn over the bits that they are aimed at, a one and a zero at a time",
    (id) => {
      const before = carrier.hash(algorithms[id]);
      const order = cheapestFirst(before);
      const turned = [0, 2, 4, 6].flatMap((at) => {
        const pair = order.slice(at, at + 2);
        const pushes = new Map(pair.map((position) => [position, pushOver(before, position)]));
        const after = carrier.perturb(drawPushes(id, pushes, carrier.width, carrier.height)).hash(algorithms[id]);
        return pair.filter((position) => bitAt(before.bits, position) !== bitAt(after.bits, position));
      });
      expect(turned.length).toBeGreaterThanOrEqual(6);
    },
  );

  test("flips stay within the distortion, and more of it flips more", () => {
    const hash = carrier.hash(algorithms["pdq-tent"]);
    const counts = [0, 1, 2, 4].map((rms) => flipWithin("pdq-tent", hash, cheapestFirst(hash), rms).size);
    expect(counts[0]).toBe(0);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts[3]).toBeGreaterThan(counts[1] as number);
  });

  test("blocks take turns", () => {
    const { bitOrder } = algorithms["pdq-tent"];
    const order = blocksInTurn(carrier.hash(algorithms["pdq-tent"]), bitOrder, 4);
    const blockOf = new Map(Array.from(bitOrder, (position, i) => [position, i >> 6]));
    expect(order.slice(0, 8).map((position) => blockOf.get(position))).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
    expect(new Set(order).size).toBe(256);
  });

  test("a scene's hash depends on nothing but its name", () => {
    const again = createCarrier(picture, createSeededRandom("another"));
    const bits = (one: Carrier) => one.hash(algorithms.pdq).bits;
    expect(hammingDistance(bits(again), bits(carrier))).toBe(0);
  });
});

describe("O4", () => {
  let finding: Finding;
  beforeAll(async () => {
    finding = await runExperiment(evasion, { scenes: 5, searched: 2, queries: 3, unrelated: 6 });
  });

  test("controls come out null", () => {
    expect(failedChecks(finding)).toEqual([]);
  });

  test("an aimed change needs less than noise, and never more budget escapes less", () => {
    const { rows } = tableOf(finding, "evasion-by-budget");
    const escaped = (attempt: string) =>
      rows.filter((row) => String(row.attempt).startsWith(attempt)).map((row) => rateIn(row, "radius").events);
    const aimed = escaped("weakest bits of the hash");
    expect(escaped("independent noise").every((events) => events === 0)).toBe(true);
    expect(aimed).toEqual(aimed.toSorted((a, b) => a - b));
    expect(aimed.at(-1)).toBe(rateIn(rows[0] ?? {}, "radius").trials);
  });

  test("listed forms catch what they are and not an aimed change", () => {
    const { rows } = tableOf(finding, "evasion-against-variants");
    const [none, dihedral] = rows;
    expect(rateIn(none ?? {}, "mirror").events).toBe(2);
    expect(rateIn(dihedral ?? {}, "mirror").events).toBe(0);
    for (const row of rows) {
      expect(rateIn(row, "unchanged").events).toBe(0);
      expect(rateIn(row, "aimed change, 2 levels RMS").events).toBe(2);
    }
  });

  test("a larger radius catches more and costs more", () => {
    const { rows } = tableOf(finding, "evasion-by-radius");
    const column = (key: string) => rows.map((row) => rateIn(row, key).events);
    expect(column("aimed1")).toEqual(column("aimed1").toSorted((a, b) => b - a));
    expect(column("falsePositives")).toEqual(column("falsePositives").toSorted((a, b) => a - b));
  });
});
