export type { ClusterBounds, CountedImage, Counter, CountingRule, Distance } from "./counting.js";
export { countingRules, createCounter } from "./counting.js";
export * from "./deletion.js";
export { ProtocolError, type ProtocolErrorCode, protocolErrorCodes, RateLimitedError } from "./errors.js";
export type { PreparedList, RemovedToken } from "./list.js";
export type { AccountImage, CountingParams, Outcome } from "./matching.js";
export { evaluateIdeal } from "./protocols/ideal/ideal.js";
export * from "./protocols/oprf-bloom/index.js";
export { evaluatePlaintext } from "./protocols/plaintext/plaintext.js";
export { type SimulatePlaintextOptions, simulatePlaintext } from "./protocols/plaintext/simulate.js";
export * from "./protocols/threshold-psi/index.js";
export * from "./registration.js";
export {
  defaultTokenScheme,
  type HashedImage,
  listTokens,
  parseTokenScheme,
  probeTokens,
  type Token,
  type TokenScheme,
} from "./tokens.js";
export {
  createTranscript,
  type MessageKind,
  messageKinds,
  type Role,
  roles,
  type Sighting,
  type Transcript,
  type View,
} from "./transcript/transcript.js";
