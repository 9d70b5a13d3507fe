import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { encodeHex, hashAt } from "@glasshouse/hasher";
import { renderCsv } from "./csv.js";
import { FprError } from "./errors.js";
import { type Facts, readFacts } from "./facts.js";
import { decide, deciders, type MatchTable, marks, type Truth, truths } from "./match-table.js";
import type { Sides } from "./sides.js";

/** One pair for a person to look at. */
export interface ReviewPair {
  /** 16 hexadecimal digits that follow from both pictures and their hashes: a verdict cannot reach another pair. */
  readonly id: string;
  /** Index in the match table. */
  readonly at: number;
  readonly image: Facts;
  readonly listed: Facts;
  /** Bits. */
  readonly distance: number;
  readonly matchedBy: readonly string[];
  readonly truth: Truth;
  readonly decider: (typeof deciders)[number];
  /** Pairs that hang together through shared pictures have one number, counted by least distance. */
  readonly group: number;
}

/** Pairs of a review file. Beyond it, the nearest ones. */
const mostPairs = 100_000;
const verdicts = ["", "duplicate", "same-scene", "different"] as const;
type Verdict = (typeof verdicts)[number];

/** The pairs within the radius or matched by a scheme, but those that are copies or one scene by their identity. */
export function pairsToReview(table: MatchTable, radius: number): number[] {
  const chosen: number[] = [];
  for (let at = 0; at < table.image.length; at++) {
    const byFile = deciders[table.decider[at] as number] === "sha256";
    const isScene =
      table.truth[at] === truths.indexOf("same-scene") && deciders[table.decider[at] as number] === "scene";
    if (byFile || isScene) continue;
    const near = (table.distance[at] as number) <= radius;
    if (near || table.schemes.some(({ mark }) => mark[at] !== marks.no)) chosen.push(at);
  }
  return chosen;
}

/** What a review says of the pairs, nearest first. */
export async function describePairs(
  table: MatchTable,
  { images, list, population }: Sides,
  radius: number,
): Promise<readonly ReviewPair[]> {
  const chosen = pairsToReview(table, radius)
    .sort((a, b) => (table.distance[a] as number) - (table.distance[b] as number) || a - b)
    .slice(0, mostPairs);
  const imageFacts = await readFacts(
    images.origins,
    chosen.map((at) => table.image[at] as number),
  );
  const listFacts = await readFacts(
    list.origins,
    chosen.map((at) => table.entry[at] as number),
  );
  const groups = groupPairs(table, chosen);
  return chosen.map((at, place) => {
    const image = table.image[at] as number;
    const entry = table.entry[at] as number;
    const [own, other] = [imageFacts.get(image), listFacts.get(entry)];
    if (!own || !other) throw new Error(`pair ${at} of the match table has no picture`);
    const hashes = [hashAt(images.hashes, image), hashAt(list.hashes, entry)].map(encodeHex);
    return {
      id: pairId(population.algorithm.id, [own.path, other.path], hashes),
      at,
      image: own,
      listed: other,
      distance: table.distance[at] as number,
      matchedBy: [
        ...((table.distance[at] as number) <= radius ? [`radius ${radius}`] : []),
        ...table.schemes.flatMap(({ id, mark }) =>
          mark[at] === marks.no ? [] : [mark[at] === marks.yes ? id : `${id} (perhaps)`],
        ),
      ],
      truth: truths[table.truth[at] as number] as Truth,
      decider: deciders[table.decider[at] as number] ?? "",
      group: groups[place] as number,
    };
  });
}

function pairId(algorithm: string, paths: readonly string[], hashes: readonly string[]): string {
  return createHash("sha256")
    .update(JSON.stringify(["glasshouse fpr pair", algorithm, ...paths, ...hashes]))
    .digest("hex")
    .slice(0, 16);
}

/** Connected components by union-find. A picture of both sides, as with a corpus against itself, is two: its pair is a copy. */
function groupPairs(table: MatchTable, chosen: readonly number[]): number[] {
  const parent = new Map<string, string>();
  const root = (node: string): string => {
    let at = node;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    parent.set(node, at);
    return at;
  };
  for (const at of chosen) parent.set(root(`image ${table.image[at]}`), root(`entry ${table.entry[at]}`));
  const numbers = new Map<string, number>();
  return chosen.map((at) => {
    const own = root(`image ${table.image[at]}`);
    const number = numbers.get(own) ?? numbers.size + 1;
    numbers.set(own, number);
    return number;
  });
}

const head = [
  "pair",
  "verdict",
  "image",
  "listed",
  "distance",
  "image_quality",
  "listed_quality",
  "matched_by",
  "group",
];

/** review.csv (RFC 4180): one pair per line; a person fills the second column. */
export function renderReview(pairs: readonly ReviewPair[]): string {
  const rows = pairs.map((pair) => [
    pair.id,
    toVerdict(pair),
    pair.image.path,
    pair.listed.path,
    pair.distance,
    pair.image.quality ?? "",
    pair.listed.quality ?? "",
    pair.matchedBy.join("; "),
    pair.group,
  ]);
  return renderCsv([head, ...rows]);
}

function toVerdict({ truth }: ReviewPair): Verdict {
  return truth === "open" ? "" : truth === "copy" ? "duplicate" : truth;
}

/** Verdicts by pair, as a review file gives them. */
export interface Verdicts {
  /** The file as the caller named it. */
  readonly shown: string;
  readonly given: ReadonlyMap<string, Verdict>;
}

/** Reads a review file. @throws FprError `unreadable-review`, `malformed-review` */
export async function readVerdicts(file: string, shown: string): Promise<Verdicts> {
  try {
    return { shown, given: parseReview(await readFile(file, "utf8"), shown) };
  } catch (cause) {
    if (cause instanceof FprError) throw cause;
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new FprError("unreadable-review", `${shown}: got ${reason}, expected a readable file`, { cause });
  }
}

/**
 * Takes over verdicts into the table. Pairs without one stay as they are.
 * @returns the number of verdicts
 * @throws FprError `foreign-review` for a pair that is not among `pairs`
 */
export function applyVerdicts({ shown, given }: Verdicts, table: MatchTable, pairs: readonly ReviewPair[]): number {
  const known = new Map(pairs.map(({ id, at }) => [id, at]));
  const foreign = [...given.keys()].filter((id) => !known.has(id));
  if (foreign.length > 0)
    throw new FprError(
      "foreign-review",
      `${shown}: got ${foreign.length} of ${given.size} pairs that this measurement does not have (the first is ${foreign[0]}), ` +
        "expected the review of the same corpus, list, seed, unit and tokens, with a --review-radius at least as large",
    );
  let count = 0;
  for (const [id, verdict] of given) {
    if (verdict === "") continue;
    count++;
    decide(table, known.get(id) as number, verdict === "duplicate" ? "copy" : verdict, "reviewer");
  }
  return count;
}

/** How many verdicts of an earlier review file these pairs do not have. A file that cannot be read as one counts as a verdict. */
export function countLostVerdicts(text: string, pairs: readonly ReviewPair[]): number {
  const kept = new Map(pairs.map((pair) => [pair.id, toVerdict(pair)]));
  try {
    return [...parseReview(text, "")].filter(([id, verdict]) => verdict !== "" && kept.get(id) !== verdict).length;
  } catch (error) {
    if (error instanceof FprError) return 1;
    throw error;
  }
}

function parseReview(text: string, file: string): ReadonlyMap<string, Verdict> {
  const [first, ...rows] = parseCsv(text.replace(/^\u{feff}/u, ""));
  const pairAt = first?.indexOf("pair") ?? -1;
  const verdictAt = first?.indexOf("verdict") ?? -1;
  if (pairAt < 0 || verdictAt < 0)
    throw new FprError("malformed-review", `${file}: got no columns "pair" and "verdict", expected a review.csv`);
  const given = new Map<string, Verdict>();
  for (const [number, row] of rows.entries()) {
    const place = `${file}: record ${number + 2}`;
    const id = row[pairAt]?.trim() ?? "";
    const word = row[verdictAt]?.trim().toLowerCase() ?? "";
    const verdict = verdicts.find((known) => known === word);
    if (verdict === undefined)
      throw new FprError(
        "malformed-review",
        `${place}: got verdict "${word}", expected duplicate, same-scene, different or nothing`,
      );
    if (!/^[0-9a-f]{16}$/.test(id))
      throw new FprError("malformed-review", `${place}: got pair "${id}", expected 16 hexadecimal digits`);
    if ((given.get(id) ?? verdict) !== verdict)
      throw new FprError("malformed-review", `${place}: got two verdicts on pair ${id}, expected one`);
    given.set(id, verdict);
  }
  return given;
}

/** Records of cells, as spreadsheets write them: commas or semicolons, quotes where needed, empty lines passed over. */
function parseCsv(text: string): string[][] {
  const separator = /^[^\r\n]*/.exec(text)?.[0].includes(";") && !/^[^\r\n;]*,/.test(text) ? ";" : ",";
  const records: string[][] = [];
  let record: string[] = [];
  let cell = "";
  let quoted = false;
  const endRecord = () => {
    record.push(cell);
    cell = "";
    if (record.some((each) => each !== "")) records.push(record);
    record = [];
  };
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(i + 1) === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === separator) {
      record.push(cell);
      cell = "";
    } else if (character === "\n") endRecord();
    else if (character !== "\r") cell += character;
  }
  endRecord();
  return records;
}
