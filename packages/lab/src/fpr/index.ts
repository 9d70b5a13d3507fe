export type { PairColumns } from "./pairs.js";
export { type ScannedPairs, type ScanOptions, scanPairs } from "./scan.js";
export { digestRun, openScanState, type ScanState } from "./scan-state.js";
export { type JoinOptions, joinTokens, type TokenPairs } from "./token-join.js";
