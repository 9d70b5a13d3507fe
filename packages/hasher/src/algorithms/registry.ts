import type { FileHashAlgorithm, HashAlgorithm } from "../hash.js";
import { ahash } from "./ahash.js";
import { blockhash } from "./blockhash.js";
import { constant } from "./constant.js";
import { dhash } from "./dhash.js";
import { pdq } from "./pdq.js";
import { pdqTent } from "./pdq-tent.js";
import { phash } from "./phash.js";
import { sha256 } from "./sha256.js";
import { whash } from "./whash.js";

export type AlgorithmId = "constant" | "pdq-tent" | "pdq" | "blockhash" | "phash" | "dhash" | "ahash" | "whash";

/** Every algorithm that takes pixels, by its id: a file, a name above and a line here; the compiler asks for all three. */
export const algorithms: Readonly<Record<AlgorithmId, HashAlgorithm>> = {
  constant,
  "pdq-tent": pdqTent,
  pdq,
  blockhash,
  phash,
  dhash,
  ahash,
  whash,
};

/** Every algorithm that takes the bytes of a file, by its id. */
export const fileAlgorithms: Readonly<Record<"sha256", FileHashAlgorithm>> = { sha256 };

/** The algorithm of the protocols and of every command that names none. */
export const defaultAlgorithm: HashAlgorithm = pdqTent;
