export {
  concludeRequest,
  createMatchCount,
  createRequest,
  type DevicePolicy,
  type MatchCount,
  type PendingRequest,
  type PreparedFilter,
  type PrepareFilterOptions,
  prepareFilter,
} from "./device.js";
export { type ListEntry, type PrepareListOptions, prepareList } from "./list-authority.js";
export * from "./messages.js";
export {
  defaultFilterParams,
  type FilterParams,
  filterKindNames,
  filterParamBounds,
  imagesPerRequest,
  oracleModes,
  verifyFilterParams,
} from "./params.js";
export * from "./server.js";
export { type SimulatedFilterAccount, type SimulateFilterOptions, simulateFilterAccount } from "./simulate.js";
