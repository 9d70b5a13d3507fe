import type { Command } from "commander";
import { renderInteger } from "../findings/index.js";
import { findById } from "../runs/perform.js";
import { type Scenario, scenarios } from "../scenarios/index.js";
import { renderTable } from "../terminal/table.js";
import { type Terminal, writeData } from "../terminal/terminal.js";
import { createCommand, renderExamples, renderParagraphs } from "./command.js";
import { parameterOptions, settingsOf } from "./parameter-options.js";
import { addRunOptions, type RunOneOptions, runOne } from "./run-one.js";

const description = `Tell a scenario: what is set up, what happens, and what every party sees of it. The protocol runs as it
would between devices and a server; pictures are generated, and everything beyond the run comes from models, so labelled.

Without a name, lists the scenarios.`;

/** `glasshouse scenario` */
export function createScenarioCommand(terminal: Terminal): Command {
  const command = createCommand(terminal, "scenario")
    .usage("[name] [options]")
    .enablePositionalOptions() // what stands behind a name belongs to it
    .argument("[name]", "a scenario")
    .description(renderParagraphs(description))
    .action((id: string | undefined) => {
      if (id !== undefined) findById("scenario", scenarios, id); // says what there is
      return list(terminal);
    })
    .addHelpText(
      "after",
      renderExamples(
        ["glasshouse scenario baseline", "the design of 2021 as proposed"],
        ["glasshouse scenario baseline --help", "what may be set"],
      ),
    );
  for (const scenario of scenarios) command.addCommand(createOne(terminal, scenario));
  return command;
}

function createOne(terminal: Terminal, { id, title, setup, parameters }: Scenario): Command {
  const command = createCommand(terminal, id)
    .summary(title)
    .description(renderParagraphs(`${title}\n\n${setup}`));
  for (const option of parameterOptions(parameters)) command.addOption(option);
  return addRunOptions(command, "glasshouse.scenario/1").action(
    (options: RunOneOptions & Readonly<Record<string, unknown>>) =>
      runOne(terminal, { kind: "scenario", id, settings: settingsOf(parameters, options), benchmarks: [] }, options),
  );
}

async function list(terminal: Terminal): Promise<void> {
  await writeData(
    terminal,
    renderTable(
      scenarios.map(({ id, title }, i) => [renderInteger(i + 1), id, title]),
      ["", "scenario", ""],
      ["right"],
    ),
  );
}
