export { type Finding, verifyEvidence } from "./auditor.js";
export {
  concludeRequest,
  createEvidence,
  createMatchCount,
  createRequest,
  type DevicePolicy,
  findListedProbes,
  type MatchCount,
  type PendingRequest,
} from "./device.js";
export { type ListEntry, type PrepareListOptions, prepareList } from "./list-authority.js";
export * from "./messages.js";
export type { Budget } from "./meter.js";
export type { OracleKey } from "./oracle-key.js";
export {
  type BoundedFilterParam,
  defaultFilterParams,
  type FilterParams,
  filterKindNames,
  filterParamBounds,
  imagesPerRequest,
  oracleModes,
  verifyFilterParams,
} from "./params.js";
export { type PreparedFilter, type PrepareFilterOptions, prepareFilter } from "./prepared-filter.js";
export * from "./server.js";
export { type SimulatedFilterAccount, type SimulateFilterOptions, simulateFilterAccount } from "./simulate.js";
