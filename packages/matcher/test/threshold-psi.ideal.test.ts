import { type Group, loadSodiumGroup, nobleGroup } from "@glasshouse/crypto";
import { createSeededRandom, type SeededRandom } from "@glasshouse/fixtures";
import {
  type AccountImage,
  createTable,
  evaluateIdeal,
  type Outcome,
  type Params,
  prepareList,
  prepareTable,
  simulateAccount,
} from "@glasshouse/matcher";
import { beforeAll, describe, expect, test } from "vitest";
import { transparentGroup } from "./transparent-group.js";
import { createImage, createWorld, hamming, type World } from "./worlds.js";

/** `npm run soak -- ideal` asks for more. */
const worlds = Number(process.env["GLASSHOUSE_WORLDS"] ?? 250);

const algorithmDigest = new Uint8Array(32);

/** Runs a world through the protocol and through the reference. */
async function compare(
  group: Group,
  { params, entries, images }: World,
  random: SeededRandom,
): Promise<{ protocol: Outcome; ideal: Outcome }> {
  const list = prepareList(entries, { ...params, random: random.bytes });
  const table = createTable(group, list, params, { algorithmDigest, epoch: 1, random: random.bytes });
  const dropped = new Set(table.dropped.map(String));
  const listed = list.tokens.filter((token) => !dropped.has(String(token)));
  const prepared = prepareTable(group, table.manifestBytes, table.cells, table.tableId);
  const { outcome } = await simulateAccount(group, prepared, table, images, {
    distance: hamming,
    random: random.bytes,
  });
  const clusterBounds = { withinSeconds: params.clusterSeconds, matchRadius: params.clusterRadius };
  return { protocol: outcome, ideal: evaluateIdeal(listed, images, { ...params, clusterBounds, distance: hamming }) };
}

let sodium: Group;
beforeAll(async () => {
  sodium = await loadSodiumGroup();
});

describe("threshold-psi equals ideal", () => {
  test(`on ${worlds} random worlds`, { timeout: 60_000 + 200 * worlds }, async () => {
    const seen = { opened: 0, closed: 0, matched: 0, empty: 0, single: 0, exactly: 0, oneBelow: 0, repeated: 0 };
    for (let i = 0; i < worlds; i++) {
      const random = createSeededRandom(`world ${i}`);
      const world = createWorld(random);
      const { protocol, ideal } = await compare(transparentGroup, world, random.fork("run"));
      expect(protocol, `world ${i}`).toEqual(ideal);
      const matches = ideal.matched.filter(Boolean).length;
      seen[ideal.opened ? "opened" : "closed"]++;
      if (matches > 0) seen.matched++;
      if (world.entries.length === 0) seen.empty++;
      if (world.entries.length === 1) seen.single++;
      if (ideal.distinct === world.params.threshold) seen.exactly++;
      if (ideal.distinct === world.params.threshold - 1) seen.oneBelow++;
      if (ideal.distinct < matches) seen.repeated++;
    }
    // The generator must keep producing what decides: otherwise the comparison above says little.
    for (const [kind, count] of Object.entries(seen)) expect(count, kind).toBeGreaterThan(worlds / 50);
  });

  test.each(["sodium", "noble"] as const)("on real group elements: %s", async (name) => {
    for (let i = 0; i < (name === "sodium" ? 12 : 2); i++) {
      const random = createSeededRandom(`world ${i}`);
      const world = createWorld(random);
      const { protocol, ideal } = await compare(name === "sodium" ? sodium : nobleGroup, world, random.fork("run"));
      expect(protocol, `world ${i}`).toEqual(ideal);
    }
  });

  describe("at the bounds", () => {
    const random = createSeededRandom("bounds");
    const entries = Array.from({ length: 6 }, (_, i) => ({ id: `entry ${i}`, image: createImage(random) }));
    const threshold = 4;
    const params: Params = { ...createWorld(random).params, threshold, counting: "hash" };
    const copies = (count: number): AccountImage[] =>
      entries.slice(0, count).map(({ image }, i) => ({ image, payload: Uint8Array.of(i), capturedAt: null }));

    test.each([
      ["no match", 0, copies(0), 0, false],
      ["one below the threshold", 1, copies(threshold - 1), threshold - 1, false],
      ["at the threshold", 2, copies(threshold), threshold, true],
      ["one above the threshold", 3, copies(threshold + 1), threshold + 1, true],
      ["one below, each twice", 4, [...copies(threshold - 1), ...copies(threshold - 1)], threshold - 1, false],
      ["at the threshold, each twice", 5, [...copies(threshold), ...copies(threshold)], threshold, true],
    ])("%s", async (_, seed, images, distinct, opened) => {
      for (const table of ["fuse", "cuckoo"] as const) {
        const world = { params: { ...params, table }, entries, images };
        const { protocol, ideal } = await compare(transparentGroup, world, createSeededRandom(`bounds ${seed}`));
        expect(protocol).toEqual(ideal);
        expect(protocol).toMatchObject({ distinct, opened });
        // Below the threshold nothing is readable; from it on every matching payload is, repeats included.
        expect(protocol.payloads.filter((payload) => payload !== null)).toHaveLength(opened ? images.length : 0);
      }
    });
  });
});
