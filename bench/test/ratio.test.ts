import { describe, expect, test } from "vitest";
import { BenchError } from "../src/harness/errors.js";
import type { Block, Measurements } from "../src/harness/measure.js";
import { evaluateRatio, isWithin, type RatioDefinition } from "../src/harness/ratio.js";
import { median, quantile, relativeSpread } from "../src/harness/statistics.js";

const cpu = (...ns: number[]): Block[] => ns.map((cpuNs) => ({ cpuNs, wallNs: 10 * cpuNs }));
const bound = { name: "r", bound: "atMost", target: 2 } as const;
const evaluate = (definition: RatioDefinition, ...groups: Measurements[]) => evaluateRatio(definition, groups);

describe("statistics", () => {
  test.each([
    [[5], 0.5, 5],
    [[3, 1, 2], 0.5, 2],
    [[4, 1, 3, 2], 0.5, 2.5],
    [[1, 2, 3, 4, 5], 0.25, 2],
    [[10, 2], 1, 10],
    [[10, 2], 0, 2],
  ])("quantile of %j at %d", (numbers, at, expected) => {
    expect(quantile(numbers, at)).toBe(expected);
  });

  test("numbers are ordered as numbers", () => {
    expect(median([9, 10, 100])).toBe(10);
  });

  test("the spread is the distance of the quartiles over the median", () => {
    expect(relativeSpread([1, 2, 3, 4, 5])).toBeCloseTo(2 / 3);
    expect(relativeSpread([7, 7, 7])).toBe(0);
    expect(relativeSpread([0, 0])).toBe(0);
  });
});

describe("bounds are inclusive", () => {
  test.each([
    ["atMost", 1.19, true],
    ["atMost", 1.2, true],
    ["atMost", 1.21, false],
    ["atMost", Number.NaN, false],
    ["atLeast", 1.19, false],
    ["atLeast", 1.2, true],
    ["atLeast", 1.21, true],
    ["atLeast", Number.NaN, false],
  ] as const)("%s 1.2: %d", (kind, value, expected) => {
    expect(isWithin(value, kind, 1.2)).toBe(expected);
  });
});

describe("a ratio of times", () => {
  test("is the median of the ratios within each round, not the ratio of the medians", () => {
    // The machine slows down tenfold in the last two rounds: of each contestant the median is another round.
    const group = new Map([
      ["a", cpu(2, 2, 20, 20, 30)],
      ["b", cpu(1, 1, 10, 1, 10)],
    ]);
    const { ratio, spread } = evaluate({ ...bound, of: { a: 1 }, to: { b: 1 } }, group);
    expect(ratio).toEqual({ name: "r", value: 2, bound: "atMost", target: 2, holds: true });
    expect(spread).toBe(0.5);
  });

  test("weighs its terms", () => {
    const group = new Map([
      ["whole", cpu(50, 100)],
      ["multiply", cpu(10, 20)],
      ["add", cpu(5, 10)],
    ]);
    const { ratio } = evaluate({ ...bound, of: { whole: 1 }, to: { multiply: 4, add: 2 } }, group);
    expect(ratio.value).toBe(1);
  });

  test("takes the wall clock where it says so", () => {
    const a: Block[] = [{ cpuNs: 4, wallNs: 2 }];
    const b: Block[] = [{ cpuNs: 1, wallNs: 4 }];
    const group = new Map([
      ["a", a],
      ["b", b],
    ]);
    expect(evaluate({ ...bound, of: { a: 1 }, to: { b: 1 } }, group).ratio.value).toBe(4);
    expect(evaluate({ ...bound, of: { a: 1 }, to: { b: 1 }, clock: "wall" }, group).ratio.value).toBe(0.5);
  });

  test("taken either way is never below 1", () => {
    const group = new Map([
      ["a", cpu(4)],
      ["b", cpu(5)],
    ]);
    const either = { ...bound, eitherWay: true };
    expect(evaluate({ ...either, of: { a: 1 }, to: { b: 1 } }, group).ratio.value).toBe(1.25);
    expect(evaluate({ ...either, of: { b: 1 }, to: { a: 1 } }, group).ratio.value).toBe(1.25);
  });

  test("needs both sides in one group: elsewhere they did not meet the same machine", () => {
    const groups = [new Map([["a", cpu(1)]]), new Map([["b", cpu(1)]])];
    const attempt = () => evaluate({ ...bound, of: { a: 1 }, to: { b: 1 } }, ...groups);
    expect(attempt).toThrow(BenchError);
    expect(attempt).toThrow(expect.objectContaining({ code: "invalid-suite" }));
  });
});

test("a ratio of sizes", () => {
  const { ratio, spread } = evaluate({ ...bound, ofBytes: 300, toBytes: 100 });
  expect(ratio).toEqual({ name: "r", value: 3, bound: "atMost", target: 2, holds: false });
  expect(spread).toBe(0);
});
