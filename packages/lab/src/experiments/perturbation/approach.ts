/** Moving a generated scene's hashes towards hashes that are known. */
import { algorithms, type PerceptualHash } from "@glasshouse/hasher";
import { bitAt, cheapestFirst, pushOver } from "./aim.js";
import type { Carrier } from "./carrier.js";
import { type AimableId, addPlanes, costPerUnit, drawPushes, type Plane } from "./patterns.js";

/** One hash to be met. */
export interface Goal {
  readonly algorithm: AimableId;
  readonly target: PerceptualHash;
  /** Bits that matter, out of the hash of the unchanged scene; all if absent. */
  readonly among?: (scene: PerceptualHash) => ReadonlySet<number>;
  /** Bits among them that may differ. */
  readonly tolerated: number;
  readonly reached: (hash: PerceptualHash) => boolean;
}

/** How far a climb goes. */
export interface Climb {
  /** Hashes of each algorithm that it may look at. */
  readonly rounds: number;
  /** Distortion at which it gives up, root mean square in levels of 255. */
  readonly limit: number;
  /** Distortion spent on every bit beyond what turns it over, so that its neighbours do not turn it back. */
  readonly depth: number;
}

/** How a climb ended. */
export interface Approached {
  /** Distortion at which every goal was reached, root mean square in levels of 255; `null` if it was not. */
  readonly rms: number | null;
  /** Hashes looked at, of each algorithm. */
  readonly rounds: number;
  /** Of the last round, by any algorithm. */
  hash(algorithm: (typeof algorithms)[AimableId]): PerceptualHash;
}

/** Bits turned over beyond those needed, since each push moves the others a little. */
const reserve = 2;

/**
 * Pushes the bits that differ and are nearest to turning over, looks at the hash again, and so on. Gives up after `rounds`
 * or beyond `limit`. What it reaches it reaches; better searches would need less distortion.
 */
export function approach(carrier: Carrier, goals: readonly Goal[], { rounds, limit, depth }: Climb): Approached {
  const { width, height } = carrier;
  const wanted = goals.map(({ algorithm, among }) => among?.(carrier.hash(algorithms[algorithm])) ?? null);
  let plane: Plane = { width, height, levels: new Float32Array(width * height) };
  for (let round = 1; ; round++) {
    const perturbed = carrier.perturb(plane);
    const hashes = goals.map((goal) => perturbed.hash(algorithms[goal.algorithm]));
    const reached = goals.every((goal, g) => goal.reached(hashes[g] as PerceptualHash));
    if (reached && perturbed.rms <= limit) return { rms: perturbed.rms, rounds: round, hash: perturbed.hash };
    if (round === rounds || perturbed.rms > limit) return { rms: null, rounds: round, hash: perturbed.hash };
    for (const [g, goal] of goals.entries()) {
      const hash = hashes[g] as PerceptualHash;
      const differing = cheapestFirst(
        hash,
        (p) => (wanted[g]?.has(p) ?? true) && bitAt(hash.bits, p) !== bitAt(goal.target.bits, p),
      );
      const turn = Math.max(0, differing.length - goal.tolerated + reserve);
      const pushes = new Map(
        differing.slice(0, turn).map((p) => [p, pushOver(hash, p, depth / costPerUnit(goal.algorithm))]),
      );
      plane = addPlanes(plane, drawPushes(goal.algorithm, pushes, width, height));
    }
  }
}
