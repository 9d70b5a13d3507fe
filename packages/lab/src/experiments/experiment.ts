/** What an experiment is: an objection, measured. A pure function with parameters; the runner adds environment and commit. */
import {
  type Finding,
  type Parameters,
  type RunContext,
  resolveParameters,
  type Settings,
  type ValuesOf,
} from "../findings/index.js";
import type { BenchReport } from "./bench-report.js";

/** What experiments are given besides: figures that were measured elsewhere, with a clock. */
export interface ExperimentContext extends RunContext {
  /** Reports of the bench suites; empty if none were given. */
  readonly benchmarks: readonly BenchReport[];
}

/** What an experiment found. */
export interface ExperimentFinding extends Finding {
  /** The one thing to know, in one or two sentences, figures with their setting first. */
  readonly summary: string;
}

/** What an experiment says of itself. */
export interface ExperimentDescription {
  /** "O1" to "O18". */
  readonly id: string;
  readonly title: string;
  /** The objection in a sentence, as those who raise it would say it. */
  readonly objection: string;
  /** Who acts against whom; "none" where the system meets only its users. */
  readonly adversary: string;
  /** What is done and counted, in a sentence or two. */
  readonly method: string;
  readonly parameters: Parameters;
  /** Settings of a run that takes hours; the defaults take seconds. */
  readonly nightly: Settings;
  /** One paragraph. */
  readonly doesNotShow: string;
}

/** An experiment: the same finding for the same settings and seed. */
export interface Experiment extends ExperimentDescription {
  /** @throws ParameterError */
  run(settings: Settings, context: ExperimentContext): Promise<ExperimentFinding>;
}

/** An experiment from its file: `run` gets every parameter, checked. */
export function defineExperiment<const P extends Parameters>(
  definition: Omit<ExperimentDescription, "parameters"> & {
    readonly parameters: P;
    run(values: ValuesOf<P>, context: ExperimentContext): Promise<ExperimentFinding>;
  },
): Experiment {
  return {
    ...definition,
    run: (settings, context) => definition.run(resolveParameters(definition.parameters, settings), context),
  };
}
