import { createSeededRandom } from "@glasshouse/fixtures";
import { type CountingRule, createCounter, parseTokenScheme } from "@glasshouse/matcher";
import { describe, expect, test } from "vitest";
import { createImage, hamming } from "./worlds.js";

const random = createSeededRandom("counting");
const scheme = parseTokenScheme("blocks-4x16-f0");
const bounds = { withinSeconds: 10, matchRadius: 3 };

/** A run of images, all `bitsApart` bits from the one before, `secondsApart` seconds later. */
function countRun(rule: CountingRule, count: number, bitsApart: number, secondsApart: number | null): number {
  const counter = createCounter(rule, scheme, hamming, bounds);
  let image = createImage(random);
  const ids = new Set<string>();
  let turned = 0;
  for (let i = 0; i < count; i++) {
    const capturedAt = secondsApart === null ? null : i * secondsApart;
    ids.add(String(counter.countingId({ voucherId: Uint8Array.of(i), image, capturedAt })));
    const bits = image.bits.slice();
    // Positions 48 and up in block order, so that block 0 stays.
    for (let k = 0; k < bitsApart; k++, turned++) {
      const p = image.bitOrder[48 + (turned % 16)] as number;
      bits[p >> 3] = (bits[p >> 3] as number) ^ (0x80 >> (p & 7));
    }
    image = { ...image, bits };
  }
  return ids.size;
}

describe("counting rules", () => {
  test.each<[CountingRule, number]>([
    ["voucher", 5],
    ["hash", 1],
    ["block", 1],
    ["cluster", 1],
  ])("five exact copies count as %s: %i", (rule, expected) => {
    expect(countRun(rule, 5, 0, 1)).toBe(expected);
  });

  test.each<[CountingRule, number]>([
    ["voucher", 5],
    ["hash", 5],
    ["block", 1],
    ["cluster", 1],
  ])("a burst of five that differ outside block 0 counts as %s: %i", (rule, expected) => {
    expect(countRun(rule, 5, 1, 1)).toBe(expected);
  });

  test("a cluster ends one bit beyond the radius, and not at it", () => {
    expect(countRun("cluster", 5, bounds.matchRadius, 1)).toBe(1);
    expect(countRun("cluster", 5, bounds.matchRadius + 1, 1)).toBe(5);
  });

  test("a cluster ends one second beyond the bound, and not at it", () => {
    expect(countRun("cluster", 5, 0, bounds.withinSeconds)).toBe(1);
    expect(countRun("cluster", 5, 0, bounds.withinSeconds + 1)).toBe(5);
  });

  test("without capture times nothing clusters", () => {
    expect(countRun("cluster", 5, 0, null)).toBe(5);
  });

  test("an image that cannot be hashed counts by itself and does not break a run", () => {
    const counter = createCounter("cluster", scheme, hamming, bounds);
    const image = createImage(random);
    const first = counter.countingId({ voucherId: Uint8Array.of(1), image, capturedAt: 0 });
    const unhashed = counter.countingId({ voucherId: Uint8Array.of(2), image: null, capturedAt: 1 });
    const second = counter.countingId({ voucherId: Uint8Array.of(3), image, capturedAt: 2 });
    expect(unhashed).not.toEqual(first);
    expect(second).toEqual(first);
  });

  test("ids of different rules never coincide", () => {
    const image = createImage(random);
    const ids = (["voucher", "hash", "block", "cluster"] as const).map((rule) =>
      String(createCounter(rule, scheme, hamming, bounds).countingId({ voucherId: image.bits, image, capturedAt: 0 })),
    );
    expect(new Set(ids).size).toBe(4);
  });
});
