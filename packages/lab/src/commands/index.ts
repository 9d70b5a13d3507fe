import type { CommandFactory } from "./command.js";

/** A command as the program knows it before it is used. */
export interface CommandEntry {
  readonly name: string;
  /** One line in the list of commands. */
  readonly summary: string;
  /** Loads the command: its libraries take longer to load than most of the others take to run. */
  load(): Promise<CommandFactory>;
}

/** Every command of `glasshouse`, in the order of its help: a file and a line here. */
export const commands: readonly CommandEntry[] = [
  {
    name: "demo",
    summary: "run the whole system once and show every side of it",
    load: async () => (await import("../demo/command.js")).createDemoCommand,
  },
  { name: "hash", summary: "hash pictures", load: async () => (await import("./hash.js")).createHashCommand },
  {
    name: "corpus",
    summary: "keep hashes of many pictures",
    load: async () => (await import("./corpus.js")).createCorpusCommand,
  },
  { name: "list", summary: "build hash lists", load: async () => (await import("./list.js")).createListCommand },
  {
    name: "match",
    summary: "match pictures against a list, all roles in one process",
    load: async () => (await import("./match.js")).createMatchCommand,
  },
  {
    name: "accounts",
    summary: "compute flag probabilities of accounts from assumptions",
    load: async () => (await import("./accounts.js")).createAccountsCommand,
  },
  {
    name: "experiment",
    summary: "measure an objection",
    load: async () => (await import("./experiment.js")).createExperimentCommand,
  },
  {
    name: "scenario",
    summary: "tell a scenario and what each party sees of it",
    load: async () => (await import("./scenario.js")).createScenarioCommand,
  },
  {
    name: "report",
    summary: "write all of it into one document",
    load: async () => (await import("./report.js")).createReportCommand,
  },
  {
    name: "fpr",
    summary: "measure false-positive rates on a corpus",
    load: async () => (await import("./fpr.js")).createFprCommand,
  },
  {
    name: "robustness",
    summary: "measure how hashes and tokens survive edits",
    load: async () => (await import("./robustness.js")).createRobustnessCommand,
  },
  { name: "serve", summary: "run the server", load: async () => (await import("./serve.js")).createServeCommand },
];
