// Two tables under one alpha: whoever downloads both tests candidates without a key. A reason for a fresh key per table.
import { decodeTable, type Group, hkdfSha256, loadSodiumGroup, type RandomBytes } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import {
  type CreatedTable,
  createTable,
  defaultParams,
  encodeManifest,
  type HashedImage,
  type Params,
  type PreparedTable,
  parseTokenScheme,
  prepareList,
  prepareTable,
  type Token,
  tableEncodingNames,
} from "@glasshouse/matcher";
import { beforeAll, describe, expect, test } from "vitest";
import { listTokens } from "../src/tokens.js";
import { createImage } from "./worlds.js";

const random = createSeededRandom("two tables");
const tokenScheme = parseTokenScheme("blocks-2x32-f0");
const params: Params = { ...defaultParams, algorithm: "test-64", tokenScheme, threshold: 2, payloadBytes: 16 };
const images = (count: number): HashedImage[] => Array.from({ length: count }, () => createImage(random));
const tokensOf = (listed: readonly HashedImage[]): Token[] => listed.flatMap((image) => listTokens(tokenScheme, image));

let group: Group;
beforeAll(async () => {
  group = await loadSodiumGroup();
});

/** Randomness that repeats its first answer for equal `key`s: a server whose alpha is not fresh. */
function randomWithAlpha(key: string): RandomBytes {
  let first = true;
  return (length) => {
    const fixed = first;
    first = false;
    return fixed
      ? hkdfSha256(new TextEncoder().encode(key), new Uint8Array(0), new Uint8Array(0), length)
      : random.bytes(length);
  };
}

function publish(table: Params["table"], listed: readonly HashedImage[], alpha: string, base?: CreatedTable) {
  const entries = listed.map((image, i) => ({ id: String(i), image }));
  const list = prepareList(entries, { ...params, random: random.bytes });
  const options = {
    algorithmDigest: new Uint8Array(32),
    epoch: base ? 2 : 1,
    random: randomWithAlpha(alpha),
    ...(base && { base }),
  };
  const created = createTable(group, list, { ...params, table }, options);
  return { created, prepared: prepareTable(group, created.manifestBytes, created.cells, created.tableId) };
}

/** The points that a device decodes for each token, as text; one or two by the encoding. */
function decodePoints({ layout, cells }: PreparedTable, tokens: readonly Token[]): Set<string>[] {
  const points = decodeTable(group, layout, cells, tokens);
  const slots = points.length / 32 / tokens.length;
  return tokens.map(
    (_, i) =>
      new Set(
        Array.from({ length: slots }, (_, s) =>
          String(points.subarray((i * slots + s) * 32, (i * slots + s + 1) * 32)),
        ),
      ),
  );
}

/** A device's guess, without any key: a listed token decodes to one point in both tables. */
function countRecognised(first: PreparedTable, second: PreparedTable, tokens: readonly Token[]): number {
  const [a, b] = [decodePoints(first, tokens), decodePoints(second, tokens)];
  return a.filter((points, i) => [...points].some((point) => b[i]?.has(point))).length;
}

describe.each(tableEncodingNames)("two %s tables", (encoding) => {
  const [both, onlyFirst, onlySecond, neither] = [images(20), images(10), images(10), images(50)];

  test.each([
    ["of one alpha show every token that both list, and next to no other", "one", "one", 40],
    ["of two alphas show none", "one", "another", 0],
  ])("%s", (_, alpha, other, expected) => {
    const first = publish(encoding, [...both, ...onlyFirst], alpha);
    const second = publish(encoding, [...both, ...onlySecond], other);
    const dropped = new Set([...first.created.dropped, ...second.created.dropped].map(String));
    const shared = tokensOf(both).filter((token) => !dropped.has(String(token)));
    const recognised = (tokens: readonly Token[]) => countRecognised(first.prepared, second.prepared, tokens);
    expect(recognised(shared)).toBe(expected === 0 ? 0 : shared.length);
    expect(shared.length).toBeGreaterThan(35);
    // A cuckoo table gives two points per token: an entry of both tables lies among those of another token by chance, once in
    // a hundred tokens here (4 pairs of cells, 40 shared entries, 128 cells each).
    const others = recognised(tokensOf([...onlyFirst, ...onlySecond, ...neither]));
    expect(others).toBeLessThanOrEqual(encoding === "cuckoo" && expected > 0 ? 6 : 0);
    const sameKey =
      String(first.created.manifest.blindedGenerator) === String(second.created.manifest.blindedGenerator);
    expect(sameKey, "and equal L tells the auditor").toBe(expected > 0);
  });

  test("of one alpha are refused as base and supplement, by who makes them and by who gets them", () => {
    const base = publish(encoding, both, "one");
    const refusal = expect.objectContaining({ code: "invalid-parameters" });
    expect(() => publish(encoding, onlyFirst, "one", base.created)).toThrow(refusal);
    const forged = encodeManifest({
      ...publish(encoding, onlyFirst, "one").created.manifest,
      base: base.created.tableId,
    });
    const { cells } = publish(encoding, onlyFirst, "one").created;
    expect(() => prepareTable(group, forged, cells, undefined, base.prepared)).toThrow(refusal);
  });
});
