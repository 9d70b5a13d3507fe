/** Runs one experiment or scenario: the runner adds to the finding what it follows from. */
import { createHash } from "node:crypto";
import { loadSodiumGroup } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import { type Environment, programVersions } from "../environment.js";
import { type BenchReport, type Experiment, experiments } from "../experiments/index.js";
import { type RunContext, roundNumbers, type Settings } from "../findings/index.js";
import { type Scenario, scenarios } from "../scenarios/index.js";
import { CommandError } from "../terminal/terminal.js";
import { type RunResult, usedParameters } from "./result.js";

/** A run, in words that can be sent to a worker. */
export interface Task {
  readonly kind: "experiment" | "scenario";
  readonly id: string;
  readonly settings: Settings;
  readonly seed: string;
  readonly benchmarks: readonly BenchReport[];
}

/**
 * Performs a task: the same result for the same task.
 * @throws CommandError if there is no such experiment or scenario
 * @throws ParameterError
 */
export async function perform(
  task: Task,
  environment: Environment | null,
  onProgress: RunContext["onProgress"],
): Promise<RunResult> {
  const { settings, seed } = task;
  let benchmarks: string | null = null;
  const surround = async ({ id, parameters }: Experiment | Scenario) => ({
    context: {
      random: createSeededRandom(seed).fork(id),
      group: await loadSodiumGroup(),
      onProgress,
      get benchmarks() {
        benchmarks = digestReports(task.benchmarks); // asked for: the result follows from them
        return task.benchmarks;
      },
    },
    provenance: { parameters: usedParameters(parameters, settings), seed, program: programVersions(), environment },
  });
  if (task.kind === "experiment") {
    const experiment = findById("experiment", experiments, task.id);
    const { parameters: _parameters, nightly: _nightly, run, ...description } = experiment;
    const { context, provenance } = await surround(experiment);
    const finding = await run(settings, context);
    return roundNumbers({
      schema: "glasshouse.experiment/1" as const,
      ...description,
      ...provenance,
      benchmarks,
      ...finding,
    });
  }
  const scenario = findById("scenario", scenarios, task.id);
  const { parameters: _parameters, run, ...description } = scenario;
  const { context, provenance } = await surround(scenario);
  const outcome = await run(settings, context);
  return roundNumbers({
    schema: "glasshouse.scenario/1" as const,
    ...description,
    ...provenance,
    benchmarks,
    ...outcome,
  });
}

/** SHA-256 of bench reports in their order, hexadecimal. */
export function digestReports(reports: readonly BenchReport[]): string {
  return createHash("sha256").update(JSON.stringify(reports)).digest("hex");
}

/** The entry with this id, in either case of its letters. */
export function findById<T extends { readonly id: string }>(kind: Task["kind"], all: readonly T[], id: string): T {
  const found = all.find((entry) => entry.id.toLowerCase() === id.toLowerCase());
  if (!found)
    throw new CommandError("usage", `no ${kind} ${id}; expected one of: ${all.map((entry) => entry.id).join(", ")}`);
  return found;
}
