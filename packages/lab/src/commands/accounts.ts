import path from "node:path";
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { type AccountAssumptions, type AccountsResult, computeAccounts } from "../accounts/model.js";
import { accountTables } from "../accounts/tables.js";
import { renderInteger } from "../findings/index.js";
import { renderFindingTable } from "../terminal/finding-table.js";
import { type Terminal, writeData } from "../terminal/terminal.js";
import { wrap } from "../terminal/wrap.js";
import { createCommand, renderExamples, renderParagraphs } from "./command.js";
import { integerOption } from "./options.js";
import { writeTables } from "./write-tables.js";

interface AccountsOptions extends AccountAssumptions {
  readonly json?: true;
  readonly csv?: string;
}

const description = `Compute what a threshold does: how likely an account is flagged without holding anything listed, and how
likely one that does is found.

Nothing here is measured. Every number follows from the options, which are assumptions; a false-positive rate belongs to a
list of a size, so both are asked for. Photographs are not independent, and how they hang together decides more than the
threshold: the models stand side by side.`;

/** `glasshouse accounts` */
export function createAccountsCommand(terminal: Terminal): Command {
  return createCommand(terminal, "accounts")
    .summary("compute flag probabilities of accounts from assumptions")
    .description(renderParagraphs(description))
    .addOption(integerOption("--photos <count>", "photographs in the account", [1, 100_000_000]).default(10_000))
    .addOption(rateOption("--image-fpr <rate>", "probability that a photograph matches by accident").default(1e-6))
    .addOption(
      integerOption("--list-entries <count>", "entries of the list that this rate is for", [1, 2 ** 31]).default(
        100_000,
      ),
    )
    .addOption(
      integerOption("-t, --threshold <count>", "matches that flag an account, inclusive", [1, 4096]).default(30),
    )
    .addOption(
      new Option("--burst-mean <count>", "mean photographs per burst").argParser(parseNumber(1, 1000)).default(5),
    )
    .addOption(
      rateOption(
        "--within-burst <rate>",
        "probability that a photograph matches, given that its scene collides",
      ).default(0.9),
    )
    .addOption(rateOption("--recall <rate>", "probability that a copy of a listed image matches").default(0.9))
    .addOption(rateOption("--target <rate>", "flag probability to find a threshold for").default(1e-12))
    .option("--json", "one JSON document, glasshouse.accounts/1")
    .option("--csv <folder>", "every table as a CSV file as well")
    .addHelpText(
      "after",
      renderExamples(
        ["glasshouse accounts", "the claim of 2021: 1 in 10^12, threshold 30"],
        ["glasshouse accounts --burst-mean 20", "longer bursts"],
        ["glasshouse accounts --image-fpr 1e-4 --list-entries 1000000 --threshold 100", "a worse hash, a larger list"],
      ),
    )
    .action((options: AccountsOptions) => accounts(terminal, options));
}

async function accounts(terminal: Terminal, { json, csv, ...assumed }: AccountsOptions): Promise<void> {
  const result = computeAccounts(assumed);
  if (csv !== undefined) await writeTables(path.resolve(terminal.cwd, csv), "accounts", accountTables(result));
  await writeData(
    terminal,
    json ? `${JSON.stringify(result, null, 2)}\n` : render(result, terminal.stdout.columns ?? 100),
  );
}

function render(result: AccountsResult, width: number): string {
  const { photos, imageFpr, listEntries, threshold, burstMean, withinBurst, recall } = result.assumed;
  const assumed = `Assumed: ${renderInteger(photos)} photographs, image false-positive rate ${imageFpr} against a list of ${renderInteger(listEntries)} entries, threshold ${threshold}, bursts of mean ${burstMean} whose photographs match with ${withinBurst} when the scene collides, recall ${recall}.`;
  return [wrap(assumed, width), ...accountTables(result).map((table) => renderFindingTable(table, width))]
    .map((part) => `${part.trimEnd()}\n`)
    .join("\n");
}

/** An option whose value is a probability above 0, at most 1. */
function rateOption(flags: string, what: string): Option {
  return new Option(flags, what).argParser(parseNumber(Number.MIN_VALUE, 1));
}

function parseNumber(minimum: number, maximum: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= minimum && value <= maximum))
      throw new InvalidArgumentError(
        `Expected a number ${minimum === Number.MIN_VALUE ? "above 0" : `from ${minimum}`} to ${maximum}.`,
      );
    return value;
  };
}
