import { type Group, loadSodiumGroup, nobleGroup } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import { type AccountImage, type Params, parseTokenScheme } from "@glasshouse/matcher";
import { beforeAll, describe, expect, test } from "vitest";
import { compare } from "./compare.js";
import { transparentGroup } from "./transparent-group.js";
import { createImage, createWorld } from "./worlds.js";

/** `npm run soak -- ideal` asks for more. */
const worlds = Number(process.env["GLASSHOUSE_WORLDS"] ?? 250);

let sodium: Group;
beforeAll(async () => {
  sodium = await loadSodiumGroup();
});

describe("threshold-psi equals ideal", () => {
  test(`on ${worlds} random worlds`, { timeout: 60_000 + 200 * worlds }, async () => {
    const seen = {
      opened: 0,
      closed: 0,
      matched: 0,
      empty: 0,
      single: 0,
      exactly: 0,
      oneBelow: 0,
      repeated: 0,
      synthetic: 0,
      opensBesideSynthetic: 0,
      supplemented: 0,
    };
    for (let i = 0; i < worlds; i++) {
      const random = createSeededRandom(`world ${i}`);
      const world = createWorld(random);
      const { protocol, ideal, synthetic } = await compare(transparentGroup, world, random.fork("run"));
      expect(protocol, `world ${i}`).toEqual(ideal);
      const matches = ideal.matched.filter(Boolean).length;
      seen[ideal.opened ? "opened" : "closed"]++;
      if (matches > 0) seen.matched++;
      if (world.entries.length === 0) seen.empty++;
      if (world.entries.length === 1) seen.single++;
      if (ideal.distinct === world.params.threshold) seen.exactly++;
      if (ideal.distinct === world.params.threshold - 1) seen.oneBelow++;
      if (ideal.distinct < matches) seen.repeated++;
      if (synthetic > 0) seen.synthetic++;
      if (synthetic > 0 && ideal.opened) seen.opensBesideSynthetic++;
      if (world.added) seen.supplemented++;
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
    const tokenScheme = parseTokenScheme("blocks-4x16-f1");
    const params: Params = {
      ...createWorld(random).params,
      tokenScheme,
      threshold,
      counting: "hash",
      syntheticPerMillion: 0,
    };
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
        const world = { params: { ...params, table }, entries, added: null, images };
        const { protocol, ideal } = await compare(transparentGroup, world, createSeededRandom(`bounds ${seed}`));
        expect(protocol).toEqual(ideal);
        expect(protocol).toMatchObject({ distinct, opened });
        // Below the threshold nothing is readable; from it on every matching payload is, repeats included.
        expect(protocol.payloads.filter((payload) => payload !== null)).toHaveLength(opened ? images.length : 0);
      }
    });
  });
});
