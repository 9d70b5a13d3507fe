import { belowThreshold } from "./below-threshold/experiment.js";
import { deviceCost } from "./device-cost/experiment.js";
import { endToEnd } from "./end-to-end.js";
import { evasion } from "./evasion/experiment.js";
import type { Experiment } from "./experiment.js";
import { falseAccusations } from "./false-accusations/experiment.js";
import { framing } from "./framing/experiment.js";
import { hiddenPurpose } from "./hidden-purpose/experiment.js";
import { keyLeak } from "./key-leak/experiment.js";
import { listInjection } from "./list-injection/experiment.js";
import { listPoisoning } from "./list-poisoning/experiment.js";
import { littleBenefit } from "./little-benefit/experiment.js";
import { loweredThreshold } from "./lowered-threshold.js";
import { ordinaryEdits } from "./ordinary-edits/experiment.js";
import { photoBursts } from "./photo-bursts/experiment.js";
import { publicArtefacts } from "./public-artefacts.js";
import { reviewFlooding } from "./review-flooding/experiment.js";
import { tableForOne } from "./table-for-one.js";
import { unequalErrors } from "./unequal-errors/experiment.js";

export { type BenchReport, benchReportSchema } from "./bench-report.js";
export type {
  Experiment,
  ExperimentDescription,
  ExperimentFinding,
} from "./experiment.js";

/** Every experiment, in the order of reports: a file and a line here. */
export const experiments: readonly Experiment[] = [
  falseAccusations,
  photoBursts,
  ordinaryEdits,
  evasion,
  framing,
  listInjection,
  tableForOne,
  loweredThreshold,
  hiddenPurpose,
  listPoisoning,
  belowThreshold,
  keyLeak,
  reviewFlooding,
  littleBenefit,
  unequalErrors,
  endToEnd,
  publicArtefacts,
  deviceCost,
];
