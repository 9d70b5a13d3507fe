export { type AlgorithmId, algorithms, defaultAlgorithm } from "./algorithms/registry.js";
export {
  BitsError,
  type BitsErrorCode,
  decodeHex,
  encodeHex,
  hammingDistance,
  hammingWeight,
  packBits,
} from "./bits.js";
export { applySymmetry, dihedralSymmetries, type Symmetry } from "./dihedral.js";
export type { HashAlgorithm, PerceptualHash } from "./hash.js";
export type { Pixels } from "./image.js";
