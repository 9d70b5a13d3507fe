import { createSeededRandom } from "@glasshouse/fixtures";
import { type HashedImage, listTokens, parseTokenScheme, probeTokens } from "@glasshouse/matcher";
import { describe, expect, test } from "vitest";
import { createUnmatchableTokens } from "../src/tokens.js";
import { createImage, editImage } from "./worlds.js";

const random = createSeededRandom("tokens");
const scheme = parseTokenScheme("blocks-4x16-f2");

function flip(image: HashedImage, ...positions: number[]): HashedImage {
  const bits = image.bits.slice();
  for (const p of positions) bits[p >> 3] = (bits[p >> 3] as number) ^ (0x80 >> (p & 7));
  return { ...image, bits };
}

const shared = (a: Uint8Array[], b: Uint8Array[]) =>
  a.filter((token) => b.some((other) => String(other) === String(token)));

describe("token schemes", () => {
  test.each([
    ["whole-key", 1, 1],
    ["blocks-4x64-f2", 4, 16],
    ["blocks-4x64-f0", 4, 4],
    ["blocks-3x85-f2", 3, 12],
    ["blocks-2x128-f3", 2, 16],
  ])("%s: %i tokens per entry, %i probes per image", (id, blocks, probes) => {
    expect(parseTokenScheme(id)).toMatchObject({ id, blocks, probesPerImage: probes });
  });

  test.each([
    "",
    "whole",
    "blocks-0x64-f1",
    "blocks-4x0-f1",
    "blocks-4x64",
    "blocks-4x64-f7",
    "blocks-4x64-f2 ",
    "blocks-4x1-f2",
  ])("refuses %j", (id) => {
    expect(() => parseTokenScheme(id)).toThrow(expect.objectContaining({ code: "invalid-parameters" }));
  });
});

describe("tokens", () => {
  test("are as many as the scheme says, all different, whatever the image", () => {
    for (let i = 0; i < 50; i++) {
      const image = createImage(random);
      expect(new Set(listTokens(scheme, image).map(String)).size).toBe(4);
      expect(new Set(probeTokens(scheme, image).map(String)).size).toBe(16);
    }
  });

  test("probes hold the entry's own tokens, so an exact copy matches on every block", () => {
    const image = createImage(random);
    expect(shared(listTokens(scheme, image), probeTokens(scheme, image))).toHaveLength(4);
  });

  test("a block survives any turn of its two least reliable bits, and no other", () => {
    const image = createImage(random);
    const block = Array.from(image.bitOrder.subarray(0, 16)).sort(
      (a, b) => (image.margins[a] as number) - (image.margins[b] as number),
    );
    const [weakest, second, third] = block as [number, number, number];
    const others = Array.from({ length: 64 }, (_, p) => p).filter((p) => !block.includes(p));
    // Every other block is spoilt, so only block 0 can match.
    const spoilt = flip(image, ...others);
    for (const turned of [[], [weakest], [second], [weakest, second]])
      expect(shared(listTokens(scheme, flip(spoilt, ...turned)), probeTokens(scheme, image))).toHaveLength(1);
    expect(shared(listTokens(scheme, flip(spoilt, third)), probeTokens(scheme, image))).toHaveLength(0);
  });

  test("blocks are cut lowest frequency first", () => {
    const image = createImage(random);
    const reversed = { ...image, bitOrder: image.bitOrder.slice().reverse() };
    expect(shared(listTokens(scheme, image), listTokens(scheme, reversed))).toHaveLength(0);
  });

  test("tokens of one block never equal tokens of another, of another scheme or of another algorithm", () => {
    const flat = { ...createImage(random), bits: new Uint8Array(8) };
    expect(new Set(listTokens(scheme, flat).map(String)).size).toBe(4);
    expect(shared(listTokens(scheme, flat), listTokens(parseTokenScheme("blocks-4x16-f1"), flat))).toHaveLength(0);
    expect(shared(listTokens(scheme, flat), listTokens(scheme, { ...flat, algorithm: "other" }))).toHaveLength(0);
  });

  test("the whole key is the hash itself: one bit off is another token", () => {
    const whole = parseTokenScheme("whole-key");
    const image = createImage(random);
    expect(shared(listTokens(whole, image), probeTokens(whole, image))).toHaveLength(1);
    expect(shared(listTokens(whole, image), probeTokens(whole, editImage(random, image, 1)))).toHaveLength(0);
  });

  test("unmatchable tokens are as many as probes and never repeat", () => {
    const tokens = [...createUnmatchableTokens(scheme, random.bytes), ...createUnmatchableTokens(scheme, random.bytes)];
    expect(tokens).toHaveLength(2 * scheme.probesPerImage);
    expect(new Set(tokens.map(String)).size).toBe(tokens.length);
  });

  test.each([
    ["too few margins", { margins: new Float32Array(63) }],
    ["too few positions", { bitOrder: new Uint16Array(63) }],
    [
      "too short for the scheme",
      { bits: new Uint8Array(4), margins: new Float32Array(32), bitOrder: new Uint16Array(32) },
    ],
  ])("refuses a hash with %s", (_, wrong) => {
    expect(() => probeTokens(scheme, { ...createImage(random), ...wrong })).toThrow(
      expect.objectContaining({ code: "wrong-algorithm" }),
    );
  });
});
