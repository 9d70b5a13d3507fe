import path from "node:path";
import type { Command } from "commander";
import { Option } from "commander";
import { programVersions } from "../environment.js";
import { scanImages } from "../images/scan.js";
import { renderCsv } from "../robustness/csv.js";
import { renderFigure } from "../robustness/figure.js";
import { renderRobustness } from "../robustness/render.js";
import type { RobustnessResult } from "../robustness/result.js";
import { digestKeys, measureSources, type Reference, Summary, takeReference } from "../robustness/run.js";
import { parseAlgorithms, parseEdits, parseSchemes, type RobustnessSettings } from "../robustness/settings.js";
import { type FoundSources, fileSources, type Source, sampleOf, sceneSources } from "../robustness/source.js";
import { openStateFile } from "../robustness/state-file.js";
import { exitCodes } from "../terminal/exit-codes.js";
import { startProgress } from "../terminal/progress.js";
import { CommandError, showText, type Terminal, writeData, writeNotice } from "../terminal/terminal.js";
import { writeWhole } from "../terminal/write-whole.js";
import { createCommand, renderExamples, renderParagraphs } from "./command.js";
import { integerOption } from "./options.js";
import { collectPaths, type PictureOptions, pictureOptions, reportFailure } from "./pictures.js";

interface RobustnessOptions extends PictureOptions {
  readonly scenes?: number;
  readonly sample?: number;
  readonly algorithms: string;
  readonly tokens: string;
  readonly transforms: string;
  readonly radius?: number;
  readonly seed: string;
  readonly out: string;
  readonly json?: string;
}

const description = `Measure how hashes and tokens survive edits.

Every picture is edited in memory, hashed again and compared with its original: distances, exact and within-radius recall,
and recall of the probes that a device would try, each with a 95 % interval over source images. Beside them, under the same
settings: pictures that are no copies of each other. The identity and the constant hash lead as controls. Edited pictures
are never written.

Writes robustness.csv (a row for every edit, algorithm and token scheme), robustness.json, robustness.svg and state.jsonl
into the folder. The last holds what is done: the same command goes on there after an interruption.`;

/** `glasshouse robustness` */
export function createRobustnessCommand(terminal: Terminal): Command {
  const command = createCommand(terminal, "robustness")
    .description(renderParagraphs(description))
    .argument("[path...]", "pictures and folders")
    .addOption(integerOption("--scenes <count>", "generated scenes instead of pictures", [1, 1_000_000]))
    .addOption(integerOption("--sample <count>", "that many of the pictures, drawn by the seed", [1, 1_000_000]))
    .addOption(new Option("--algorithms <list>", "hash algorithms").default("pdq,pdq-tent,blockhash"))
    .addOption(new Option("--tokens <list>", "token schemes").default("whole-key,blocks-4x64-f1,blocks-4x64-f2"))
    .addOption(
      new Option(
        "--transforms <list>",
        "ordinary, mild, all, transform:strength such as crop:5 (docs/fixtures.md lists them)",
      ).default("ordinary,mild"),
    )
    .addOption(integerOption("--radius <bits>", "largest distance that matches (default: each algorithm's)", [0, 1024]))
    .addOption(new Option("--seed <text>", "of everything random").default("robustness"))
    .addOption(new Option("-o, --out <folder>", "where results go").makeOptionMandatory())
    .addOption(new Option("--json <file>", 'the JSON elsewhere, "-" is standard output'))
    .addHelpText(
      "after",
      renderExamples(
        ["glasshouse robustness photos --out results", "ordinary and mild edits of all pictures"],
        ["glasshouse robustness --scenes 60 --out results --transforms crop:5,rotate:2", "chosen edits of scenes"],
      ),
    );
  for (const option of pictureOptions()) command.addOption(option);
  return command.action((paths: string[], options: RobustnessOptions) => robustness(terminal, paths, options));
}

async function robustness(terminal: Terminal, named: readonly string[], options: RobustnessOptions): Promise<void> {
  const settings: RobustnessSettings = {
    algorithms: parseAlgorithms(options.algorithms),
    schemes: parseSchemes(options.tokens),
    edits: parseEdits(options.transforms),
    seed: options.seed,
  };
  const folder = path.resolve(terminal.cwd, options.out);
  const found = await findSources(terminal, named, options);
  if (found.sources.length === 0) throw new CommandError("unusable-input", "got no picture, expected at least one");
  const reference = await takeReference(settings, programVersions().lab);
  const { result, failed } = await measure(terminal, folder, found, settings, reference, options);
  if (failed > 0) terminal.exitCode = exitCodes.incomplete;

  const json = `${JSON.stringify(result, null, 2)}\n`;
  await writeResult(path.join(folder, "robustness.csv"), renderCsv(result));
  await writeResult(path.join(folder, "robustness.svg"), renderFigure(result));
  if (options.json === "-") await writeData(terminal, json);
  else {
    await writeResult(path.resolve(terminal.cwd, options.json ?? path.join(folder, "robustness.json")), json);
    await writeData(terminal, renderRobustness(result));
  }
}

async function measure(
  terminal: Terminal,
  folder: string,
  { sources, duplicates, failed: unreadable }: FoundSources,
  settings: RobustnessSettings,
  reference: Reference,
  { radius, parallel, scenes }: RobustnessOptions,
): Promise<{ readonly result: RobustnessResult; readonly failed: number }> {
  const state = await openStateFile(path.join(folder, "state.jsonl"), reference.run);
  const done = sources.filter(({ key }) => state.find(key)).length;
  if (done > 0) writeNotice(terminal, `${done} of ${sources.length} pictures were measured before`);
  const progress = startProgress(terminal, "measuring", sources.length - done);
  const summary = new Summary(settings, radius);
  let measuredNow = 0;
  let images = 0;
  try {
    const measured = measureSources(sources, settings, {
      state,
      ...(parallel && { parallel }),
      signal: terminal.signal,
      onMeasured: () => progress.update(++measuredNow),
    });
    for await (const result of measured) {
      if ("originals" in result) {
        images++;
        summary.add(result);
      } else progress.notice(`glasshouse: ${showText(result.name)}: ${result.code}: ${showText(result.message)}`);
    }
  } finally {
    progress.stop();
    await state.close();
  }
  const failed = unreadable.length + sources.length - images;
  const kind = scenes === undefined ? "pictures" : "scenes";
  const digest = digestKeys(sources.map(({ key }) => key));
  return { result: await summary.finish({ kind, images, duplicates, failed, digest }, reference), failed };
}

async function findSources(
  terminal: Terminal,
  named: readonly string[],
  options: RobustnessOptions,
): Promise<FoundSources> {
  const { scenes, sample, seed, maxPixels, follow } = options;
  if (scenes !== undefined) {
    if (named.length > 0) throw new CommandError("usage", "got paths and --scenes, expected one of them");
    const sources: Source[] = sceneSources(scenes, seed);
    return { sources: sample === undefined ? sources : sampleOf(sources, sample, seed), duplicates: 0, failed: [] };
  }
  const { signal, cwd } = terminal;
  const scanned = await scanImages(await collectPaths(terminal, named, options), {
    cwd,
    signal,
    followLinks: follow === true,
  });
  const files = sample === undefined ? scanned.files : sampleOf(scanned.files, sample, seed);
  const found = await fileSources(files, { signal, ...(maxPixels && { maxPixels }) });
  const failed = [...scanned.failed, ...found.failed];
  for (const file of failed) reportFailure(file, (text) => writeNotice(terminal, text));
  return { ...found, failed };
}

/** A file appears whole or not at all. Throws `CommandError` `unusable-input`. */
async function writeResult(file: string, text: string): Promise<void> {
  try {
    await writeWhole(file, text);
  } catch (cause) {
    throw new CommandError("unusable-input", `${file}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
