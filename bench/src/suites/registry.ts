import type { Suite } from "../harness/suite.js";
import { hamming } from "./hamming.js";
import { hash } from "./hash.js";
import { lab } from "./lab.js";
import { matcher } from "./matcher.js";
import { oprfBloom } from "./oprf-bloom.js";

/** Every suite: a file and a line here. */
export const suites: Readonly<Record<string, Suite>> = { hash, hamming, lab, matcher, "oprf-bloom": oprfBloom };
