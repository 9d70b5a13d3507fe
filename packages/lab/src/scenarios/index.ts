import { baseline } from "./baseline.js";
import type { Scenario } from "./scenario.js";

export { defineScenario, type Outcome, type PartyView, type Scenario, type ScenarioDescription } from "./scenario.js";

/** Every scenario, in the order in which they are told: a file and a line here. */
export const scenarios: readonly Scenario[] = [baseline];
