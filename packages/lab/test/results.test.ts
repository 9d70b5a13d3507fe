// The contract of experiments and scenarios, held by every reference result. `npm run results -- --check` makes them all
// anew; here a few of the quick ones are.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { claims } from "../src/claims/claims.js";
import { experiments } from "../src/experiments/index.js";
import {
  isRate,
  type Parameters,
  renderCell,
  renderTableCsv,
  resolveParameters,
  type Table,
} from "../src/findings/index.js";
import { drawPlot } from "../src/plots/draw-plot.js";
import { renderReport } from "../src/report/page.js";
import { createReport } from "../src/report/report.js";
import { renderClaims, renderOverview } from "../src/results/overview.js";
import { perform } from "../src/runs/perform.js";
import { type RunResult, runResultSchema } from "../src/runs/result.js";
import { encodeResult } from "../src/runs/store.js";
import { scenarios } from "../src/scenarios/index.js";
import { renderRun } from "../src/terminal/render-run.js";

const docs = new URL("../../../docs/", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, docs), "utf8");
const kinds = [
  { kind: "experiment", folder: "results/experiments/", registry: experiments },
  { kind: "scenario", folder: "results/scenarios/", registry: scenarios },
] as const;
const results: RunResult[] = kinds.flatMap(({ folder, registry }) =>
  registry.map(({ id }) => runResultSchema.parse(JSON.parse(read(`${folder}${id}.json`)))),
);
const tablesOf = (result: RunResult): readonly Table[] => [...result.controls, ...result.tables];

/** "0 %", "0.0 %" and "0%"; not the "10 %" that it may end. */
const zeroPercent = /(?<![\d.,])0(?:[.,]0+)?\s?%/;

describe("registries", () => {
  test("all objections and all scenarios are there, in order", () => {
    expect(experiments.map(({ id }) => id)).toEqual(Array.from({ length: 18 }, (_, i) => `O${i + 1}`));
    expect(scenarios).toHaveLength(14);
    const ids = [...experiments, ...scenarios].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(kinds)("every $kind has one reference result, and no other is there", ({ folder, registry }) => {
    expect(readdirSync(new URL(folder, docs)).sort()).toEqual(registry.map(({ id }) => `${id}.json`).sort());
  });

  test.each([...experiments, ...scenarios])("$id: defaults are within their ranges, nightly settings too", (entry) => {
    const { parameters }: { parameters: Parameters } = entry;
    resolveParameters(parameters, "nightly" in entry ? entry.nightly : {});
    const defaults = Object.fromEntries(
      Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]),
    );
    expect(resolveParameters(parameters, defaults)).toEqual(defaults);
    for (const { what, assumedBy } of Object.values(parameters)) expect([what, assumedBy]).not.toContain("");
  });

  test("every claim has a verdict", () => {
    const judged = new Set(results.flatMap(({ verdicts }) => verdicts.map(({ claim }) => claim)));
    expect(claims.map(({ id }) => id).filter((id) => !judged.has(id))).toEqual([]);
  });
});

describe.each(results)("$id", (result) => {
  test("every check holds", () => {
    expect(result.checks.filter(({ holds }) => !holds)).toEqual([]);
    expect(result.checks).not.toHaveLength(0);
  });

  test("controls lead, published figures stand beside, and it says what it does not show", () => {
    if (result.schema === "glasshouse.experiment/1") {
      expect(result.controls).not.toHaveLength(0);
      // Nobody has published a figure on who learns what of a message (O16), nor on what can be checked from outside (O17).
      if (!["O16", "O17"].includes(result.id)) expect(result.published).not.toHaveLength(0);
    } else expect(result.views).not.toHaveLength(0);
    expect(result.doesNotShow.length).toBeGreaterThan(60);
  });

  test("tables have the cells that their columns promise", () => {
    const ids = tablesOf(result).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const table of tablesOf(result)) {
      expect(table.rows, table.id).not.toHaveLength(0);
      for (const row of table.rows) {
        expect(Object.keys(row).filter((key) => !table.columns.some((column) => column.key === key))).toEqual([]);
        for (const { key, format } of table.columns) {
          const cell = row[key];
          expect(cell, `${table.id}.${key}`).not.toBeUndefined();
          if (cell === null || cell === undefined) continue;
          const type = isRate(cell) ? "rate" : typeof cell;
          const expected =
            format === "rate" ? "rate" : format === "text" ? "string" : format === "yes-no" ? "boolean" : "number";
          if (format === "log10-probability" && cell === "cannot happen") continue;
          expect(type, `${table.id}.${key}`).toBe(expected);
        }
      }
    }
  });

  test("a false-positive rate has its list, unit and interval", () => {
    for (const table of tablesOf(result)) {
      for (const rate of table.rows.flatMap((row) => Object.values(row)).filter(isRate)) {
        expect(rate.unit).not.toBe("");
        expect(rate.upper).toBeGreaterThan(rate.events / rate.trials === 1 ? 0 : rate.events / rate.trials);
        expect(rate.lower).toBeLessThanOrEqual(rate.events / rate.trials);
        expect(rate.method).not.toBe("");
        if (rate.kind.endsWith("FPR")) expect(rate.listEntries).toBeGreaterThan(0);
      }
      for (const { key, title, format, listEntries } of table.columns)
        if (/FPR/.test(title) && format.includes("probability"))
          expect(listEntries ?? listSizeBeside(table), `${table.id}.${key}`).toBeTruthy();
    }
  });

  test("figures can be drawn", () => {
    for (const plot of result.plots) expect(drawPlot(plot, tablesOf(result))).toContain("<svg");
  });

  test("pictures are called generated, and no rate is called zero", () => {
    const text = [renderRun(result, 100), encodeResult(result), ...tablesOf(result).map(renderTableCsv)].join("\n");
    expect(zeroPercent.exec(text)?.[0]).toBeUndefined();
    for (const { origin } of tablesOf(result))
      if (origin.label === "measured") expect(origin.on).not.toMatch(/^\d[\d,]* (?:photographs|pictures|images)$/);
  });
});

/** Columns that give the list size row by row do as well. */
function listSizeBeside({ columns }: Table): boolean {
  return columns.some(({ title, format }) => format === "count" && /entries|list/.test(title));
}

test("text never shows a rate without what belongs to it", () => {
  const rate = results
    .flatMap(tablesOf)
    .flatMap(({ rows }) => rows.flatMap((row) => Object.values(row)))
    .find(isRate);
  expect(rate).toBeDefined();
  expect(renderCell(rate ?? null, { format: "rate" })).toMatch(/^[\d,]+ of [\d,]+, (?:at most )?\S/);
});

test("the overview and the register of claims are those of the results", () => {
  expect(read("results/README.md")).toBe(renderOverview(results));
  expect(read("claims.md")).toBe(renderClaims(results));
});

describe("the dossier", () => {
  const environment = { node: "20", platform: "linux", arch: "x64", cpu: "a processor", cores: 2, commit: null };
  const program = { lab: "0.1.0", generator: 1, scenes: 1 };
  const page = renderReport(createReport(results, { size: "small", seed: "glasshouse", program, environment }));

  test("asks nothing of a network, and runs nothing", () => {
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<(?:img|link|iframe|object)\b|\bsrc=|@import|url\(/i);
    expect(page.match(/<script\b[^>]*>/g)).toEqual(['<script type="application/json" id="report">']);
  });

  test("holds every result as JSON, and a heading for each", () => {
    const json = /<script type="application\/json" id="report">(.*?)<\/script>/s.exec(page)?.[1] ?? "";
    const held = JSON.parse(json) as { schema: string; experiments: RunResult[]; scenarios: RunResult[] };
    expect(held.schema).toBe("glasshouse.report/1");
    expect([...held.experiments, ...held.scenarios]).toEqual(results);
    for (const { id } of results) expect(page.match(new RegExp(` id="${id}"`, "g"))).toHaveLength(1);
  });

  test("every link inside it leads somewhere", () => {
    const targets = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const dangling = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id).filter((id) => !targets.has(id));
    expect(dangling).toEqual([]);
  });

  test("no rate is called zero in it, and hostile text stays text", () => {
    expect(zeroPercent.exec(page.replaceAll(/<style>.*?<\/style>/gs, ""))?.[0]).toBeUndefined();
    const first = results[0] as RunResult;
    const hostile = { ...first, title: '</script><img src=x onerror="alert(1)">' };
    const shown = renderReport(createReport([hostile], { size: "nightly", seed: "<b>", program, environment }));
    expect(shown).not.toContain("<img");
    expect(shown.match(/<\/script>/g)).toHaveLength(1);
    expect(shown).not.toContain("<b>");
  });
});

describe("made anew", () => {
  // Those that take no pictures; the others take seconds each.
  test.each([
    ["experiment", "O7"],
    ["experiment", "O14"],
    ["scenario", "trillion"],
  ] as const)("%s %s is its reference result", async (kind, id) => {
    const task = { kind, id, settings: {}, seed: "glasshouse", benchmarks: [] };
    const folder = kind === "experiment" ? "experiments" : "scenarios";
    expect(encodeResult(await perform(task, null, () => {}))).toBe(read(`results/${folder}/${id}.json`));
  });

  test("another seed gives another result where something is drawn", async () => {
    const task = { kind: "experiment", id: "O7", settings: {}, benchmarks: [] } as const;
    const [a, b] = await Promise.all(["a", "b"].map((seed) => perform({ ...task, seed }, null, () => {})));
    expect(a?.tables).not.toEqual(b?.tables);
    expect(a?.title).toBe(b?.title);
  });
});
