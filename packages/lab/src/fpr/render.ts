import { renderInteger, renderProbability } from "../findings/index.js";
import { renderTable } from "../terminal/table.js";
import type { FprBounds, FprRate } from "./rates.js";
import type { FprResult, ListSizeRate } from "./result.js";
import { renderBound } from "./statement.js";

/** The figures for people. Every rate says its counts, bound and confidence; list size and unit stand above each table. */
export function renderFpr(result: FprResult): string {
  const parts = [renderSetting(result), renderMatchCounts(result), renderRules(result), renderSizes(result)];
  if (result.categories.length > 0) parts.push(renderCategories(result));
  if (result.chosen) parts.push(renderChosen(result));
  parts.push(renderStatements(result));
  return parts.join("\n");
}

function renderSetting({ corpus, algorithm, images, list, unit, population, seed }: FprResult): string {
  const left = [
    images.copies > 0 ? `${count(images.copies, "exact copy", "exact copies")} left out` : "",
    images.belowFloor > 0 ? `${renderInteger(images.belowFloor)} of low quality counted apart` : "",
    images.withoutUnit > 0 ? `${renderInteger(images.withoutUnit)} without a value of the unit, taken for one` : "",
  ].filter((text) => text !== "");
  const dropped = [
    list.belowFloor > 0 ? `${renderInteger(list.belowFloor)} of low quality` : "",
    list.equalHashes > 0 ? `${renderInteger(list.equalHashes)} with the hash of another` : "",
  ].filter((text) => text !== "");
  const origin = {
    half: `one half of the units, drawn by the seed "${seed}"`,
    file: list.file,
    corpus: list.file,
  }[list.from];
  const rows = [
    ["corpus", `${corpus}, ${algorithm}`],
    [
      "images",
      `${renderInteger(images.usable)} in ${renderInteger(images.units)} units${left.map((text) => `; ${text}`).join("")}`,
    ],
    ["unit", unit],
    [
      "list",
      `${count(list.entries, "entry", "entries")}: ${origin}${dropped.length > 0 ? `; left out: ${dropped.join(", ")}` : ""}`,
    ],
    ["of", population],
  ];
  return `False-positive rate\n${renderTable(rows.map(([name = "", value = ""]) => [`  ${name}`, value]))}`;
}

function renderMatchCounts({ matches, maxRadius }: FprResult): string {
  const { all, copies, sameScene, different, open, toReview, reviewRadius, turnedBits } = matches;
  const rows = [
    ["within", `${maxRadius} bits or by tokens`, all],
    ["removed", "copies (equal SHA-256, or so reviewed)", copies],
    ["removed", "same scene (scene ids, or so reviewed)", sameScene],
    ["false", "different (scene ids, or so reviewed)", different],
    [
      "open",
      `nobody has looked; the ${renderInteger(toReview)} pairs within ${reviewRadius} bits (--review-radius) or by tokens are in review.csv`,
      open,
    ],
  ] as const;
  const bits =
    turnedBits.asked === 0
      ? ""
      : `  ${renderInteger(turnedBits.asked)} token matches depend on which bits a device turns over; ` +
        `${renderInteger(turnedBits.asked - turnedBits.undecided)} were decided by hashing the picture again, ` +
        `${renderInteger(turnedBits.undecided)} stay open\n`;
  return `Matching pairs\n${renderTable(rows.map(([kind, what, pairs]) => [`  ${kind}`, pairs, what]))}${bits}`;
}

function renderRules(result: FprResult): string {
  const { rules, list, unit, maxRadius } = result;
  const shown = rules.filter(
    ({ radius, recommended }) => radius === null || recommended || isMilestone(radius, maxRadius),
  );
  const rows = shown.map(({ rule, recommended, image, pair }) => [
    `  ${rule}${recommended ? " *" : ""}`,
    ...cells(image, result),
    renderRate(pair.most),
  ]);
  const head = [...headOf(result, "rule", ["image FPR"]), isOpen(result) ? "pair FPR, open are false" : "pair FPR"];
  return (
    `By rule, list of ${renderInteger(list.entries)}, unit ${unit} (* recommended; every radius is in rates.csv)\n` +
    renderTable(rows, head)
  );
}

function isMilestone(radius: number, most: number): boolean {
  const step = Math.max(1, Math.ceil(most / 8 / 5) * 5);
  return radius % step === 0 || radius === most;
}

function renderSizes(result: FprResult): string {
  const shown = new Set(result.statements.map(({ rule }) => rule));
  // A model that says "every image" says nothing: such rows are in rates.csv only.
  const sizes = result.listSizes.filter(
    (row) => shown.has(row.rule) && (row.origin === "measured" || (row.fromImages ?? 0) < 0.9995),
  );
  const rows = sizes.map((row) => [
    `  ${row.rule}`,
    renderInteger(row.listEntries),
    row.origin,
    ...(row.origin === "measured" ? cells(row.image, result) : [renderModel(row), ...(isOpen(result) ? [""] : [])]),
  ]);
  return (
    "By list size: counted against random sub-lists, and computed as if entries matched independently\n" +
    renderTable(rows, headOf(result, "rule", ["image FPR"], ["entries", "origin"]))
  );
}

function renderModel({ fromImages, fromPairs, atMost }: Extract<ListSizeRate, { origin: "model" }>): string {
  const bound = atMost > 0.9995 ? "nothing follows" : `at most ${renderBound(atMost)}`;
  if (fromImages === null) return bound;
  const pairs = fromPairs === null ? "" : `; from the pair FPR ${renderProbability(fromPairs)}`;
  return `${renderProbability(fromImages)}, ${bound}${pairs}`;
}

function renderCategories(result: FprResult): string {
  const { categories, list, unit } = result;
  const rows = categories.map(({ by, category, rule, image }) => [`  ${by}`, category, rule, ...cells(image, result)]);
  return (
    `By category, list of ${renderInteger(list.entries)}, unit ${unit}\n` +
    renderTable(rows, headOf(result, "by", ["image FPR"], ["category", "rule"]))
  );
}

function renderChosen(result: FprResult): string {
  const { chosen, list, unit } = result;
  if (chosen === null) return "";
  const { targetFpr, radius, choosing, other } = chosen;
  const title = `Radius for an image FPR of at most ${renderProbability(targetFpr)}, list of ${renderInteger(list.entries)}, unit ${unit}\n`;
  if (radius === null || other === null) {
    return `${title}  none: even radius 0 is only known to be at most ${renderBound(choosing.most.atMost)} on the half that chooses (${renderCounts(choosing.most)})\n`;
  }
  return (
    title +
    renderTable(
      [
        ["  half that chose", `radius ${radius}`, ...cells(choosing, result)],
        ["  other half: the one to quote", `radius ${radius}`, ...cells(other, result)],
      ],
      headOf(result, "units", ["image FPR"], ["rule"]),
    )
  );
}

function renderStatements({ statements }: FprResult): string {
  return `What may be said\n${statements.map(({ text }) => text.split("\n").map(wrap).join("")).join("\n")}`;
}

/** Lines of at most 100 characters, indented. */
function wrap(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 98) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `  ${line}\n`).join("");
}

/** Two columns per rate while pairs are open, one otherwise. */
function cells({ least, most }: FprBounds, result: FprResult): string[] {
  if (!isOpen(result)) return [renderRate(most)];
  return [renderRate(most), least.events === most.events ? "the same" : renderRate(least)];
}

function headOf(result: FprResult, first: string, rates: readonly string[], others: readonly string[] = []): string[] {
  const percent = `${100 * result.confidence} %`;
  const heads = rates.flatMap((name) =>
    isOpen(result) ? [`${name}, open are false`, `${name}, open are copies`] : [`${name} (${percent})`],
  );
  return [`  ${first}`, ...others, ...heads];
}

function isOpen({ matches }: FprResult): boolean {
  return matches.open > 0 || matches.turnedBits.undecided > 0;
}

/** "3 of 1,000, 0.00062 to 0.0087"; without events "0 of 1,000, at most 0.00467 (3/640)" (3: the natural logarithm of 20). */
function renderRate(rate: FprRate): string {
  const { events, lower, upper, effectiveN, atMost, confidence } = rate;
  if (events === 0) {
    const rule = Math.log(1 / (1 - confidence));
    const numerator = confidence === 0.95 ? "3" : renderProbability(rule);
    // A share of three or more in n is said by the bound alone.
    const share = effectiveN > 3 ? ` (${numerator}/${renderInteger(effectiveN)})` : "";
    return `${renderCounts(rate)}, at most ${renderBound(atMost)}${share}`;
  }
  return `${renderCounts(rate)}, ${renderProbability(lower)} to ${renderProbability(upper)}`;
}

function renderCounts({ events, trials }: FprRate): string {
  return `${renderInteger(events)} of ${renderInteger(trials)}`;
}

function count(value: number, one: string, many: string): string {
  return `${renderInteger(value)} ${value === 1 ? one : many}`;
}
