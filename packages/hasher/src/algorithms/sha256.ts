import { sha256 as digest } from "@noble/hashes/sha2.js";
import type { FileHashAlgorithm } from "../hash.js";
import { plainOrder } from "../margins.js";

const id = "sha256";
const bits = 256;

/**
 * SHA-256 of the file: finds exact copies and nothing else, the baseline of all matching without false positives. Any
 * change turns over half of the bits, so no bit is more reliable than another: all margins are 0.
 */
export const sha256: FileHashAlgorithm = {
  id,
  input: "file",
  bits,
  matchRadius: 0,
  qualityFloor: 0,
  bitOrder: plainOrder(bits),
  source: "FIPS 180-4",
  hash: (bytes) => ({ algorithm: id, bits: digest(bytes), quality: 100, margins: new Float32Array(bits) }),
};
