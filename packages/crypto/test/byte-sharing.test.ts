import { createSeededRandom } from "@glasshouse/fixtures";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createByteShares, interpolateBytes } from "../src/byte-sharing.js";

const random = createSeededRandom("byte sharing");

describe("byte shares", () => {
  test("any threshold of them give the secret, and every other share", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 6 }),
        (secret, threshold, more) => {
          const shares = createByteShares(secret, threshold, threshold + more, random.bytes);
          const chosen = random.shuffle(shares).slice(0, threshold);
          expect(interpolateBytes(chosen)).toEqual(secret);
          for (const { index, bytes } of shares) expect(interpolateBytes(chosen, index)).toEqual(bytes);
        },
      ),
      { numRuns: 100, seed: 1 },
    );
  });

  test("agree with the published product {57} x {13} = {fe} of FIPS 197 section 4.2.1", () => {
    // The line through (0, s) and (1, s xor c) has the value s xor 0x13 c at 0x13.
    const line = [
      { index: 1, bytes: Uint8Array.of(0x57) },
      { index: 0, bytes: Uint8Array.of(0) },
    ];
    expect(interpolateBytes(line, 0x13)).toEqual(Uint8Array.of(0xfe));
  });

  test("one fewer than the threshold is independent of the secret: every byte comes up", () => {
    const seen = new Set<number>();
    for (let i = 0; i < 4000; i++)
      seen.add(createByteShares(Uint8Array.of(7), 2, 2, random.bytes)[0]?.bytes[0] as number);
    expect(seen.size).toBe(256);
  });

  test.each([
    [0, 3],
    [4, 3],
    [2, 256],
    [1.5, 3],
  ])("refuses %d of %d", (threshold, count) => {
    expect(() => createByteShares(new Uint8Array(1), threshold, count)).toThrow(
      expect.objectContaining({ code: "invalid-threshold" }),
    );
  });

  test("refuses equal indices and unequal lengths", () => {
    const share = { index: 1, bytes: new Uint8Array(2) };
    expect(() => interpolateBytes([share, share])).toThrow(expect.objectContaining({ code: "duplicate-share" }));
    expect(() => interpolateBytes([share, { index: 2, bytes: new Uint8Array(3) }])).toThrow(
      expect.objectContaining({ code: "invalid-length" }),
    );
  });
});
