import { describe, expect, test } from "vitest";
import { formatBytes, formatInteger, formatMs, formatNumberOf } from "../src/format/quantity.js";

describe("quantities keep their unit and never round to nothing", () => {
  test.each([
    [0, "0 ms"],
    [0.00042, "0.42 µs"],
    [0.42, "420 µs"],
    [1, "1 ms"],
    [3.456, "3.46 ms"],
    [999, "999 ms"],
    [1234, "1.23 s"],
  ])("%d ms is %s", (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });

  test.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [341.3333, "341 bytes"],
    [36.5, "36.5 bytes"],
    [9_999, "9,999 bytes"],
    [10_000, "10 kB"],
    [1_234_567, "1.23 MB"],
  ])("%d bytes are %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test("a noun follows its number", () => {
    expect(formatNumberOf(0, "picture")).toBe("0 pictures");
    expect(formatNumberOf(1, "picture")).toBe("1 picture");
    expect(formatNumberOf(1_000, "match", "matches")).toBe("1,000 matches");
    expect(formatInteger(1_000_000)).toBe("1,000,000");
  });
});
