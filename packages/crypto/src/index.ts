export * from "./aead.js";
export { type ByteShare, createByteShares, interpolateBytes } from "./byte-sharing.js";
export { concatBytes, encodeText, encodeTuple, encodeTupleOf, isEqualBytes } from "./bytes.js";
export * from "./detection/detect.js";
export {
  columnBytes,
  type DetectionKey,
  type DetectionParameters,
  deriveColumn,
  deriveDetectionKey,
  deriveSyntheticColumn,
  detectionArgumentBytes,
  detectionSeedBytes,
  largestDetection,
  syntheticColumnBytes,
} from "./detection/detectable-hash.js";
export { type FieldVector, fieldBytes, fieldOrder } from "./detection/field.js";
export * from "./errors.js";
export { type FilterKind, type FilterKindName, filterHeaderBytes, type MembershipFilter } from "./filters/filter.js";
export { fuseFilter } from "./filters/fuse-filter.js";
export { expandMessage, hashToScalar } from "./group/expand-message.js";
export * from "./group/group.js";
export { nobleGroup } from "./group/noble.js";
export { loadSodiumGroup } from "./group/sodium.js";
export * from "./hash.js";
export * from "./kdf.js";
export * from "./oprf/dleq.js";
export * from "./oprf/oprf.js";
export * from "./random.js";
export * from "./scalar.js";
export * from "./shamir.js";
export * from "./signatures.js";
export type { TableEncoding, TablePlan } from "./tables/encoding.js";
export * from "./tables/layout.js";
export { freeCells } from "./tables/packed-cells.js";
export * from "./tables/table.js";
