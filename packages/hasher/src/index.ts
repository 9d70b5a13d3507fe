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
export {
  createHashList,
  HammingError,
  type HammingErrorCode,
  type HashList,
  hashAt,
  packHashes,
} from "./hamming/hash-list.js";
export type { KernelFunction, KernelMemory, KernelModule } from "./hamming/kernel.js";
export { createScanner, type ScannerOptions } from "./hamming/kernel-scanner.js";
export { createPlainScanner } from "./hamming/plain-scanner.js";
export type { KernelRunner, RunnerFactory } from "./hamming/runner.js";
export type { HammingScanner, Matches, ScanOptions } from "./hamming/scanner.js";
export type { AlgorithmFacts, FileHashAlgorithm, HashAlgorithm, ModelHashAlgorithm, PerceptualHash } from "./hash.js";
export type { Pixels } from "./image.js";
export { NeuralError, type NeuralErrorCode } from "./neural/errors.js";
export { createNeural, type NeuralOptions } from "./neural/neural.js";
export {
  createOnnxEmbedding,
  type OnnxInput,
  type OnnxRuntime,
  type OnnxSession,
  type OnnxTensor,
} from "./neural/onnx.js";
export { decodeProjection, type Projection } from "./neural/projection.js";
