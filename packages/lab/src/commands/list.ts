import path from "node:path";
import { defaultAlgorithm, type HashAlgorithm } from "@glasshouse/hasher";
import type { TokenScheme } from "@glasshouse/matcher";
import { type Command, Option } from "commander";
import type { FailedFile } from "../images/errors.js";
import { type BuiltList, buildList } from "../list/build-list.js";
import { type HashLine, toHashLine } from "../list/hash-line.js";
import { inspectTokens, type TokenReport } from "../list/inspect-tokens.js";
import { encodeList, findAlgorithm, loadList, writeList } from "../list/list-file.js";
import { parseHashLines } from "../list/parse-hash-lines.js";
import { exitCodes } from "../terminal/exit-codes.js";
import { CommandError, showText, type Terminal, writeData, writeNotice } from "../terminal/terminal.js";
import { createCommand, renderExamples, renderParagraphs } from "./command.js";
import { algorithmOption } from "./options.js";
import {
  collectPaths,
  type PictureOptions,
  pictureOptions,
  readPictures,
  readText,
  renderCounts,
  reportFailure,
} from "./pictures.js";
import { tokensOption } from "./protocol-options.js";

interface BuildOptions extends PictureOptions {
  readonly output: string;
  readonly algorithm?: HashAlgorithm;
  readonly tokens?: TokenScheme;
  readonly json?: true;
}

/** What `glasshouse list build --json` writes. */
export interface ListBuildReport {
  readonly schema: "glasshouse.list-build/1";
  readonly output: string;
  readonly algorithm: string;
  readonly tokens: string;
  /** Listed images. */
  readonly entries: number;
  /** Distinct tokens that a table would hold. */
  readonly tableEntries: number;
  /** Files whose hash stood in the list already. */
  readonly duplicates: number;
  readonly belowQuality: readonly { readonly path: string; readonly quality: number }[];
  /** Tokens left out of every table because too many entries share them. */
  readonly commonTokens: readonly { readonly sharedBy: number }[];
  /** Ids of entries all of whose tokens are common. */
  readonly unmatchable: readonly string[];
  readonly failed: readonly FailedFile[];
  /** Lines of hash files that say that a file could not be read. */
  readonly failedLines: number;
}

const buildDescription = `Build a hash list from pictures, from folders, or from the output of "hash --jsonl".

Equal hashes become one entry with several sources. Pictures of too low quality are left out and reported, as are tokens
that many entries share: flat, dark and text pictures would match what they do not resemble. All hashes must be of one
algorithm and decoded in one way. The file appears whole or not at all.`;

/** `glasshouse list` */
export function createListCommand(terminal: Terminal): Command {
  const build = createCommand(terminal, "build")
    .description(renderParagraphs(buildDescription))
    .argument("[source...]", "pictures, folders, and .jsonl files of hashes")
    .addOption(new Option("-o, --output <file>", 'the list to write, "-" is standard output').makeOptionMandatory())
    .addOption(algorithmOption().default(undefined, `that of the .jsonl file, else ${defaultAlgorithm.id}`))
    .addOption(tokensOption().default(undefined, "blocks-4x64-f2, or whole-key for hashes of fewer than 256 bits"))
    .addOption(new Option("--json", "a summary as JSON on standard output"))
    .addHelpText(
      "after",
      renderExamples(
        ["glasshouse list build pictures -o list.json", "a list of all pictures in a folder"],
        ["glasshouse list build hashes.jsonl --tokens whole-key -o list.json", "of hashes made before"],
      ),
    );
  for (const option of pictureOptions()) build.addOption(option);
  build.action((sources: string[], options: BuildOptions) => runBuild(terminal, sources, options));
  return createCommand(terminal, "list").summary("build hash lists").description("Build hash lists.").addCommand(build);
}

async function runBuild(terminal: Terminal, named: readonly string[], options: BuildOptions): Promise<void> {
  const { output } = options;
  if (options.json && output === "-") throw new CommandError("usage", "--json and -o - both want standard output");
  const sources = await collectPaths(terminal, named, options);
  const hashes: HashLine[] = [];
  let failedLines = 0;
  for (const file of sources.filter(isHashFile)) {
    const parsed = parseHashLines(file, await readText(terminal, file));
    for (const line of parsed.hashes) hashes.push(line);
    failedLines += parsed.failed;
  }
  if (failedLines > 0) {
    terminal.exitCode = exitCodes.incomplete;
    writeNotice(terminal, `glasshouse: ${failedLines} lines tell of files that could not be read`);
  }
  const known = hashes[0] && findAlgorithm(hashes[0].algorithm, hashes[0].path);
  const algorithm = options.algorithm ?? known ?? defaultAlgorithm;
  const failed: FailedFile[] = [];
  const pictures = sources.filter((source) => !isHashFile(source));
  if (pictures.length > 0) {
    const counts = await readPictures(terminal, pictures, algorithm, options, {
      hashed: (file) => void hashes.push(toHashLine(file)),
      failed(file, notice) {
        failed.push(file);
        reportFailure(file, notice);
      },
    });
    writeNotice(terminal, renderCounts(counts));
  }
  const built = buildList(hashes, { algorithm, ...(options.tokens && { tokens: options.tokens }) });
  const tokens = inspectTokens(loadList(built.list, output));
  if (output === "-") await writeData(terminal, encodeList(built.list));
  else await writeList(path.resolve(terminal.cwd, output), built.list);
  reportList(terminal, output, built, tokens);
  if (options.json) {
    const report = createReport(output, hashes.length, built, tokens, failed, failedLines);
    await writeData(terminal, `${JSON.stringify(report, null, 2)}\n`);
  }
}

function isHashFile(source: string): boolean {
  return /\.(?:jsonl|ndjson)$/i.test(source);
}

function reportList(terminal: Terminal, output: string, { list, belowQuality }: BuiltList, tokens: TokenReport): void {
  for (const { path: file, quality } of belowQuality) {
    writeNotice(terminal, `left out, quality ${quality} is too low: ${showText(file)}`);
  }
  const { removed } = tokens.prepared;
  if (removed.length > 0) {
    const most = Math.max(...removed.map(({ sharedBy }) => sharedBy));
    writeNotice(
      terminal,
      `${removed.length} tokens are shared by up to ${most} entries each and stay out of every table`,
    );
  }
  for (const id of tokens.unmatchable) writeNotice(terminal, `entry ${id} has no other tokens: it can never match`);
  writeNotice(
    terminal,
    `${output === "-" ? "list" : showText(output)}: ${list.entries.length} entries, ` +
      `${tokens.prepared.tokens.length} table entries (${list.algorithm}, ${list.tokenScheme})`,
  );
}

function createReport(
  output: string,
  hashes: number,
  { list, belowQuality }: BuiltList,
  { prepared, unmatchable }: TokenReport,
  failed: readonly FailedFile[],
  failedLines: number,
): ListBuildReport {
  return {
    schema: "glasshouse.list-build/1",
    output,
    algorithm: list.algorithm,
    tokens: list.tokenScheme,
    entries: list.entries.length,
    tableEntries: prepared.tokens.length,
    duplicates: hashes - belowQuality.length - list.entries.length,
    belowQuality: belowQuality.map(({ path: file, quality }) => ({ path: file, quality })),
    commonTokens: prepared.removed.map(({ sharedBy }) => ({ sharedBy })),
    unmatchable,
    failed,
    failedLines,
  };
}
