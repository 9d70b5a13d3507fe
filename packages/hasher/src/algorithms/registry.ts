import type { HashAlgorithm } from "../hash.js";
import { pdqTent } from "./pdq-tent.js";

export type AlgorithmId = "pdq-tent";

/** Every hash algorithm, by its id: a file, a name above and a line here, and the compiler asks for all three. */
export const algorithms: Readonly<Record<AlgorithmId, HashAlgorithm>> = {
  "pdq-tent": pdqTent,
};

/** The algorithm of the protocols and of every command that names none. */
export const defaultAlgorithm: HashAlgorithm = pdqTent;
