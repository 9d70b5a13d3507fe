// The dossier as a document: nothing in it is markup that came from a result, every link leads somewhere, every table has
// headers, every figure a name, and nothing is asked of a network.
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { createRate, fromParameters, type Table } from "../src/findings/index.js";
import { legendOf } from "../src/plots/draw-plot.js";
import { renderReport } from "../src/report/page.js";
import { createReport } from "../src/report/report.js";
import type { ExperimentResult, Provenance, ScenarioResult } from "../src/runs/result.js";

const hostile = `</script><img src=x onerror="alert(1)">'&amp;`;
const environment = { node: "24.0.0", platform: "linux", arch: "x64", cpu: hostile, cores: 2, commit: null };
const program = { lab: "0.1.0", generator: 1, scenes: 1 };
const provenance: Provenance = {
  parameters: [{ name: "photos", what: hostile, value: hostile, assumedBy: hostile }],
  seed: hostile,
  benchmarks: null,
  program,
  environment,
};
const rate = createRate({ events: 0, trials: 10 }, { lower: 0, upper: 0.3, confidence: 0.95 }, "Clopper-Pearson", {
  kind: "image FPR",
  listEntries: 100,
  unit: "scene",
});
const table: Table = {
  id: "rates",
  title: hostile,
  origin: { label: "measured", on: hostile },
  columns: [
    { key: "name", title: hostile, format: "text" },
    { key: "x", title: "x", format: "count", origin: fromParameters, listEntries: 5 },
    { key: "rate", title: "rate", format: "rate" },
  ],
  rows: Array.from({ length: 30 }, (_, i) => ({ name: i % 2 ? hostile : "other", x: i + 1, rate })),
  note: hostile,
};
const finding = {
  controls: [{ ...table, id: "control" }],
  tables: [table],
  plots: [
    {
      table: "rates",
      title: hostile,
      kind: "lines" as const,
      x: { column: "x", scale: "log" as const },
      y: { column: "rate", scale: "linear" as const },
      series: "name",
    },
  ],
  checks: [{ name: hostile, expected: hostile, got: hostile, holds: false }],
  published: [{ figure: hostile, by: hostile, source: "primary" as const, ours: hostile }],
  verdicts: [{ claim: "A1" as const, verdict: "holds" as const, under: hostile, because: hostile }],
};
const experiment: ExperimentResult = {
  schema: "glasshouse.experiment/1",
  id: "O1",
  title: hostile,
  objection: hostile,
  adversary: hostile,
  method: hostile,
  summary: hostile,
  doesNotShow: hostile,
  ...provenance,
  ...finding,
};
const scenario: ScenarioResult = {
  schema: "glasshouse.scenario/1",
  id: "baseline",
  title: hostile,
  setup: hostile,
  claims: ["A1"],
  objections: ["O1"],
  outcome: hostile,
  views: [{ party: hostile, reads: [hostile], cannotRead: [hostile], bytes: { sent: 1, received: 2 } }],
  doesNotShow: hostile,
  ...provenance,
  ...finding,
};
const report = createReport([experiment, scenario], { size: "small", seed: hostile, program, environment });
const page = renderReport(report);
// Its own types need the compiler's checks of libraries switched off.
const { parseHTML } = createRequire(import.meta.url)("linkedom") as {
  parseHTML(html: string): { readonly document: Document };
};
const { document } = parseHTML(page);
const all = (selector: string) => [...document.querySelectorAll(selector)];

describe("the dossier", () => {
  test("shows what results say as text, and holds it whole as JSON", () => {
    expect(all("img, script:not([type='application/json'])")).toEqual([]);
    expect(all("*").filter((element) => [...element.attributes].some(({ name }) => name.startsWith("on")))).toEqual([]);
    expect(document.querySelector("h3")?.textContent).toBe(`O1${hostile}`);
    const [, embedded] = /<script type="application\/json" id="report">(.*?)<\/script>/s.exec(page) ?? [];
    expect(JSON.parse(embedded as string)).toEqual(JSON.parse(JSON.stringify(report)));
  });

  test("asks nothing of any network", () => {
    expect(page).toContain("default-src 'none'");
    expect(all("link, iframe, object, [src]")).toEqual([]);
    for (const link of all("a")) expect(link.getAttribute("href")).toMatch(/^#/);
    expect(document.querySelector("style")?.textContent).not.toMatch(/url\(|@import/);
  });

  test("has no heading without the one above it, and ids once each", () => {
    const levels = all("h1, h2, h3, h4, h5, h6").map(({ tagName }) => Number(tagName.slice(1)));
    expect(levels.filter((level, i) => level > (levels[i - 1] ?? 0) + 1)).toEqual([]);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    const ids = all("[id]").map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("names every column, the rows of tables that begin with a name, and every figure", () => {
    for (const header of all("th")) {
      expect(header.getAttribute("scope")).toMatch(/^(col|row)$/);
      expect(header.textContent?.trim()).not.toBe("");
    }
    for (const body of all("table")) expect(body.querySelectorAll("thead th").length).toBeGreaterThan(0);
    expect(all("td.text:first-child")).toEqual([]);
    for (const figure of all("figure > svg")) expect(figure.getAttribute("aria-label")).toMatch(/^<\/script>/);
    expect(all("figure > svg").length).toBe(2);
  });

  test("tells series apart without colour", () => {
    const { title, series } = legendOf(finding.plots[0] as (typeof finding.plots)[0], [table]) ?? { series: [] };
    expect(title).toBe(hostile);
    const withoutColour = series.map(({ sample }) => sample.replace(/stroke="#\w+"/, ""));
    expect(new Set(withoutColour).size).toBe(2);
  });

  test("labels every table, folds long ones, and says of a rate of nothing what it can be at most", () => {
    expect(all("details").length).toBe(4);
    for (const grid of all("table[aria-label]")) {
      const note = grid.closest("details")?.nextElementSibling ?? grid.parentElement?.nextElementSibling;
      expect(note?.querySelector(".label.measured")).not.toBeNull();
    }
    expect(page).toContain("0 of 10, at most 0.3");
    expect(page).not.toMatch(/(?<![\d.,])0(?:\.0+)?\s?%/);
  });
});
