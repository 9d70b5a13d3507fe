/** The leak matrix: who learns what in which design, decided on recorded views. */
export type { Design } from "./design.js";
export { designs } from "./designs/registry.js";
export { type Extractor, extractors } from "./extractors.js";
export { type Fact, facts, type Game } from "./facts.js";
export { type Feature, features } from "./features.js";
export { type Cell, type DecidedDesign, decideDesigns, type Verdict } from "./matrix.js";
export { renderLeakMatrix } from "./render.js";
export type { LeakWorld } from "./world.js";
