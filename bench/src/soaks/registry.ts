import { corpus } from "./corpus.js";
import { ideal } from "./ideal.js";
import { shrink } from "./shrink.js";
import type { Soak } from "./soak.js";

/** Every soak run: a file and a line here. */
export const soaks: Readonly<Record<string, Soak>> = { corpus, ideal, shrink };
