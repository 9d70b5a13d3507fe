/** An attack by somebody who sees nothing but the hash of whatever is tried. */
import type { SeededRandom } from "@glasshouse/fixtures";
import type { HashAlgorithm, PerceptualHash } from "@glasshouse/hasher";
import type { Carrier } from "./carrier.js";
import { drawCosines, type Plane } from "./patterns.js";

/** Choices of {@link searchByQueries}. */
export interface Search {
  readonly algorithm: HashAlgorithm;
  /** Distortion allowed, root mean square. */
  readonly rms: number;
  /** Hashes that the attacker may look at. */
  readonly queries: number;
  readonly random: SeededRandom;
  /** Higher is nearer to the goal. */
  readonly score: (hash: PerceptualHash) => number;
  readonly reached: (hash: PerceptualHash) => boolean;
}

const coefficientCount = 256;
/** Coefficients drawn anew at each try. */
const share = 0.25;

/**
 * Climbs: a smooth change, 1 to 16 half periods each way, of which a quarter is drawn anew at each try and kept if the hash
 * is no worse for it. The simplest of the published attacks without gradients.
 * @returns the query that reached the goal, `null` if none did
 */
export function searchByQueries(carrier: Carrier, search: Search): number | null {
  const { algorithm, rms, queries, random, score, reached } = search;
  const draws = random.quick("coefficients");
  let best = Float32Array.from({ length: coefficientCount }, () => draws.normal());
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let query = 1; query <= queries; query++) {
    const tried = query === 1 ? best : best.map((value) => (draws.uniform() < share ? draws.normal() : value));
    const perturbed = carrier.perturb(smooth(tried, rms, carrier));
    const hash = perturbed.hash(algorithm);
    if (perturbed.rms <= rms && reached(hash)) return query;
    const points = score(hash);
    if (points < bestScore) continue;
    best = tried;
    bestScore = points;
  }
  return null;
}

/** A random smooth change that nobody aimed. */
export function drawSmooth(carrier: Carrier, rms: number, random: SeededRandom): Plane {
  const draws = random.quick("coefficients");
  return smooth(
    Float32Array.from({ length: coefficientCount }, () => draws.normal()),
    rms,
    carrier,
  );
}

function smooth(strengths: Float32Array, rms: number, { width, height }: Carrier): Plane {
  return drawCosines(strengths, allowedFor(rms), width, height);
}

/** What is left of a distortion for the change itself, since rounding up or down by chance adds at most 1/4 to its square. */
export function allowedFor(rms: number): number {
  return Math.sqrt(Math.max(0, rms ** 2 - 0.25));
}
