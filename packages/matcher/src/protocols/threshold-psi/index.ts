export * from "./device.js";
export { type ListEntry, type PrepareListOptions, prepareList } from "./list-authority.js";
export * from "./manifest.js";
export * from "./messages.js";
export {
  type BoundedParam,
  defaultParams,
  deriveSyntheticBudget,
  exactCopyOpenings,
  type Params,
  paramBounds,
  tableEncodingNames,
  verifyParams,
  type WindowParams,
  windowParams,
} from "./params.js";
export * from "./server.js";
export { type SimulatedAccount, type SimulateOptions, simulateAccount } from "./simulate.js";
