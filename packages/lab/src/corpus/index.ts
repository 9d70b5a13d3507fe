export type { HashLine } from "../list/hash-line.js";
export { CorpusError, type CorpusErrorCode } from "./errors.js";
export { type ImportResult, importCorpus } from "./import.js";
export { type CorpusInfo, inspectCorpus } from "./inspect.js";
export {
  type CorpusBatch,
  type CorpusFact,
  type CorpusFacts,
  type HashGroup,
  type ReadOptions,
  readCorpus,
  readHashLines,
} from "./read.js";
