import { renderInteger } from "../findings/index.js";
import { createDocument, Plot } from "../plots/plotting.js";
import { scaleToListSize } from "../statistics/index.js";
import type { FprBounds } from "./rates.js";
import type { FprResult } from "./result.js";

/** A mark on a logarithmic axis: a rate with its interval, or only the bound where there was no event. */
interface Point {
  readonly panel: string;
  readonly x: number;
  readonly rate: number | null;
  readonly lower: number;
  readonly upper: number;
  readonly atMost: number;
}

const size = { panel: 330, height: 330, left: 76, top: 40, bottom: 90, right: 24 } as const;
const modelPoints = 60;
const position = { fx: "panel", x: "x" } as const;

/** Pair and image rates by radius as SVG. Zero has no place on a logarithmic axis: an arrow at the bound points down to it. */
export function renderRatesFigure(result: FprResult): string {
  const { rules, list, recommendedRadius } = result;
  const panels = [`image FPR, list of ${renderInteger(list.entries)}`, "pair FPR"] as const;
  const byRadius = rules.filter((rule) => rule.radius !== null);
  const points = byRadius.flatMap(({ radius, image, pair }) => [
    toPoint(panels[0], radius ?? 0, image),
    toPoint(panels[1], radius ?? 0, pair),
  ]);
  const marked = panels.map((panel) => ({ panel, x: recommendedRadius }));
  return draw(result, panels, points, {
    x: { label: null, grid: false, ticks: 6, domain: [-0.5, Math.max(1, result.maxRadius) + 0.5] },
    marks: [
      Plot.ruleX(marked, { ...position, stroke: "#c60", strokeDasharray: "4 3" }),
      Plot.text(marked, {
        ...position,
        frameAnchor: "top",
        ...(recommendedRadius > result.maxRadius / 2 ? { textAnchor: "end", dx: -5 } : { textAnchor: "start", dx: 5 }),
        dy: 8,
        fill: "#a40",
        text: () => `recommended: ${recommendedRadius}`,
      }),
    ],
    xLabel: "radius, bits",
  });
}

/** Image rates by the size of the list as SVG: counted against random sub-lists, and lines of the model. */
export function renderListSizesFigure(result: FprResult): string {
  const panels = [...new Set(result.listSizes.map(({ rule }) => rule))];
  const points = result.listSizes.flatMap((row) =>
    row.origin === "measured" ? [toPoint(row.rule, row.listEntries, row.image)] : [],
  );
  const sizes = result.listSizes.map(({ listEntries }) => listEntries);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const line = points.flatMap(({ panel, x, rate, atMost }) =>
    x !== result.list.entries
      ? []
      : Array.from({ length: modelPoints }, (_, i) => {
          const entries = least * (most / least) ** (i / (modelPoints - 1));
          return { panel, x: entries, rate: scaleToListSize(rate ?? atMost, x, entries) };
        }),
  );
  return draw(result, panels, points, {
    x: { type: "log", label: null, ticks: 5, tickFormat: powerText, domain: [least / 1.5, most * 1.5] },
    marks: [Plot.line(line, { ...position, y: "rate", stroke: "#c60", strokeDasharray: "4 3", z: "panel" })],
    xLabel:
      "entries of the list; dashed: as if entries matched independently, from the whole list's rate or, without an event, its bound",
    extraRates: line.map(({ rate }) => rate),
  });
}

interface Drawing {
  readonly x: object;
  readonly marks: readonly object[];
  readonly xLabel: string;
  readonly extraRates?: readonly number[];
}

function draw(
  { confidence, population, algorithm, unit, matches, seed }: FprResult,
  panels: readonly string[],
  points: readonly Point[],
  { x, marks, xLabel, extraRates = [] }: Drawing,
): string {
  const counted = points.filter(({ rate }) => rate !== null);
  const none = points.filter(({ rate }) => rate === null);
  const values = [
    ...counted.flatMap(({ rate, lower }) => [rate ?? 1, lower]),
    ...none.map((p) => p.atMost),
    ...extraRates,
  ];
  const least = Math.min(0.1, ...values.filter((value) => value > 0));
  const bottom = 10 ** Math.floor(Math.log10(least / 1.5));
  const clipped = counted.map((point) => ({ ...point, lower: Math.max(bottom, point.lower) }));
  const open = matches.open > 0 ? " Open pairs count as false." : "";
  const svg = Plot.plot({
    document: createDocument(),
    width: size.left + Math.max(1, panels.length) * size.panel + size.right,
    height: size.height + size.top + size.bottom,
    marginLeft: size.left,
    marginTop: size.top,
    marginBottom: size.bottom,
    marginRight: size.right,
    style: { background: "white", color: "black", font: "12px sans-serif" },
    x,
    y: { type: "log", domain: [bottom, 1], label: null, grid: true, ticks: 6, tickFormat: powerText },
    fx: { domain: panels, label: null, padding: 0.08 },
    marks: [
      Plot.frame({ stroke: "#999" }),
      ...marks,
      Plot.ruleX(clipped, { ...position, y1: "lower", y2: "upper", stroke: "#888", strokeWidth: 1.5 }),
      Plot.dot(clipped, { ...position, y: "rate", r: 2.8, fill: "black" }),
      Plot.dot(none, {
        ...position,
        y: "atMost",
        r: 3,
        symbol: "triangle",
        rotate: 180,
        stroke: "black",
        fill: "white",
      }),
      Plot.text(none, { ...position, y: "atMost", dy: 10, text: () => "\u2193", fill: "#555" }),
      Plot.text([xLabel], captionAt(panels, 34)),
      Plot.text([`Measured, ${algorithm}: ${shorten(population)}`], captionAt(panels, 54)),
      Plot.text(
        [`Unit: ${unit}. ${100 * confidence} % intervals; arrow: no event, at most this. Seed: ${seed}.${open}`],
        captionAt(panels, 70),
      ),
    ],
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return `${svg.outerHTML}\n`;
}

function captionAt(panels: readonly string[], dy: number) {
  return {
    fx: () => panels[0] ?? "",
    frameAnchor: "bottom-left",
    dy,
    text: (caption: string) => caption,
    textAnchor: "start",
  };
}

function toPoint(panel: string, x: number, { most }: FprBounds): Point {
  const { events, trials, lower, upper, atMost } = most;
  return { panel, x, rate: events === 0 ? null : events / trials, lower, upper, atMost };
}

function powerText(value: number): string {
  const power = Math.round(Math.log10(value));
  return Math.abs(Math.log10(value) - power) > 1e-9 ? "" : power >= 0 && power < 4 ? String(10 ** power) : `1e${power}`;
}

function shorten(text: string): string {
  return text.length > 110 ? `${text.slice(0, 107)}...` : text;
}
