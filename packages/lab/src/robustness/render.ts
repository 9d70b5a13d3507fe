import { renderTable } from "../terminal/table.js";
import type { PairFigures, RobustnessResult, Share } from "./result.js";

/** The figures for people: a table for every algorithm, each with what unrelated pictures did under the same settings. */
export function renderRobustness(result: RobustnessResult): string {
  const { corpus, confidence, seed } = result;
  const parts = [
    `Measured on ${corpus.images} ${corpus.kind === "scenes" ? "generated scenes" : "pictures"}, seed "${seed}". Distances in bits.\n` +
      `k of n source images, with the ${100 * confidence} % interval over them in per cent; the rows "all" count copies.\n`,
  ];
  for (const algorithm of result.algorithms) {
    const { id, bits, radius, originalsBelowFloor } = algorithm;
    const cells = result.cells.filter((cell) => cell.algorithm === id);
    const schemes = cells[0]?.tokens.map(({ scheme }) => scheme) ?? [];
    const low = cells.some(({ belowFloor }) => belowFloor.k > 0);
    const head = [
      "",
      "median distance",
      "95 % at most",
      "exact",
      `within ${radius}`,
      ...schemes,
      ...(low ? ["low quality"] : []),
    ];
    const rows = cells.map(({ edit, distance, exact, within, tokens, belowFloor }) => [
      edit,
      distance?.median ?? "none",
      distance?.q95 ?? "none",
      renderShare(exact),
      renderShare(within),
      ...tokens.map(renderShare),
      ...(low ? [renderCountOf(belowFloor)] : []),
    ]);
    const sets = result.sets
      .filter((figures) => figures.algorithm === id)
      .map(({ set, within, tokens }) => [
        `all ${set}`,
        "",
        "",
        "",
        renderShare(within),
        ...tokens.map(renderShare),
        ...(low ? [""] : []),
      ]);
    parts.push(
      `\n${id}: ${bits} bits; ${renderCountOf(originalsBelowFloor)} originals below the quality floor, left out\n`,
      renderTable([...rows, ...sets], head),
      renderUnrelated(result, id),
      renderOpenings(result, id),
    );
  }
  return parts.join("");
}

function renderUnrelated({ unrelated }: RobustnessResult, id: string): string {
  const figures = unrelated.find(({ algorithm }) => algorithm === id);
  if (!figures || figures.listEntries === 0) return "unrelated pictures: too few to compare\n";
  const { distance, listEntries, within, tokens } = figures;
  const rows = [["within the radius", within] as const, ...tokens.map((share) => [share.scheme, share] as const)].map(
    ([name, { images, pairs }]: readonly [string, PairFigures]) => [
      `  ${name}`,
      `${renderShare(images)} images`,
      `${renderCountOf(pairs)} pairs`,
    ],
  );
  const spread = distance
    ? `; distances over all ${distance.pairs} pairs: least ${distance.least}, 5 % at most ${distance.q05}, median ${distance.median}`
    : "";
  return `unrelated pictures that match, list of ${listEntries} entries${spread}\n${renderTable(rows)}`;
}

function renderOpenings({ openings }: RobustnessResult, id: string): string {
  const rows = openings
    .filter(({ algorithm }) => algorithm === id)
    .map(({ set, scheme, copies }) => [
      `  ${set}, ${scheme}`,
      ...copies.map((count, blocks) => `${blocks}: ${count}`),
      `of ${copies.reduce((sum, count) => sum + count, 0)}`,
    ]);
  return rows.length === 0 ? "" : `copies by how many of their blocks open (blocks: copies)\n${renderTable(rows)}`;
}

/** "57 of 60 (86-99)" */
function renderShare({ k, n, lower, upper }: Share): string {
  return n === 0 ? "none" : `${k} of ${n} (${Math.floor(100 * lower)}-${renderUpper(upper)})`;
}

/** Rounded up; small ones with a digit more, for they matter. */
function renderUpper(upper: number): string {
  return upper < 0.1 ? String(Math.ceil(1000 * upper) / 10) : String(Math.ceil(100 * upper));
}

function renderCountOf({ k, n }: Share): string {
  return `${k} of ${n}${k === 0 && n > 3 ? `, at most 3/${n}` : ""}`;
}
