export { type AlgorithmId, algorithms, defaultAlgorithm, fileAlgorithms } from "./algorithms/registry.js";
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
export type { AlgorithmFacts, FileHashAlgorithm, HashAlgorithm, PerceptualHash } from "./hash.js";
export type { Pixels } from "./image.js";
