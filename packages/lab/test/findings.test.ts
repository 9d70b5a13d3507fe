import { describe, expect, test } from "vitest";
import {
  createRate,
  measureRate,
  onScenes,
  ParameterError,
  renderCell,
  renderNumber,
  renderPower,
  renderProbability,
  renderRate,
  renderTableCsv,
  resolveParameters,
  type Table,
} from "../src/findings/index.js";
import { roundNumbers } from "../src/findings/round-numbers.js";

const facts = { kind: "image FPR", unit: "scene", listEntries: 10_000 } as const;

describe("rates", () => {
  test("without events the upper bound speaks, never a zero", () => {
    expect(renderRate(measureRate({ events: 0, trials: 1000 }, facts))).toBe("0 of 1,000, at most 0.00368 (95 %)");
  });

  test("clusters widen the interval to what their number supports", () => {
    const alone = measureRate({ events: 10, trials: 1000 }, facts);
    const clusters = [{ events: 10, images: 10 }, ...Array.from({ length: 99 }, () => ({ events: 0, images: 10 }))];
    const clustered = measureRate(clusters, facts);
    expect(clustered).toMatchObject({ events: 10, trials: 1000, method: "Clopper-Pearson on effective n" });
    expect(clustered.upper).toBeGreaterThan(2 * alone.upper);
  });

  test("a rate of nothing is refused", () => {
    expect(() => measureRate({ events: 0, trials: 0 }, facts)).toThrow(
      expect.objectContaining({ code: "invalid-statistic" }),
    );
    const interval = { lower: 0, upper: 1, confidence: 0.95 };
    expect(() => createRate({ events: 0, trials: 0 }, interval, "none", facts)).toThrow(
      expect.objectContaining({ code: "invalid-statistic" }),
    );
  });
});

describe("numbers", () => {
  test.each([
    [0, "0"],
    [0.5, "0.5"],
    [999.9, "1,000"],
    [1000, "1,000"],
    [123_456_789, "123,000,000"],
    [1.2345e12, "1.23e12"],
    [0.00012345, "1.23e-4"],
    [-0.25, "-0.25"],
  ])("%d is %s", (value, text) => {
    expect(renderNumber(value)).toBe(text);
  });

  test("what rounds to certainty says that it is below", () => {
    expect(renderProbability(0.99999)).toBe("above 0.9995");
    expect(renderProbability(1)).toBe("1");
  });

  test.each([
    [-92.444, "3.6e-93"],
    [-12, "1e-12"],
    [-12.0001, "1e-12"],
    [Math.log10(0.25), "0.25"],
    [Number.NEGATIVE_INFINITY, "cannot happen"],
  ])("10^%d is %s", (log10, text) => {
    expect(renderPower(log10)).toBe(text);
  });

  test("results carry twelve digits; what cannot happen survives JSON", () => {
    expect(roundNumbers({ a: 1 / 3, b: Number.NEGATIVE_INFINITY, c: 2 ** 40 })).toEqual({
      a: 0.333333333333,
      b: "cannot happen",
      c: 2 ** 40,
    });
    expect(renderCell("cannot happen", { format: "log10-probability" })).toBe("cannot happen");
    expect(renderCell(null, { format: "log10-probability" })).toBe("-");
    expect(() => roundNumbers({ a: Number.NaN })).toThrow(TypeError);
  });
});

describe("parameters", () => {
  const parameters = {
    photos: { type: "number", what: "photographs", default: 10, range: [1, 100], whole: true, assumedBy: "a test" },
    rule: { type: "choice", what: "rule", default: "image", choices: ["image", "burst"], assumedBy: "a test" },
  } as const;

  test("defaults stand in for what is not set; bounds are inclusive", () => {
    expect(resolveParameters(parameters, { photos: 100 })).toEqual({ photos: 100, rule: "image" });
    expect(resolveParameters(parameters, { photos: 1, rule: "burst" })).toEqual({ photos: 1, rule: "burst" });
  });

  test.each([
    [{ photos: 0 }, "invalid-value"],
    [{ photos: 101 }, "invalid-value"],
    [{ photos: 1.5 }, "invalid-value"],
    [{ photos: Number.NaN }, "invalid-value"],
    [{ photos: "10" }, "invalid-value"],
    [{ rule: "none" }, "invalid-value"],
    [{ toString: 1 }, "unknown-parameter"],
  ])("%j is %s", (settings, code) => {
    const attempt = () => resolveParameters(parameters, settings);
    expect(attempt).toThrow(ParameterError);
    expect(attempt).toThrow(expect.objectContaining({ code }));
  });
});

test("CSV keeps a rate's counts, interval, list and unit, and every number's label", () => {
  const table: Table = {
    id: "rates",
    title: "Rates",
    origin: onScenes(400),
    columns: [
      { key: "edit", title: "edit", format: "text" },
      { key: "radius", title: "radius", format: "bits", origin: { label: "assumed", by: "a test" } },
      { key: "fpr", title: "image FPR", format: "rate" },
    ],
    rows: [
      { edit: 'crop, "5"', radius: 30, fpr: measureRate({ events: 0, trials: 3 }, facts) },
      { edit: "none", radius: null, fpr: null },
    ],
  };
  expect(renderTableCsv(table).split("\r\n")).toEqual([
    "edit,radius,radius_origin,fpr_events,fpr_trials,fpr_lower,fpr_upper,fpr_confidence,fpr_method,fpr_list_entries,fpr_unit,fpr_origin",
    expect.stringMatching(
      /^"crop, ""5""",30,assumed by a test,0,3,0,0\.70\d*,0\.95,Clopper-Pearson,10000,scene,measured on 400 generated scenes$/,
    ),
    "none,,assumed by a test,,,,,,,,,measured on 400 generated scenes",
    "",
  ]);
});
