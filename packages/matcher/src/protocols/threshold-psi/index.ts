export * from "./device.js";
export { type ListEntry, type PrepareListOptions, prepareList } from "./list-authority.js";
export * from "./manifest.js";
export * from "./messages.js";
export {
  defaultParams,
  deriveSyntheticBudget,
  exactCopyOpenings,
  type Params,
  paramBounds,
  tableEncodingNames,
  verifyParams,
} from "./params.js";
export * from "./server.js";
export { type SimulatedAccount, type SimulateOptions, simulateAccount } from "./simulate.js";
