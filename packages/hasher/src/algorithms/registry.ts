import type { HashAlgorithm } from "../hash.js";
import { blockhash } from "./blockhash.js";
import { constant } from "./constant.js";
import { dhash } from "./dhash.js";
import { pdq } from "./pdq.js";
import { pdqTent } from "./pdq-tent.js";
import { phash } from "./phash.js";

export type AlgorithmId = "constant" | "pdq-tent" | "pdq" | "blockhash" | "phash" | "dhash";

/** Every hash algorithm, by its id: a file, a name above and a line here, and the compiler asks for all three. */
export const algorithms: Readonly<Record<AlgorithmId, HashAlgorithm>> = {
  constant,
  "pdq-tent": pdqTent,
  pdq,
  blockhash,
  phash,
  dhash,
};

/** The algorithm of the protocols and of every command that names none. */
export const defaultAlgorithm: HashAlgorithm = pdqTent;
