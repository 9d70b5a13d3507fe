import { createReadStream } from "node:fs";
import path from "node:path";
import type { HashAlgorithm } from "@glasshouse/hasher";
import { Argument, type Command, Option } from "commander";
import { type BuildResult, buildCorpus } from "../corpus/build.js";
import { csvHead, readCsv, renderCsv } from "../corpus/csv.js";
import { errorFile } from "../corpus/error-log.js";
import { importCorpus } from "../corpus/import.js";
import { type CorpusInfo, inspectCorpus } from "../corpus/inspect.js";
import { readJsonl, renderJsonl } from "../corpus/jsonl.js";
import { readHashLines } from "../corpus/read.js";
import { renderInteger } from "../findings/index.js";
import { scanImages } from "../images/scan.js";
import { renderPins } from "../list/pins.js";
import { exitCodes } from "../terminal/exit-codes.js";
import { type Progress, startProgress } from "../terminal/progress.js";
import { renderTable } from "../terminal/table.js";
import { CommandError, showText, type Terminal, writeData, writeNotice } from "../terminal/terminal.js";
import { createCommand, renderExamples, renderParagraphs } from "./command.js";
import { algorithmOption } from "./options.js";
import { collectPaths, type PictureOptions, pictureOptions, reportFailure, writeLinkNotice } from "./pictures.js";

interface BuildOptions extends PictureOptions {
  readonly output: string;
  readonly algorithm: HashAlgorithm;
  readonly json?: true;
}

interface ImportOptions {
  readonly output: string;
  readonly json?: true;
}

/** What `glasshouse corpus build --json` writes. */
export interface CorpusBuildReport extends BuildResult {
  readonly schema: "glasshouse.corpus-build/1";
  readonly output: string;
  readonly algorithm: string;
  /** Where failed files are named; `null` if there are none. */
  readonly errors: string | null;
  /** Files inside folders that are no images. */
  readonly skipped: number;
}

/** What `glasshouse corpus import --json` writes. */
export interface CorpusImportReport {
  readonly schema: "glasshouse.corpus-import/1";
  readonly output: string;
  readonly rows: number;
  readonly failed: number;
}

const buildDescription = `Hash pictures into a Parquet file: hash, quality, size, capture time, SHA-256 and how each picture was decoded.

An interrupted build goes on where it stopped when the same command is run again; files that have changed since are hashed
anew. What gives no hash is named in FILE.errors.jsonl. The file appears whole or not at all.`;

/** `glasshouse corpus` */
export function createCorpusCommand(terminal: Terminal): Command {
  return createCommand(terminal, "corpus")
    .description("Keep hashes of many pictures in Parquet files, which other programs read, too (docs/corpora.md).")
    .addCommand(createBuild(terminal))
    .addCommand(createInfo(terminal))
    .addCommand(createExport(terminal))
    .addCommand(createImport(terminal));
}

function outputOption(): Option {
  return new Option("-o, --output <file>", "the Parquet file to write").makeOptionMandatory();
}

function createBuild(terminal: Terminal): Command {
  const build = createCommand(terminal, "build")
    .summary("hash pictures into a corpus")
    .description(renderParagraphs(buildDescription))
    .argument("[path...]", "pictures and folders")
    .addOption(outputOption())
    .addOption(algorithmOption())
    .addOption(new Option("--json", "a summary as JSON on standard output"))
    .addHelpText(
      "after",
      renderExamples(["glasshouse corpus build photos -o photos.parquet", "all pictures in a folder and those below"]),
    );
  for (const option of pictureOptions()) build.addOption(option);
  return build.action((paths: string[], options: BuildOptions) => runBuild(terminal, paths, options));
}

async function runBuild(terminal: Terminal, named: readonly string[], options: BuildOptions): Promise<void> {
  const { algorithm, output, follow, maxPixels, parallel } = options;
  const { cwd, signal } = terminal;
  const found = await scanImages(await collectPaths(terminal, named, options), {
    cwd,
    signal,
    followLinks: follow === true,
  });
  let progress: Progress | undefined;
  let result: BuildResult;
  try {
    result = await buildCorpus(path.resolve(cwd, output), found, {
      algorithm,
      signal,
      ...(maxPixels && { maxPixels }),
      ...(parallel && { parallel }),
      onProgress(done, total) {
        if (progress) return progress.update(done);
        if (done > 0) writeNotice(terminal, `${done} of ${total} images were hashed before`);
        progress = startProgress(terminal, "hashing", total, done);
      },
      onFailure: (file) => reportFailure(file, progress?.notice ?? ((line) => writeNotice(terminal, line))),
    });
  } finally {
    progress?.stop();
    if (signal.aborted) writeNotice(terminal, "not finished: the same command goes on from here");
  }
  if (result.failed > 0) terminal.exitCode = exitCodes.incomplete;
  writeLinkNotice(terminal, found);
  const errors = result.failed > 0 ? errorFile(output) : null;
  const failed = errors === null ? "" : `, ${result.failed} could not be read (${showText(errors)})`;
  writeNotice(terminal, `${showText(output)}: ${renderInteger(result.rows)} images (${algorithm.id})${failed}`);
  if (options.json) {
    const report: CorpusBuildReport = {
      schema: "glasshouse.corpus-build/1",
      output,
      algorithm: algorithm.id,
      errors,
      ...result,
      skipped: found.skipped,
    };
    await writeJson(terminal, report);
  }
}

function createInfo(terminal: Terminal): Command {
  return createCommand(terminal, "info")
    .summary("count what a corpus holds")
    .description("Count what a corpus holds: hashes by algorithm and pins, and the units that rates are counted by.")
    .argument("<file>", "a corpus")
    .addOption(new Option("--json", "as JSON"))
    .addHelpText(
      "after",
      renderExamples(["glasshouse corpus info photos.parquet", "how many files, folders and scenes"]),
    )
    .action(async (file: string, { json }: { readonly json?: true }) => {
      const info = { ...(await inspectCorpus(path.resolve(terminal.cwd, file))), file };
      if (json) await writeJson(terminal, info);
      else await writeData(terminal, renderInfo(info));
    });
}

function renderInfo({ file, rows, hashes, units, captured }: CorpusInfo): string {
  const unknown = units.unknownFiles > 0 ? `, and ${renderInteger(units.unknownFiles)} rows that do not tell` : "";
  const facts = [
    ["rows", renderInteger(rows)],
    ["files", `${renderInteger(units.files)} different${unknown}`],
    ["folders", renderInteger(units.folders)],
    ["scenes", units.scenes === 0 ? "none: no generated pictures" : renderInteger(units.scenes)],
    [
      "captured",
      captured.rows === 0 ? "unknown" : `${renderInteger(captured.rows)} rows, ${captured.first} to ${captured.last}`,
    ],
  ];
  const groups = hashes.flatMap(({ algorithm, bits, rows: count, pins }) => [
    ["hashes", `${renderInteger(count)} of ${bits} bits by ${showText(algorithm)}`],
    ["", showText(renderPins(pins))],
  ]);
  return `${showText(file)}\n${renderTable([...facts, ...groups].map(([name, fact]) => [`  ${name}`, fact ?? ""]))}`;
}

function createExport(terminal: Terminal): Command {
  return createCommand(terminal, "export")
    .summary("write a corpus as text")
    .description('Write a corpus as text: lines as those of "hash --jsonl" with capturedAt, scene and sha256, or CSV.')
    .argument("<file>", "a corpus")
    .addOption(new Option("--format <format>", "format of the text").choices(["jsonl", "csv"]).default("jsonl"))
    .addHelpText(
      "after",
      renderExamples(["glasshouse corpus export photos.parquet --format csv > photos.csv", "for a spreadsheet"]),
    )
    .action(async (file: string, { format }: { readonly format: "jsonl" | "csv" }) => {
      const render = format === "csv" ? renderCsv : renderJsonl;
      let head = format === "csv" ? csvHead : "";
      for await (const lines of readHashLines(path.resolve(terminal.cwd, file))) {
        await writeData(terminal, head + lines.map(render).join(""));
        head = "";
      }
      if (head !== "") await writeData(terminal, head);
    });
}

function createImport(terminal: Terminal): Command {
  return createCommand(terminal, "import")
    .summary("make a corpus of hashes as text")
    .description("Make a corpus of hashes as text. The file appears whole or not at all.")
    .addArgument(new Argument("<source>", 'a .jsonl or .csv file of hashes, "-" is JSON lines from standard input'))
    .addOption(outputOption())
    .addOption(new Option("--json", "a summary as JSON on standard output"))
    .addHelpText(
      "after",
      renderExamples(["glasshouse corpus import hashes.jsonl -o hashes.parquet", 'the output of "hash --jsonl"']),
    )
    .action((source: string, options: ImportOptions) => runImport(terminal, source, options));
}

async function runImport(terminal: Terminal, source: string, { output, json }: ImportOptions): Promise<void> {
  const { rows, failed } = await importCorpus(path.resolve(terminal.cwd, output), readLines(terminal, source), {
    signal: terminal.signal,
  });
  if (failed > 0) {
    terminal.exitCode = exitCodes.incomplete;
    writeNotice(terminal, `glasshouse: ${failed} lines tell of files that could not be read`);
  }
  writeNotice(terminal, `${showText(output)}: ${renderInteger(rows)} images`);
  if (json) await writeJson(terminal, { schema: "glasshouse.corpus-import/1", output, rows, failed });
}

function readLines(terminal: Terminal, source: string): ReturnType<typeof readJsonl | typeof readCsv> {
  const file = path.resolve(terminal.cwd, source);
  if (source === "-") return readJsonl("standard input", terminal.stdin);
  if (/\.(?:jsonl|ndjson)$/i.test(source)) return readJsonl(source, createReadStream(file));
  if (/\.csv$/i.test(source)) return readCsv(file);
  throw new CommandError("usage", `got ${showText(source)}, expected a .jsonl or .csv file (--help tells more)`);
}

async function writeJson(
  terminal: Terminal,
  document: CorpusBuildReport | CorpusInfo | CorpusImportReport,
): Promise<void> {
  await writeData(terminal, `${JSON.stringify(document, null, 2)}\n`);
}
