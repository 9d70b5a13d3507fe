export { renderTableCsv } from "./csv.js";
export type { Check, ClaimVerdict, Finding, PublishedFigure } from "./finding.js";
export { renderBytes, renderInteger, renderNumber, renderPower, renderProbability } from "./numbers.js";
export { fromParameters, type Origin, onScenes, renderOrigin } from "./origin.js";
export {
  type ChoiceParameter,
  describeRange,
  type NumberParameter,
  type Parameter,
  ParameterError,
  type Parameters,
  resolveParameters,
  type Settings,
  type ValuesOf,
} from "./parameter.js";
export { quoteCsv } from "./quote-csv.js";
export { createRate, measureRate, type Rate, type RateFacts } from "./rate.js";
export { commonFacts, isRate, renderCell, renderRate, renderRateFacts } from "./render-cell.js";
export { roundNumbers } from "./round-numbers.js";
export type { RunContext } from "./run.js";
export type { Cell, Column, Plot, Table } from "./table.js";
