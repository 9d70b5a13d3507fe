import { createHash } from "node:crypto";
import { readFile, rename } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { renderHistogram, renderMatches, renderRates } from "../fpr/csv.js";
import { renderListSizesFigure, renderRatesFigure } from "../fpr/figure.js";
import { readPopulation } from "../fpr/population.js";
import { renderFpr } from "../fpr/render.js";
import { countLostVerdicts, type ReviewPair, readVerdicts, renderReview } from "../fpr/review.js";
import { renderReviewSheet } from "../fpr/review-sheet.js";
import { type FprRun, measureFpr } from "../fpr/run.js";
import { matchAgainst, type Sides, splitPopulation } from "../fpr/sides.js";
import { Thumbnails } from "../fpr/thumbnails.js";
import { parseUnit, renderUnit, type UnitRule } from "../fpr/unit.js";
import { parseSchemes } from "../robustness/settings.js";
import { makeFolder } from "../terminal/make-folder.js";
import { type Progress, startProgress } from "../terminal/progress.js";
import { CommandError, showText, type Terminal, writeData, writeNotice } from "../terminal/terminal.js";
import { writeWhole } from "../terminal/write-whole.js";
import { createCommand, renderExamples, renderParagraphs } from "./command.js";
import { integerOption } from "./options.js";

interface FprOptions {
  readonly list?: string;
  readonly out: string;
  readonly algorithm?: string;
  readonly unit: UnitRule;
  readonly tokens: string;
  readonly maxRadius?: number;
  readonly reviewRadius?: number;
  readonly targetFpr?: number;
  readonly category?: string;
  readonly adjudicated?: string;
  readonly population?: string;
  readonly claim: number;
  readonly confidence: number;
  readonly seed: string;
  readonly pictures?: string;
  readonly thumbnails: boolean;
  readonly workers: number;
  readonly maxMatches: number;
  readonly json?: string;
}

const description = `Measure false-positive rates on a corpus.

Without --list, one half of the corpus's units is the list and the other half the images; no unit is on both sides. Exact
copies (equal SHA-256) and pictures of one generated scene are removed. Every other match is open until a person has looked:
it stands in review.csv and review.html, and rates are given for both ways the open ones may turn out. Write a verdict beside
each and run the same command with --adjudicated.

Writes rates.csv, histogram.csv, matches.csv, review.csv, review.html, rates.svg, list-sizes.svg, fpr.json and scan.state
into the folder. The last holds what is compared: the same command goes on there after an interruption. review.html holds
small copies of the pictures: keep it where the pictures may be kept.`;

/** `glasshouse fpr` */
export function createFprCommand(terminal: Terminal): Command {
  return createCommand(terminal, "fpr")
    .description(renderParagraphs(description))
    .argument("<corpus>", "a corpus: a Parquet file of `corpus build`")
    .addOption(new Option("--list <file>", "a list of `list build`, or another corpus, to match against"))
    .addOption(new Option("-o, --out <folder>", "where results go").makeOptionMandatory())
    .addOption(new Option("-a, --algorithm <name>", "of the hashes, where a corpus holds several"))
    .addOption(
      new Option(
        "--unit <unit>",
        "what is independent of one another: file, folder, day, exif-gap=60s (bursts), or a column such as scene",
      )
        .argParser(parseUnitOption)
        .default(parseUnit("exif-gap=60s"), "exif-gap=60s"),
    )
    .addOption(new Option("--tokens <list>", "token schemes").default("blocks-4x64-f2,blocks-4x64-f0,whole-key"))
    .addOption(integerOption("--max-radius <bits>", "largest distance (default: one and a half radii)", [0, 256]))
    .addOption(
      integerOption("--review-radius <bits>", "largest distance to be looked at (default: the radius)", [0, 256]),
    )
    .addOption(rateOption("--target-fpr <rate>", "choose a radius for it on half of the images, report the other half"))
    .addOption(new Option("--category <column>", "rates by the values of this column, such as folder"))
    .addOption(new Option("--adjudicated <file>", "a review.csv with verdicts"))
    .addOption(new Option("--population <text>", "what the images stand for (default: themselves alone)"))
    .addOption(rateOption("--claim <rate>", "image FPR whose support is reported").default(1e-6))
    .addOption(rateOption("--confidence <share>", "of every interval, above 0.5", 0.5).default(0.95))
    .addOption(new Option("--seed <text>", "of everything random").default("fpr"))
    .addOption(new Option("--pictures <folder>", "where the corpus's paths start (default: here)"))
    .addOption(new Option("--no-thumbnails", "a review sheet without pictures"))
    .addOption(
      integerOption("--workers <count>", "threads", [1, 64]).default(availableParallelism(), "one per processor"),
    )
    .addOption(
      integerOption(
        "--max-matches <count>",
        "matches to keep: beyond it the largest radius shrinks",
        [1, 100_000_000],
      ).default(10_000_000),
    )
    .addOption(new Option("--json <file>", 'the JSON elsewhere, "-" is standard output'))
    .addHelpText(
      "after",
      renderExamples(
        ["glasshouse fpr photos.parquet -o results", "one half of the bursts against the other"],
        ["glasshouse fpr photos.parquet -o results --adjudicated results/review.csv", "again, with verdicts"],
        ["glasshouse fpr photos.parquet --list list.json -o results --claim 1e-4", "against a list"],
      ),
    )
    .action((corpus: string, options: FprOptions) => fpr(terminal, corpus, options));
}

async function fpr(terminal: Terminal, corpus: string, options: FprOptions): Promise<void> {
  const { signal, cwd } = terminal;
  const folder = path.resolve(cwd, options.out);
  const pictures = path.resolve(cwd, options.pictures ?? ".");
  const schemes = parseSchemes(options.tokens);
  const verdicts =
    options.adjudicated === undefined
      ? undefined
      : await readVerdicts(path.resolve(cwd, options.adjudicated), options.adjudicated);
  const sides = await readSides(terminal, corpus, options);
  await makeFolder(folder).catch(refuse(options.out));
  let progress: Progress | undefined;
  const notice = (text: string) => (progress ? progress.notice(text) : writeNotice(terminal, text));
  const { unit, out, tokens, thumbnails, json, adjudicated: _, ...settings } = options;
  try {
    const run = await measureFpr(sides, {
      ...settings,
      corpus,
      schemes,
      unitName: renderUnit(unit),
      pictures,
      stateFile: path.join(folder, "scan.state"),
      ...(verdicts && { verdicts }),
      signal,
      onNotice: (text) => notice(showText(text)),
      onStep: (label, total, from = 0) => {
        progress?.stop();
        const step = startProgress(terminal, label, Math.max(1, Math.round(total)), Math.round(from));
        progress = step;
        return (done) => step.update(Math.round(done));
      },
    });
    progress?.stop();
    progress = undefined;
    await writeFiles(terminal, run, sides, folder, { pictures, thumbnails, ...(json !== undefined && { json }) });
    if (run.result.matches.written < run.result.matches.toReview)
      notice(`review.csv holds the nearest ${run.result.matches.written} of ${run.result.matches.toReview} pairs`);
  } finally {
    progress?.stop();
  }
}

async function readSides(terminal: Terminal, corpus: string, options: FprOptions): Promise<Sides> {
  const { signal, cwd } = terminal;
  const { unit, category, algorithm, list, seed } = options;
  const reading = {
    unit,
    signal,
    ...(category !== undefined && { category }),
    ...(algorithm !== undefined && { algorithm }),
  };
  const population = await readPopulation(path.resolve(cwd, corpus), corpus, reading);
  if (list === undefined) return splitPopulation(population, seed, renderUnit(unit));
  return matchAgainst(population, path.resolve(cwd, list), list, { ...reading, unitName: renderUnit(unit) });
}

async function writeFiles(
  terminal: Terminal,
  { result, table, pairs, sample }: FprRun,
  sides: Sides,
  folder: string,
  { pictures, thumbnails, json }: { readonly pictures: string; readonly thumbnails: boolean; readonly json?: string },
): Promise<void> {
  const small = new Thumbnails(pictures);
  const write = (name: string, content: string | Iterable<string>) =>
    writeWhole(path.join(folder, name), content).catch(refuse(name));
  await write("matches.csv", renderMatches(table, sides));
  await write("histogram.csv", renderHistogram(table, result.maxRadius, sample));
  await write("rates.csv", renderRates(result));
  const kept = await keepVerdicts(folder, pairs);
  if (kept !== null) writeNotice(terminal, `${kept}: verdicts that this run was not given (--adjudicated takes them)`);
  await write("review.csv", renderReview(pairs));
  const sheet = await renderReviewSheet(pairs, {
    result,
    bits: sides.population.algorithm.bits,
    folder,
    thumbnail: thumbnails
      ? (facts) => small.get(facts)
      : async ({ path: file }) => ({ url: null, reason: "not shown", file: path.resolve(pictures, file) }),
  });
  await write("review.html", sheet);
  await write("rates.svg", renderRatesFigure(result));
  await write("list-sizes.svg", renderListSizesFigure(result));
  const text = `${JSON.stringify(result, null, 2)}\n`;
  if (json === "-") await writeData(terminal, text);
  else {
    await writeWhole(json === undefined ? path.join(folder, "fpr.json") : path.resolve(terminal.cwd, json), text).catch(
      refuse(json ?? "fpr.json"),
    );
    await writeData(terminal, renderFpr(result).split("\n").map(showText).join("\n"));
  }
}

/** Verdicts are hours of a person's work: a review file that holds others than will be written gets a name of its own. */
async function keepVerdicts(folder: string, pairs: readonly ReviewPair[]): Promise<string | null> {
  const file = path.join(folder, "review.csv");
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null || countLostVerdicts(text, pairs) === 0) return null;
  const kept = `review-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.csv`;
  await rename(file, path.join(folder, kept)).catch(refuse(kept));
  return kept;
}

/** What the file system says, as unusable input. */
function refuse(file: string): (cause: unknown) => never {
  return (cause) => {
    throw new CommandError("unusable-input", `${file}: ${cause instanceof Error ? cause.message : String(cause)}`);
  };
}

function parseUnitOption(text: string): UnitRule {
  const rule = parseUnit(text);
  if (rule === null)
    throw new InvalidArgumentError('Expected file, folder, day, "exif-gap=60s" or the name of a column.');
  return rule;
}

/** An option whose value is a number between `above` and 1, neither of them. */
function rateOption(flags: string, what: string, above = 0): Option {
  return new Option(flags, what).argParser((text) => {
    const value = Number(text);
    if (text.trim() === "" || !(value > above && value < 1))
      throw new InvalidArgumentError(`Expected a number between ${above} and 1.`);
    return value;
  });
}
