import path from "node:path";
import { fileURLToPath } from "node:url";
import type { HashAlgorithm } from "@glasshouse/hasher";
import { type CountingRule, defaultParams, type Params, type TokenScheme } from "@glasshouse/matcher";
import { type Command, Option } from "commander";
import { createCommand, renderExamples, renderParagraphs } from "../commands/command.js";
import { algorithmOption, integerOption } from "../commands/options.js";
import { countingOption, tableOption, thresholdOption, tokensOption } from "../commands/protocol-options.js";
import { exitCodes } from "../terminal/exit-codes.js";
import { type Progress, startProgress } from "../terminal/progress.js";
import { CommandError, showText, type Terminal, writeData, writeNotice } from "../terminal/terminal.js";
import { writeWhole } from "../terminal/write-whole.js";
import { createFolderWorld } from "./folder-world.js";
import { type RunningPage, startPage } from "./page.js";
import { renderDemo } from "./report.js";
import { type DemoRun, runDemo } from "./run.js";
import { composeView, tallyResult } from "./tally.js";
import { createWorld, type World } from "./world.js";

interface DemoOptions {
  readonly exit?: true;
  readonly json?: string;
  readonly images?: string;
  readonly plant: number;
  readonly seed: string;
  readonly threshold: number;
  readonly algorithm: HashAlgorithm;
  readonly tokens: TokenScheme;
  readonly table: Params["table"];
  readonly counting: CountingRule;
  readonly port: number;
  readonly host: string;
}

const description = `Run the whole system once on this machine and look at every side of it.

A list authority builds a synthetic list, a real server blinds and publishes it, devices hash their pictures and upload
one voucher per picture over HTTP, and the server opens the accounts that reach the threshold. What the server learned
is printed beside the truth. Then a page shows the same run, until Ctrl-C.`;

/** `glasshouse demo` */
export function createDemoCommand(terminal: Terminal): Command {
  return createCommand(terminal, "demo")
    .description(renderParagraphs(description))
    .option("--exit", "end after the run, without serving the page")
    .option("--json <file>", 'also write the result as glasshouse.demo/1, "-" is standard output')
    .option("--images <folder>", "use your own pictures as a device's library")
    .addOption(integerOption("--plant <count>", "list this many of your own pictures", [0, 100_000]).default(0))
    .option("--seed <text>", "seed of the generated pictures and choices", "1")
    .addOption(thresholdOption().default(10))
    .addOption(algorithmOption())
    .addOption(tokensOption())
    .addOption(tableOption())
    .addOption(countingOption())
    .addOption(integerOption("--port <number>", "port of the page, 0 picks a free one", [0, 65_535]).default(8787))
    .addOption(new Option("--host <address>", "address of the page").default("127.0.0.1"))
    .addHelpText(
      "after",
      renderExamples(
        ["glasshouse demo", "the run, then the page"],
        ["glasshouse demo --exit --json demo.json", "the run alone, as data"],
        ["glasshouse demo --images ~/Pictures --plant 12", "your own pictures, 12 of them listed"],
        ["glasshouse demo --tokens whole-key --exit", "what is lost without tolerance"],
      ),
    )
    .action((options: DemoOptions) => demo(terminal, options));
}

async function demo(terminal: Terminal, options: DemoOptions): Promise<void> {
  const { algorithm, threshold, counting } = options;
  if (options.plant > 0 && options.images === undefined)
    throw new CommandError("usage", "--plant lists pictures of --images: give both");
  const params: Params = {
    ...defaultParams,
    algorithm: algorithm.id,
    tokenScheme: options.tokens,
    table: options.table,
    threshold,
    counting,
    clusterRadius: algorithm.matchRadius,
  };
  const page = options.exit ? null : await reservePage(options);
  try {
    await runAndShow(terminal, options, params, page);
  } finally {
    await page?.close();
  }
}

async function runAndShow(
  terminal: Terminal,
  options: DemoOptions,
  params: Params,
  page: RunningPage | null,
): Promise<void> {
  const { algorithm, seed } = options;
  const world = await drawWorld(terminal, options);
  const steps = createSteps(terminal);
  const run = await runDemo(world, { algorithm, params, signal: terminal.signal, onProgress: steps.update }).finally(
    steps.stop,
  );
  reportUnreadable(terminal, run);
  const result = tallyResult(run, { algorithm, params, seed });
  if (result.ideal.k < result.ideal.n) terminal.exitCode = exitCodes.incomplete;
  const json = `${JSON.stringify(result, null, 2)}\n`;
  if (options.json === "-") await writeData(terminal, json);
  else await writeData(terminal, renderDemo(result));
  if (options.json !== undefined && options.json !== "-")
    await writeWhole(path.resolve(terminal.cwd, options.json), json);
  if (!page) return;
  page.show({ ...composeView(run, result), webFolder: fileURLToPath(new URL("../../../web/dist", import.meta.url)) });
  writeNotice(terminal, `\nThe same run as a page: ${page.url}\nCtrl-C ends it.`);
  await new Promise<void>((resolve) => {
    if (terminal.signal.aborted) resolve();
    terminal.signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Pictures without a hash become ordinary vouchers that never open: the server cannot tell, the user has to know. */
function reportUnreadable(terminal: Terminal, { accounts }: DemoRun): void {
  for (const { title, hashed } of accounts.flatMap(({ pictures }) => pictures)) {
    if (hashed.pins !== null) continue;
    writeNotice(terminal, `glasshouse: ${showText(title)}: ${showText(hashed.failure ?? "no hash")}`);
    terminal.exitCode = exitCodes.incomplete;
  }
}

async function drawWorld(terminal: Terminal, options: DemoOptions): Promise<World> {
  const { images, plant } = options;
  if (images === undefined) {
    const progress = startProgress(terminal, "drawing pictures", 1);
    try {
      return await createWorld(options);
    } finally {
      progress.stop();
    }
  }
  const { cwd, signal } = terminal;
  const { world, failed } = await createFolderWorld({ ...options, folder: images, plant, cwd, signal });
  for (const { path: file, error } of failed)
    writeNotice(terminal, `glasshouse: ${showText(file)}: ${error.code}: ${showText(error.message)}`);
  if (failed.length > 0) terminal.exitCode = exitCodes.incomplete;
  return world;
}

/** One bar after the other: a new step ends the one before. */
function createSteps(terminal: Terminal) {
  let current: { readonly name: string; readonly progress: Progress } | undefined;
  return {
    update(name: string, done: number, total: number) {
      if (current?.name !== name) {
        current?.progress.stop();
        current = { name, progress: startProgress(terminal, name, total) };
      }
      current.progress.update(done);
    },
    stop: () => current?.progress.stop(),
  };
}

/** Before the run, so that a port that is taken costs nobody a run. */
async function reservePage({ port, host }: DemoOptions): Promise<RunningPage> {
  return startPage(port, host).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(
      "unusable-input",
      `page: port ${port} of ${host} cannot be used (${error.code}); choose another with --port, or end after the run with --exit`,
    );
  });
}
