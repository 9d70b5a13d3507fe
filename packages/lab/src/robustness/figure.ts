import { createDocument, Plot } from "../plots/plotting.js";
import type { RobustnessResult, Share } from "./result.js";

/** A mark of the figure: one share of one algorithm. */
interface Point {
  readonly panel: string;
  readonly row: string;
  readonly algorithm: string;
  readonly share: number;
  readonly lower: number;
  readonly upper: number;
}

/** Shapes differ enough to be told apart in black and white; alternately empty and full. */
const shapes = [
  { symbol: "times", fill: "none" },
  { symbol: "circle", fill: "white" },
  { symbol: "triangle", fill: "black" },
  { symbol: "square", fill: "white" },
  { symbol: "diamond2", fill: "black" },
  { symbol: "plus", fill: "none" },
  { symbol: "hexagon", fill: "white" },
  { symbol: "star", fill: "black" },
] as const;

const pixels = { row: 14, algorithm: 7, panel: 190, left: 150, top: 62, bottom: 48, legendItem: 110 } as const;
const byRadius = "within the radius";

/**
 * Recall by edit and algorithm as SVG: a panel for the radius and one for every token scheme, a row for every edit, and
 * in the last row, under the same settings, the share of unrelated images that match.
 */
export function renderFigure(result: RobustnessResult): string {
  const algorithms = result.algorithms.map(({ id }) => id);
  const panels = [byRadius, ...result.tokenSchemes.map(({ id }) => id)];
  const unrelatedRow = `unrelated, list of ${Math.max(...result.unrelated.map(({ listEntries }) => listEntries))}`;
  const rows = [...result.edits.map(({ id }) => id), unrelatedRow];
  const points = pointsOf(result, unrelatedRow);
  const rowHeight = pixels.row + algorithms.length * pixels.algorithm;
  const position = { fx: "panel", y: "row" } as const;
  const svg = Plot.plot({
    document: createDocument(),
    width: pixels.left + panels.length * pixels.panel + 20,
    height: pixels.top + rows.length * rowHeight + pixels.bottom,
    marginLeft: pixels.left,
    marginTop: pixels.top,
    marginBottom: pixels.bottom,
    marginRight: 20,
    style: { background: "white", color: "black", font: "12px sans-serif" },
    x: { domain: [0, 1], ticks: [0, 0.5, 1], tickFormat: String, label: null, grid: true },
    y: { domain: rows, label: null, tickSize: 0, padding: 0.5 },
    fx: { domain: panels, label: null, padding: 0.12 },
    marks: [
      Plot.ruleY(rows.slice(1), { y: (row: string) => row, dy: -rowHeight / 2, stroke: "#ddd" }),
      Plot.frame({ stroke: "#999" }),
      ...algorithms.flatMap((algorithm, i) => {
        const own = points.filter((point) => point.algorithm === algorithm);
        const dy = (i - (algorithms.length - 1) / 2) * pixels.algorithm;
        return [
          Plot.ruleY(own, { ...position, x1: "lower", x2: "upper", dy, stroke: "#888", strokeWidth: 1.5 }),
          Plot.dot(own, { ...position, x: "share", dy, ...shapeOf(i) }),
        ];
      }),
      ...algorithms.flatMap((algorithm, i) => {
        const anchor = { fx: () => byRadius, frameAnchor: "top-left", dy: -44 } as const;
        const left = 10 + i * pixels.legendItem;
        return [
          Plot.dot([{}], { ...anchor, dx: left, ...shapeOf(i) }),
          Plot.text([algorithm], { ...anchor, dx: left + 10, text: (id: string) => id, lineAnchor: "middle" }),
        ];
      }),
      Plot.text([captionOf(result)], {
        fx: () => byRadius,
        frameAnchor: "bottom-left",
        dy: 36,
        text: (caption: string) => caption,
      }),
    ],
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return `${svg.outerHTML}\n`;
}

function shapeOf(index: number) {
  return { ...(shapes[index % shapes.length] as (typeof shapes)[number]), stroke: "black", r: 3.2, strokeWidth: 1.2 };
}

function captionOf({ corpus, confidence, seed }: RobustnessResult): string {
  const images = corpus.kind === "scenes" ? "generated scenes" : "pictures";
  return `Share that matches, measured on ${corpus.images} ${images}, with the ${100 * confidence} % interval over source images. Seed: ${seed}.`;
}

function pointsOf({ cells, unrelated }: RobustnessResult, unrelatedRow: string): Point[] {
  const toPoint = (panel: string, row: string, algorithm: string, { k, n, lower, upper }: Share): Point[] =>
    n === 0 ? [] : [{ panel, row, algorithm, share: k / n, lower, upper }];
  return [
    ...cells.flatMap(({ edit, algorithm, within, tokens }) => [
      ...toPoint(byRadius, edit, algorithm, within),
      ...tokens.flatMap((share) => toPoint(share.scheme, edit, algorithm, share)),
    ]),
    ...unrelated.flatMap(({ algorithm, within, tokens }) => [
      ...toPoint(byRadius, unrelatedRow, algorithm, within.images),
      ...tokens.flatMap(({ scheme, images }) => toPoint(scheme, unrelatedRow, algorithm, images)),
    ]),
  ];
}
