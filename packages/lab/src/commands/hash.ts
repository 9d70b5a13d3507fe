import type { HashAlgorithm } from "@glasshouse/hasher";
import { type Command, Option } from "commander";
import type { FailedFile } from "../images/errors.js";
import { type HashLine, toHashLine } from "../list/hash-line.js";
import { showText, type Terminal, writeData, writeNotice } from "../terminal/terminal.js";
import { createCommand, renderExamples, renderParagraphs } from "./command.js";
import { algorithmOption } from "./options.js";
import {
  collectPaths,
  type PictureCounts,
  type PictureOptions,
  pictureOptions,
  readPictures,
  renderCounts,
} from "./pictures.js";

interface HashOptions extends PictureOptions {
  readonly algorithm: HashAlgorithm;
  readonly json?: true;
  readonly jsonl?: true;
}

/** What `glasshouse hash --json` writes. */
export interface HashReport extends PictureCounts {
  readonly schema: "glasshouse.hash/1";
  readonly algorithm: string;
  readonly files: readonly (HashLine | FailedFile)[];
}

const description = `Hash pictures: JPEG, PNG, GIF, WebP, AVIF and TIFF.

Inside folders, every file is taken that is a picture by its content or by its name; other files are passed over. A file
named on the command line is always taken. What cannot be hashed is reported with the reason, and the run goes on.

Columns: hash, quality ("low" is below what lists and matches take), size, path.`;

/** `glasshouse hash` */
export function createHashCommand(terminal: Terminal): Command {
  const command = createCommand(terminal, "hash")
    .description(renderParagraphs(description))
    .argument("[path...]", "pictures and folders")
    .addOption(algorithmOption())
    .addOption(new Option("--jsonl", "one JSON object per file, as soon as it is hashed"))
    .addOption(new Option("--json", "one JSON document").conflicts("jsonl"))
    .addHelpText(
      "after",
      renderExamples(
        ["glasshouse hash photos", "all pictures in a folder and the folders below it"],
        ["glasshouse hash --jsonl photos > hashes.jsonl", "for a list, or for other programs"],
        ["glasshouse hash --algorithm pdq a.jpg b.jpg", "by another algorithm"],
        ["find . -newer stamp -print0 | glasshouse hash --files-from -", "files chosen by another program"],
      ),
    );
  for (const option of pictureOptions()) command.addOption(option);
  return command.action((paths: string[], options: HashOptions) => hash(terminal, paths, options));
}

async function hash(terminal: Terminal, named: readonly string[], options: HashOptions): Promise<void> {
  const { algorithm } = options;
  const paths = await collectPaths(terminal, named, options);
  const streamsToTerminal = terminal.stdout.isTTY === true;
  if (options.json) {
    const files: (HashLine | FailedFile)[] = [];
    const counts = await readPictures(terminal, paths, algorithm, options, {
      hashed: (file) => void files.push(toHashLine(file)),
      failed: (file) => void files.push(file),
    });
    const report: HashReport = { schema: "glasshouse.hash/1", algorithm: algorithm.id, ...counts, files };
    await writeData(terminal, `${JSON.stringify(report, null, 2)}\n`);
  } else if (options.jsonl) {
    const counts = await readPictures(terminal, paths, algorithm, options, {
      streamsToTerminal,
      hashed: (file) => writeData(terminal, `${JSON.stringify(toHashLine(file))}\n`),
      failed: (file) => writeData(terminal, `${JSON.stringify(file)}\n`),
    });
    if (counts.failed > 0) writeNotice(terminal, renderCounts(counts));
  } else {
    const counts = await readPictures(terminal, paths, algorithm, options, {
      streamsToTerminal,
      hashed: (file) => writeData(terminal, renderHash(toHashLine(file), algorithm)),
    });
    writeNotice(terminal, renderCounts(counts));
  }
}

/** Hash, quality, size and path in columns; the path last, because it may hold anything. */
function renderHash({ hash, quality, width, height, path }: HashLine, { qualityFloor }: HashAlgorithm): string {
  const usable = quality < qualityFloor ? "low" : "";
  return `${hash}  ${String(quality).padStart(3)} ${usable.padEnd(3)}  ${`${width}x${height}`.padEnd(11)}  ${showText(path)}\n`;
}
