export type { HashAlgorithm, PerceptualHash } from "./hash.js";
export type { Pixels } from "./image.js";
