/** What a scenario is: a story that an analyst runs, and what each party sees of it. Runs in Node and in a page alike. */
import type { ClaimId } from "../claims/claims.js";
import {
  type Finding,
  type Parameters,
  type RunContext,
  resolveParameters,
  roundNumbers,
  type Settings,
  type ValuesOf,
} from "../findings/index.js";

/** What one party has at the end. */
export interface PartyView {
  /** "device", "server", "reviewer", "list authority A" ... */
  readonly party: string;
  /** What it has in readable form, a line each. */
  readonly reads: readonly string[];
  /** What went through its hands and stays closed to it, a line each. */
  readonly cannotRead: readonly string[];
  /** Bytes it sent and received, from the transcript; `null` where no message of the protocol touches it. */
  readonly bytes: { readonly sent: number; readonly received: number } | null;
}

/** What came of a scenario. */
export interface Outcome extends Finding {
  /** What happened, in one or two sentences with the figures that matter. */
  readonly outcome: string;
  readonly views: readonly PartyView[];
}

/** What a scenario says of itself. */
export interface ScenarioDescription {
  /** Lower case with hyphens. */
  readonly id: string;
  readonly title: string;
  /** Who, what, and under which assumptions: a paragraph. */
  readonly setup: string;
  readonly claims: readonly ClaimId[];
  /** Ids of the experiments that measure what the story shows. */
  readonly objections: readonly string[];
  /** Sliders. */
  readonly parameters: Parameters;
  /** One paragraph. */
  readonly doesNotShow: string;
}

/** A scenario: the same outcome for the same settings and seed. */
export interface Scenario extends ScenarioDescription {
  /** @throws ParameterError */
  run(settings: Settings, context: RunContext): Promise<Outcome>;
}

/** A scenario from its file: `run` gets every slider, checked, and its numbers come out rounded, so that a page gives what Node gives. */
export function defineScenario<const P extends Parameters>(
  definition: Omit<ScenarioDescription, "parameters"> & {
    readonly parameters: P;
    run(values: ValuesOf<P>, context: RunContext): Promise<Outcome>;
  },
): Scenario {
  return {
    ...definition,
    async run(settings, context) {
      return roundNumbers(await definition.run(resolveParameters(definition.parameters, settings), context));
    },
  };
}
