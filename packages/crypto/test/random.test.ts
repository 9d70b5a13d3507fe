import { systemRandom } from "@glasshouse/crypto";
import { expect, test, vi } from "vitest";
import { toHex } from "./vectors.js";

test("lengths, also beyond the pool and beyond what the platform gives at once", () => {
  for (const length of [0, 1, 31, 4096, 4097, 65537, 200_000]) expect(systemRandom(length)).toHaveLength(length);
  const long = systemRandom(200_000);
  // 200,000 zero bytes in a row at any 64-byte window have probability 2^-512 each.
  for (let start = 0; start + 64 <= long.length; start += 64) {
    expect(long.subarray(start, start + 64).some((byte) => byte !== 0)).toBe(true);
  }
});

test("never the same bytes twice", () => {
  const drawn = Array.from({ length: 2000 }, () => toHex(systemRandom(16)));
  expect(new Set(drawn).size).toBe(drawn.length);
});

test("small draws share platform calls, and a result is not a view of the pool", () => {
  const platform = vi.spyOn(globalThis.crypto, "getRandomValues");
  const first = systemRandom(16);
  const copy = toHex(first);
  for (let draw = 0; draw < 255; draw++) systemRandom(16);
  expect(platform.mock.calls.length).toBeLessThanOrEqual(2);
  expect(toHex(first)).toBe(copy);
  platform.mockRestore();
});
