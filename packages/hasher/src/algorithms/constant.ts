import type { HashAlgorithm } from "../hash.js";
import { plainOrder } from "../margins.js";

const id = "constant";
const bits = 256;
/** The largest finite single: a constant bit never turns over, and differences of margins stay numbers. */
const unshakeable = 3.4028234663852886e38;

/** The null of every comparison: all images have the same hash, so every image matches every other one. */
export const constant: HashAlgorithm = {
  id,
  input: "pixels",
  bits,
  matchRadius: 0,
  qualityFloor: 0,
  bitOrder: plainOrder(bits),
  source: "the null",
  hash: () => ({
    algorithm: id,
    bits: new Uint8Array(bits / 8),
    quality: 100,
    margins: new Float32Array(bits).fill(unshakeable),
  }),
};
