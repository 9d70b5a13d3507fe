/** What a run of an experiment or a scenario leaves: the finding with all that it follows from. */
import { z } from "zod";
import type { ClaimId } from "../claims/claims.js";
import type { Environment, ProgramVersions } from "../environment.js";
import type { ExperimentDescription, ExperimentFinding } from "../experiments/index.js";
import type { Parameters, Settings } from "../findings/index.js";
import type { Outcome, ScenarioDescription } from "../scenarios/index.js";

/** A parameter with the value it had. */
export interface UsedParameter {
  readonly name: string;
  readonly what: string;
  readonly value: number | string;
  /** Who assumed the value: the author of the default, or "the command line". */
  readonly assumedBy: string;
}

/** Everything that a result follows from, and where it was made. */
export interface Provenance {
  readonly parameters: readonly UsedParameter[];
  readonly seed: string;
  /** SHA-256 of the bench reports that it was given, hexadecimal; `null` if it did not ask for them. */
  readonly benchmarks: string | null;
  readonly program: ProgramVersions;
  /** The machine; `null` in results that are compared between machines. */
  readonly environment: Environment | null;
}

/** What `glasshouse experiment ID --json` writes. */
export interface ExperimentResult
  extends Provenance,
    ExperimentFinding,
    Omit<ExperimentDescription, "parameters" | "nightly"> {
  readonly schema: "glasshouse.experiment/1";
}

/** What `glasshouse scenario ID --json` writes. */
export interface ScenarioResult extends Provenance, Outcome, Omit<ScenarioDescription, "parameters"> {
  readonly schema: "glasshouse.scenario/1";
}

/** Either. */
export type RunResult = ExperimentResult | ScenarioResult;

/** The parameters of a run, with their values. */
export function usedParameters(parameters: Parameters, settings: Settings): UsedParameter[] {
  return Object.entries(parameters).map(([name, { what, assumedBy, ...parameter }]) => ({
    name,
    what,
    value: settings[name] ?? parameter.default,
    assumedBy: Object.hasOwn(settings, name) ? "the command line" : assumedBy,
  }));
}

const originSchema = z.discriminatedUnion("label", [
  z.object({ label: z.literal("measured"), on: z.string() }),
  z.object({ label: z.literal("assumed"), by: z.string() }),
  z.object({ label: z.literal("published"), by: z.string() }),
]);

const rateSchema = z.object({
  type: z.literal("rate"),
  kind: z.enum(["pair FPR", "image FPR", "account FPR", "recall", "PPV", "share"]),
  events: z.number(),
  trials: z.number(),
  lower: z.number(),
  upper: z.number(),
  confidence: z.number(),
  method: z.string(),
  listEntries: z.number().nullable(),
  unit: z.string(),
});

const tableSchema = z.object({
  id: z.string(),
  title: z.string(),
  origin: originSchema,
  columns: z.array(
    z.object({
      key: z.string(),
      title: z.string(),
      format: z.enum([
        "text",
        "yes-no",
        "count",
        "number",
        "probability",
        "log10-probability",
        "rate",
        "bits",
        "bytes",
        "ms",
        "days",
      ]),
      origin: originSchema.optional(),
      listEntries: z.number().optional(),
    }),
  ),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), rateSchema]))),
  note: z.string().optional(),
});

const axisSchema = z.object({ column: z.string(), scale: z.enum(["linear", "log", "category"]) });

const findingShape = {
  controls: z.array(tableSchema),
  tables: z.array(tableSchema),
  plots: z.array(
    z.object({
      table: z.string(),
      title: z.string(),
      kind: z.enum(["lines", "dots"]),
      x: axisSchema,
      y: axisSchema,
      series: z.string().optional(),
    }),
  ),
  checks: z.array(z.object({ name: z.string(), expected: z.string(), got: z.string(), holds: z.boolean() })),
  published: z.array(
    z.object({
      figure: z.string(),
      by: z.string(),
      source: z.enum(["primary", "secondary", "computed"]),
      ours: z.string(),
    }),
  ),
  verdicts: z.array(
    z.object({
      claim: z.custom<ClaimId>((id) => typeof id === "string" && /^[AB]\d+$/.test(id)),
      verdict: z.enum(["holds", "fails", "not verifiable yet", "not verifiable"]),
      under: z.string(),
      because: z.string(),
    }),
  ),
};

const provenanceShape = {
  parameters: z.array(
    z.object({ name: z.string(), what: z.string(), value: z.union([z.number(), z.string()]), assumedBy: z.string() }),
  ),
  seed: z.string(),
  benchmarks: z.string().nullable(),
  program: z.object({ lab: z.string(), generator: z.number(), scenes: z.number() }),
  environment: z
    .object({
      node: z.string(),
      platform: z.string(),
      arch: z.string(),
      cpu: z.string(),
      cores: z.number(),
      commit: z.string().nullable(),
    })
    .nullable(),
};

/** Parses either kind of result, as a file has it. */
export const runResultSchema: z.ZodType<RunResult> = z.discriminatedUnion("schema", [
  z.strictObject({
    schema: z.literal("glasshouse.experiment/1"),
    id: z.string(),
    title: z.string(),
    objection: z.string(),
    adversary: z.string(),
    method: z.string(),
    summary: z.string(),
    doesNotShow: z.string(),
    ...provenanceShape,
    ...findingShape,
  }),
  z.strictObject({
    schema: z.literal("glasshouse.scenario/1"),
    id: z.string(),
    title: z.string(),
    setup: z.string(),
    claims: z.array(z.custom<ClaimId>((id) => typeof id === "string")),
    objections: z.array(z.string()),
    doesNotShow: z.string(),
    outcome: z.string(),
    views: z.array(
      z.object({
        party: z.string(),
        reads: z.array(z.string()),
        cannotRead: z.array(z.string()),
        bytes: z.object({ sent: z.number(), received: z.number() }).nullable(),
      }),
    ),
    ...provenanceShape,
    ...findingShape,
  }),
]) as z.ZodType<RunResult>;
