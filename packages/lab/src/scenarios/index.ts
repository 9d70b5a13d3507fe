import { baseline } from "./baseline.js";
import { belowTheThreshold } from "./below-the-threshold.js";
import { floodedReviewers } from "./flooded-reviewers.js";
import { framing } from "./framing.js";
import { hiddenPurpose } from "./hidden-purpose.js";
import { holidayBurst } from "./holiday-burst.js";
import { leakedKey } from "./leaked-key.js";
import { listForOne } from "./list-for-one.js";
import { newsAndPropaganda } from "./news-and-propaganda.js";
import { oneMessageFourDesigns } from "./one-message-four-designs.js";
import { ordinaryEdits } from "./ordinary-edits.js";
import type { Scenario } from "./scenario.js";
import { scopeCreep } from "./scope-creep.js";
import { silentThreshold } from "./silent-threshold.js";
import { trillion } from "./trillion.js";

export { defineScenario, type Outcome, type PartyView, type Scenario, type ScenarioDescription } from "./scenario.js";

/** Every scenario, in the order in which they are told: a file and a line here. */
export const scenarios: readonly Scenario[] = [
  baseline,
  trillion,
  holidayBurst,
  newsAndPropaganda,
  oneMessageFourDesigns,
  scopeCreep,
  listForOne,
  silentThreshold,
  framing,
  ordinaryEdits,
  floodedReviewers,
  leakedKey,
  belowTheThreshold,
  hiddenPurpose,
];
