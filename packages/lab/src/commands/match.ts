import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { loadSodiumGroup } from "@glasshouse/crypto";
import { type Command, Option } from "commander";
import type { FailedFile } from "../images/errors.js";
import type { HashedFile } from "../images/hash-files.js";
import type { TableChoices } from "../list/create-list-table.js";
import { type LoadedList, readList } from "../list/list-file.js";
import { combinePins, renderPins } from "../list/pins.js";
import { renderMatch } from "../match/render.js";
import { cpuMs, runMatch } from "../match/run-match.js";
import { summarizeMatch } from "../match/summarize.js";
import { exitCodes } from "../terminal/exit-codes.js";
import { startProgress } from "../terminal/progress.js";
import { type Terminal, writeData, writeNotice } from "../terminal/terminal.js";
import { createCommand, renderExamples, renderParagraphs } from "./command.js";
import {
  collectPaths,
  type PictureOptions,
  pictureOptions,
  readPictures,
  renderCounts,
  reportFailure,
} from "./pictures.js";
import { countingOption, tableOption, thresholdOption } from "./protocol-options.js";

interface MatchCommandOptions extends PictureOptions, TableChoices {
  readonly list: string;
  readonly json?: true;
}

const description = `Match pictures against a hash list, privately, with every role in this process.

The list is blinded, every picture becomes a voucher, and the server opens what it can. The report says what the server
learned and, beside it, what only the owner of the pictures knows: which files matched, and what an ordinary scan by
Hamming distance would have found. A picture counts as taken when its file was last changed (--counting cluster).`;

/** `glasshouse match` */
export function createMatchCommand(terminal: Terminal): Command {
  const command = createCommand(terminal, "match")
    .description(renderParagraphs(description))
    .argument("[path...]", "pictures and folders of one account")
    .addOption(new Option("-l, --list <file>", 'a list made by "list build"').makeOptionMandatory())
    .addOption(tableOption())
    .addOption(thresholdOption())
    .addOption(countingOption())
    .addOption(new Option("--json", "the report as JSON"))
    .addHelpText(
      "after",
      renderExamples(
        ["glasshouse match photos --list list.json", "with the default threshold"],
        ["glasshouse match photos --list list.json --threshold 3 --json", "for other programs"],
      ),
    );
  for (const option of pictureOptions()) command.addOption(option);
  return command.action((paths: string[], options: MatchCommandOptions) => match(terminal, paths, options));
}

async function match(terminal: Terminal, named: readonly string[], options: MatchCommandOptions): Promise<void> {
  const paths = await collectPaths(terminal, named, options);
  const loaded = await readList(path.resolve(terminal.cwd, options.list));
  const files: HashedFile[] = [];
  const failed: FailedFile[] = [];
  const started = cpuMs();
  const counts = await readPictures(terminal, paths, loaded.algorithm, options, {
    hashed: (file) => void files.push(file),
    failed(file, notice) {
      failed.push(file);
      reportFailure(file, notice);
    },
  });
  const hashMs = cpuMs() - started;
  writeNotice(terminal, renderCounts(counts));
  warnOfPins(terminal, loaded, files);

  const progress = startProgress(terminal, "making and trying vouchers", 2 * files.length);
  const { table, threshold, counting } = options;
  try {
    const run = await runMatch(await loadSodiumGroup(), loaded, files, {
      table,
      threshold,
      counting,
      async onStep(steps) {
        progress.update(steps);
        await setImmediate(); // lets Ctrl-C in
        terminal.signal.throwIfAborted();
      },
    });
    progress.stop();
    const result = summarizeMatch(loaded, run, { failed, skipped: counts.skipped, hashMs });
    if (!result.equalsIdeal) terminal.exitCode = exitCodes.incomplete;
    await writeData(terminal, options.json ? `${JSON.stringify(result, null, 2)}\n` : renderMatch(result));
  } finally {
    progress.stop();
  }
}

/** Hashes of differently decoded images still lie close together, so matching goes on: equality suffers first. */
function warnOfPins(terminal: Terminal, { list }: LoadedList, files: readonly HashedFile[]): void {
  const other = files.find(({ pins }) => combinePins(list.pins, pins) === null);
  if (!other) return;
  writeNotice(
    terminal,
    `the list was decoded in another way than these pictures, so copies may be missed\n` +
      `  list: ${renderPins(list.pins)}\n  here: ${renderPins(other.pins)}`,
  );
}
