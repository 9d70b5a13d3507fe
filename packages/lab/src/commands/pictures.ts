import { readFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { HashAlgorithm } from "@glasshouse/hasher";
import { Option } from "commander";
import type { FailedFile } from "../images/errors.js";
import { type HashedFile, hashFiles } from "../images/hash-files.js";
import { type ScannedFiles, scanImages } from "../images/scan.js";
import { exitCodes } from "../terminal/exit-codes.js";
import { type Progress, startProgress } from "../terminal/progress.js";
import { CommandError, showText, type Terminal, writeNotice } from "../terminal/terminal.js";
import { integerOption } from "./options.js";

/** Options of every command that reads pictures. */
export interface PictureOptions {
  readonly filesFrom?: string;
  readonly follow?: true;
  readonly maxPixels?: number;
  readonly parallel?: number;
}

/** Those options, for commander. */
export function pictureOptions(): Option[] {
  return [
    new Option(
      "--files-from <file>",
      'also read paths from a file, "-" is standard input: one per line, or NUL between them',
    ),
    new Option("--follow", "follow symbolic links inside folders"),
    integerOption("--max-pixels <count>", "refuse larger images (default: 100000000)", [1, 2 ** 31]),
    integerOption("--parallel <count>", "images decoded at the same time (default: one per processor)", [1, 64]),
  ];
}

/** How many pictures there were, for a report. */
export interface PictureCounts {
  readonly hashed: number;
  /** Files and folders that gave no hash. */
  readonly failed: number;
  /** Files inside folders that are no images. */
  readonly skipped: number;
}

/** The paths of a command line and of its `--files-from`. Throws `CommandError` `usage` if there are none. */
export async function collectPaths(
  terminal: Terminal,
  named: readonly string[],
  { filesFrom }: PictureOptions,
): Promise<string[]> {
  const paths = [...named];
  if (filesFrom !== undefined) {
    const listed = await readText(terminal, filesFrom);
    const separator = listed.includes("\0") ? "\0" : /\r?\n/;
    paths.push(...listed.split(separator).filter((line) => line !== ""));
  }
  if (paths.length === 0) throw new CommandError("usage", "no path given (--help tells more)");
  return paths;
}

/** Reads a text file, or standard input for "-". Throws `CommandError` `unusable-input`. */
export async function readText(terminal: Terminal, file: string): Promise<string> {
  try {
    return file === "-" ? await text(terminal.stdin) : await readFile(path.resolve(terminal.cwd, file), "utf8");
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new CommandError("unusable-input", `${file}: got ${reason}, expected a readable file`);
  }
}

/** What becomes of each picture. */
export interface PictureHandler {
  /** Called in a stable order: named paths as named, folders by file name. */
  hashed(file: HashedFile): void | Promise<void>;
  /** Default: {@link reportFailure}. `notice` writes a line for people that the bar does not disturb. */
  failed?(file: FailedFile, notice: (text: string) => void): void | Promise<void>;
  /** Whether results appear line by line in the same terminal: then there is no bar. */
  readonly streamsToTerminal?: boolean;
}

/** Finds and hashes all pictures below the paths, with a bar; failures make the exit code say so. */
export async function readPictures(
  terminal: Terminal,
  paths: readonly string[],
  algorithm: HashAlgorithm,
  { follow, maxPixels, parallel }: PictureOptions,
  handler: PictureHandler,
): Promise<PictureCounts> {
  const { signal, cwd } = terminal;
  const found = await scanImages(paths, { cwd, signal, followLinks: follow === true });
  const progress: Progress | undefined =
    handler.streamsToTerminal === true ? undefined : startProgress(terminal, "hashing", found.files.length);
  const notice = progress?.notice ?? ((line: string) => writeNotice(terminal, line));
  let hashed = 0;
  let failed = 0;
  const fail = async (file: FailedFile) => {
    failed++;
    await (handler.failed ?? reportFailure)(file, notice);
  };
  try {
    for (const file of found.failed) await fail(file);
    const limits = { signal, ...(maxPixels && { maxPixels }), ...(parallel && { parallel }) };
    for await (const file of hashFiles(found.files, algorithm, limits)) {
      if ("error" in file) await fail(file);
      else {
        hashed++;
        await handler.hashed(file);
      }
      progress?.update(hashed + failed);
    }
  } finally {
    progress?.stop();
  }
  if (failed > 0) terminal.exitCode = exitCodes.incomplete;
  writeLinkNotice(terminal, found);
  return { hashed, failed, skipped: found.skipped };
}

/** Says that there were links, where there were. */
export function writeLinkNotice(terminal: Terminal, { links }: Pick<ScannedFiles, "links">): void {
  if (links > 0) writeNotice(terminal, `${links} symbolic links not followed (--follow)`);
}

/** One line for people: which file, and why. */
export function reportFailure({ path: file, error }: FailedFile, notice: (text: string) => void): void {
  notice(`glasshouse: ${showText(file)}: ${error.code}: ${showText(error.message)}`);
}

/** Counts for people: "12 images hashed, 1 could not be read, 3 other files passed over". */
export function renderCounts({ hashed, failed, skipped }: PictureCounts): string {
  const parts = [`${hashed} ${hashed === 1 ? "image" : "images"} hashed`];
  if (failed > 0) parts.push(`${failed} could not be read`);
  if (skipped > 0) parts.push(`${skipped} other ${skipped === 1 ? "file" : "files"} passed over`);
  return parts.join(", ");
}
