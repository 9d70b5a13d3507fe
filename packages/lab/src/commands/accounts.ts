import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { type AccountAssumptions, type AccountsResult, computeAccounts, type PhotoModel } from "../accounts/model.js";
import { renderInteger, renderPower } from "../findings/index.js";
import { renderTable } from "../terminal/table.js";
import { type Terminal, writeData } from "../terminal/terminal.js";
import { createCommand, renderExamples, renderParagraphs } from "./command.js";
import { integerOption } from "./options.js";

interface AccountsOptions extends AccountAssumptions {
  readonly json?: true;
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

async function accounts(terminal: Terminal, { json, ...assumed }: AccountsOptions): Promise<void> {
  const result = computeAccounts(assumed);
  await writeData(terminal, json ? `${JSON.stringify(result, null, 2)}\n` : render(result));
}

function render({ assumed, flags, found }: AccountsResult): string {
  return [
    `Assumed: ${renderInteger(assumed.photos)} photographs, image false-positive rate ${assumed.imageFpr} against a list of ${renderInteger(assumed.listEntries)} entries,`,
    `threshold ${assumed.threshold}, bursts of mean ${assumed.burstMean} whose photographs match with ${assumed.withinBurst} when the scene collides, recall ${assumed.recall}.`,
    "",
    "An account that holds nothing listed is flagged with probability (computed)",
    renderTable(
      flags.map(({ photos, log10, thresholdForTarget }) => [
        photoModels[photos],
        renderPower(log10),
        thresholdForTarget === null ? "above 4096" : thresholdForTarget,
      ]),
      ["photographs come", "flagged", `threshold for ${assumed.target}`],
    ),
    "An account that holds listed images is found with probability (computed)",
    renderTable(
      found.map(({ imagesHeld, probability }) => [
        imagesHeld,
        probability > 0.9999 ? "above 0.9999" : probability.toFixed(4),
      ]),
      ["images held", "found"],
    ),
  ].join("\n");
}

const photoModels: Readonly<Record<PhotoModel, string>> = {
  independent: "independent of one another",
  fixed: "in bursts of one size",
  "shifted-poisson": "in bursts, Poisson sizes",
  geometric: "in bursts, geometric sizes",
  "each burst counted once": "the same, each burst counted once",
};

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
