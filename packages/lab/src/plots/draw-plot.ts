/** Figures of findings as SVG. */
import { type Cell, isRate, type Plot, renderNumber, type Table } from "../findings/index.js";
import { createDocument, Plot as library } from "./plotting.js";

interface Point {
  readonly x: number | string;
  /** `null` where the logarithmic scale has no place for it: nothing was seen, and only the upper bound is drawn. */
  readonly y: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly series: string;
}

const size = { width: 640, height: 300 } as const;
/** Told apart in black and white by dash and symbol, in colour as well (Okabe and Ito). */
const looks = [
  { stroke: "#0072b2", symbol: "circle", shape: '<circle cx="16" cy="7" r="3.6"/>', dash: "none" },
  { stroke: "#d55e00", symbol: "square", shape: '<rect x="12.8" y="3.8" width="6.4" height="6.4"/>', dash: "6 3" },
  { stroke: "#009e73", symbol: "triangle", shape: '<path d="M16 2.6L20 10H12Z"/>', dash: "2 3" },
  { stroke: "#a8437f", symbol: "diamond2", shape: '<path d="M16 2.4L20.6 7L16 11.6L11.4 7Z"/>', dash: "8 3 2 3" },
  {
    stroke: "#946f00",
    symbol: "star",
    shape: '<path d="M16 1.8L17.3 5.3L21 5.4L18.1 7.7L19.1 11.3L16 9.2L12.9 11.3L13.9 7.7L11 5.4L14.7 5.3Z"/>',
    dash: "4 2",
  },
  { stroke: "#555555", symbol: "plus", shape: '<path d="M16 2.5V11.5M11.5 7H20.5"/>', dash: "1 3" },
] as const;
type Look = (typeof looks)[number];

/** The figure of a table; `null` if it has nothing to draw. */
export function drawPlot(plot: Plot, tables: readonly Table[]): string | null {
  const table = tables.find(({ id }) => id === plot.table);
  if (!table) throw new TypeError(`a plot of table ${plot.table}, which is not there`);
  const points = pointsOf(plot, table);
  if (points.length === 0) return null;
  const series = [...new Set(points.map((point) => point.series))];
  const titleOf = (key: string) => table.columns.find((column) => column.key === key)?.title ?? key;
  const isPower = table.columns.find(({ key }) => key === plot.y.column)?.format === "log10-probability";
  const floor = lowestPositive(points) / 3;
  const drawn = points.map((point) => ({
    ...point,
    from: plot.y.scale === "log" ? Math.max(point.lower ?? floor, floor) : (point.lower ?? 0),
  }));
  const marks = series.flatMap((name, i) => {
    const own = drawn.filter((point) => point.series === name);
    const look = looks[i % looks.length] as Look;
    const seen = own.filter(({ y }) => y !== null);
    const nothing = own.filter(({ y, upper }) => y === null && upper !== null);
    return [
      library.ruleX(
        own.filter(({ upper }) => upper !== null),
        { x: "x", y1: "from", y2: "upper", stroke: look.stroke, strokeOpacity: 0.45, strokeWidth: 2 },
      ),
      ...(plot.kind === "lines" && plot.x.scale !== "category"
        ? [library.line(seen, { x: "x", y: "y", stroke: look.stroke, strokeWidth: 1.6, strokeDasharray: look.dash })]
        : []),
      library.dot(seen, {
        x: "x",
        y: "y",
        stroke: look.stroke,
        fill: "white",
        symbol: look.symbol,
        r: 3.4,
        strokeWidth: 1.6,
      }),
      library.text(nothing, { x: "x", y: "upper", text: () => "v", fill: look.stroke, dy: 4, fontWeight: "bold" }),
    ];
  });
  const isCategory = plot.x.scale === "category";
  const longest = isCategory ? Math.max(...points.map(({ x }) => String(x).length)) : 0;
  const slanted = isCategory && longest * points.length > 110;
  const svg = library.plot({
    document: createDocument(),
    ...size,
    marginLeft: 64,
    marginRight: 20,
    marginTop: 26,
    marginBottom: slanted ? 34 + 4.6 * longest : 42,
    style: { background: "transparent", color: "black", font: "12px sans-serif", overflow: "visible" },
    x: {
      label: isCategory ? null : titleOf(plot.x.column),
      ...(isCategory
        ? { type: "point", domain: [...new Set(points.map(({ x }) => x))], ...(slanted ? { tickRotate: -40 } : {}) }
        : {
            type: plot.x.scale,
            ...(plot.x.scale === "log" ? { ticks: 5, tickFormat: renderNumber } : { nice: true }),
          }),
    },
    y: {
      label: titleOf(plot.y.column),
      grid: true,
      type: plot.y.scale === "log" ? "log" : "linear",
      ...(isPower ? { tickFormat: (power: number) => (power === 0 ? "1" : `1e${power}`) } : {}),
      ...(plot.y.scale === "log" ? { ticks: 5, tickFormat: renderNumber } : { nice: true }),
    },
    marks,
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${plot.title}: the numbers are those of the table "${table.title}"`);
  return svg.outerHTML;
}

/** What tells the series apart; each by name, and a piece of its line with a point on it, as SVG. */
export interface Legend {
  readonly title: string;
  readonly series: readonly { readonly name: string; readonly sample: string }[];
}

/** The legend of a figure; `null` if it has no series. */
export function legendOf(plot: Plot, tables: readonly Table[]): Legend | null {
  const table = tables.find(({ id }) => id === plot.table);
  const column = table?.columns.find(({ key }) => key === plot.series);
  if (!table || !column) return null;
  const names = [...new Set(pointsOf(plot, table).map(({ series }) => series))];
  const isLine = plot.kind === "lines" && plot.x.scale !== "category";
  const series = names.map((name, i) => ({ name, sample: drawSample(looks[i % looks.length] as Look, isLine) }));
  return { title: column.title, series };
}

function drawSample({ stroke, dash, shape }: Look, isLine: boolean): string {
  const line = isLine ? `<path d="M0 7H32" stroke-dasharray="${dash}"/>` : "";
  return `<svg width="32" height="14" fill="white" stroke="${stroke}" stroke-width="1.6" aria-hidden="true">${line}${shape}</svg>`;
}

function pointsOf({ x, y, series }: Plot, { rows }: Table): Point[] {
  return rows.flatMap((row): Point[] => {
    const across = row[x.column];
    const up = row[y.column];
    if (typeof across !== "number" && typeof across !== "string") return [];
    if (x.scale === "log" && !(Number(across) > 0)) return [];
    const at = { x: across, series: series === undefined ? "" : nameOf(row[series] ?? null) };
    if (isRate(up)) {
      const value = up.events / up.trials;
      return [{ ...at, y: y.scale === "log" && value === 0 ? null : value, lower: up.lower, upper: up.upper }];
    }
    if (typeof up !== "number" || !Number.isFinite(up) || (y.scale === "log" && up <= 0)) return [];
    return [{ ...at, y: up, lower: null, upper: null }];
  });
}

function nameOf(cell: Cell): string {
  return typeof cell === "number" ? renderNumber(cell) : String(cell);
}

function lowestPositive(points: readonly Point[]): number {
  const positive = points.flatMap(({ y, lower, upper }) => [y, lower, upper]).filter((v) => v !== null && v > 0);
  return positive.length > 0 ? Math.min(...(positive as number[])) : 1;
}
