/** All results of a run, with what they say of the claims: the JSON of a dossier. */
import { type AssessedClaim, assessClaims } from "../claims/assess.js";
import type { Environment, ProgramVersions } from "../environment.js";
import type { ExperimentResult, RunResult, ScenarioResult } from "../runs/result.js";
import { type Criterion, crosswalk, outOfScope } from "./crosswalk.js";

/** What `glasshouse report --json` writes, and the dossier holds. */
export interface Report {
  readonly schema: "glasshouse.report/1";
  /** Experiments at their defaults, or at the serious size. */
  readonly size: "small" | "nightly";
  readonly seed: string;
  readonly program: ProgramVersions;
  readonly environment: Environment;
  readonly claims: readonly AssessedClaim[];
  readonly experiments: readonly ExperimentResult[];
  readonly scenarios: readonly ScenarioResult[];
  readonly crosswalk: readonly Criterion[];
  readonly outOfScope: readonly string[];
}

/** Puts results together. */
export function createReport(
  results: readonly RunResult[],
  facts: {
    readonly size: Report["size"];
    readonly seed: string;
    readonly program: ProgramVersions;
    readonly environment: Environment;
  },
): Report {
  return {
    schema: "glasshouse.report/1",
    ...facts,
    claims: assessClaims(results),
    experiments: results.filter((result) => result.schema === "glasshouse.experiment/1"),
    scenarios: results.filter((result) => result.schema === "glasshouse.scenario/1"),
    crosswalk,
    outOfScope,
  };
}
