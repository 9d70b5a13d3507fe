import { describe, expect, test } from "vitest";
import { formatCount } from "../src/format/count.js";

describe("a count of errors", () => {
  test.each([
    [{ k: 3, n: 120, unit: "images" }, "3 of 120 images"],
    [{ k: 120, n: 120, unit: "images" }, "120 of 120 images"],
    [{ k: 0, n: 120, unit: "images" }, "0 of 120 images, at most 3/120"],
    [{ k: 0, n: 12_000, unit: "images" }, "0 of 12,000 images, at most 3/12,000"],
    [{ k: 0, n: 4, unit: "accounts" }, "0 of 4 accounts, at most 3/4"],
    [{ k: 0, n: 3, unit: "accounts" }, "0 of 3 accounts, too few for a bound"],
    [{ k: 1, n: 3, unit: "accounts" }, "1 of 3 accounts"],
    [{ k: 0, n: 0, unit: "images" }, "no images to count"],
  ])("%o reads %s", (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  test("none of n never stands without its bound and never becomes a percentage", () => {
    for (let n = 0; n <= 500; n++) {
      const text = formatCount({ k: 0, n, unit: "images" });
      expect(text).toMatch(/at most|too few|no images/);
      expect(text).not.toContain("%");
    }
  });
});
