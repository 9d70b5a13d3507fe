import { type Group, nobleGroup } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import type { BenchReport, Experiment } from "../../src/experiments/index.js";
import type { Cell, Finding, Rate, Settings, Table } from "../../src/findings/index.js";

/** Runs an experiment with settings that fit a test. */
export async function runExperiment(
  experiment: Experiment,
  settings: Settings = {},
  {
    seed = "test",
    benchmarks = [],
    group = nobleGroup,
  }: { seed?: string; benchmarks?: readonly BenchReport[]; group?: Group } = {},
): Promise<Finding> {
  return experiment.run(settings, {
    random: createSeededRandom(seed),
    group,
    onProgress: () => {},
    benchmarks,
  });
}

/** A table or control by its id. */
export function tableOf({ controls, tables }: Finding, id: string): Table {
  const found = [...controls, ...tables].find((table) => table.id === id);
  if (!found) throw new Error(`no table ${id}`);
  return found;
}

/** The first row whose cells are these. */
export function rowOf(table: Table, cells: Readonly<Record<string, Cell>>): Readonly<Record<string, Cell>> {
  const found = table.rows.find((row) => Object.entries(cells).every(([key, cell]) => row[key] === cell));
  if (!found) throw new Error(`no row ${JSON.stringify(cells)} in ${table.id}`);
  return found;
}

/** A cell that is a measured rate. */
export function rateIn(row: Readonly<Record<string, Cell>>, key: string): Rate {
  const cell = row[key];
  if (typeof cell !== "object" || cell === null) throw new Error(`no rate in ${key}`);
  return cell;
}

/** A cell that is a number. */
export function numberIn(row: Readonly<Record<string, Cell>>, key: string): number {
  const cell = row[key];
  if (typeof cell !== "number") throw new Error(`no number in ${key}`);
  return cell;
}

/** Names of the checks that do not hold. */
export function failedChecks({ checks }: Finding): readonly string[] {
  return checks.filter(({ holds }) => !holds).map(({ name }) => name);
}
