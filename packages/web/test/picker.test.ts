import { describe, expect, test } from "vitest";
import { nextIndex, tabStop } from "../src/demo/picker.js";

// 0 1 2
// 3 4 5
// 6 7
const move = (key: string, index: number) => nextIndex(key, index, 8, 3);

describe("arrow keys in a grid of eight, three columns", () => {
  test.each([
    ["ArrowRight", 2, 3],
    ["ArrowRight", 7, 7],
    ["ArrowLeft", 3, 2],
    ["ArrowLeft", 0, 0],
    ["ArrowDown", 1, 4],
    ["ArrowDown", 5, 5],
    ["ArrowDown", 7, 7],
    ["ArrowUp", 6, 3],
    ["ArrowUp", 2, 2],
    ["Home", 5, 0],
    ["End", 5, 7],
  ])("%s from %d leads to %d", (key, from, to) => {
    expect(move(key, from)).toBe(to);
  });

  test("other keys are left to the browser", () => {
    for (const key of ["Tab", "Enter", " ", "a", "toString"]) expect(move(key, 4)).toBeNull();
  });
});

test("a list box has exactly one tab stop", () => {
  expect(tabStop(["a", "b"], "b")).toBe("b");
  expect(tabStop(["a", "b"], "elsewhere")).toBe("a");
  expect(tabStop(["a", "b"], null)).toBe("a");
  expect(tabStop([], "b")).toBeNull();
});
