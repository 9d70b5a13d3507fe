/** Generated scenes moved towards an entry of a list that is ours and synthetic. Only counts and distortions come of it. */
import { albumPictures, type SeededRandom } from "@glasshouse/fixtures";
import { algorithms, hammingDistance, type PerceptualHash } from "@glasshouse/hasher";
import { structuredKinds } from "../../samples/scenes.js";
import { byTokens, type MatchRule, matches, withinRadius } from "../match-rule.js";
import { bitAt } from "../perturbation/aim.js";
import { type Approached, approach, type Goal } from "../perturbation/approach.js";
import { type Carrier, createCarrier } from "../perturbation/carrier.js";
import type { AimableId } from "../perturbation/patterns.js";

/** The algorithm of the list that the attacker knows an entry of. */
export const firstId: "pdq-tent" = "pdq-tent";

/** Algorithms that may stand behind the first: a close relative, a smaller cosine hash, and two of other construction. */
export const secondIds: readonly AimableId[] = ["pdq", "phash", "blockhash", "dhash"];

/** Distortions of the sweep, levels RMS. */
export const budgets = [1, 2, 4, 8, 16] as const;

/** Where a climb gives up: 22 dB. */
export const limit = 20;

/** Levels RMS spent on every bit beyond its turning point: without it some bits fall back, with four times as much all cost more. */
const depth = 0.06;

/** A harmless scene and the listed scene that it is to be taken for; each stands in one pair only. */
export interface Pair {
  readonly carrier: Carrier;
  readonly listed: Carrier;
}

/** Draws pairs whose scenes every algorithm can use. */
export function* drawPairs(count: number, random: SeededRandom): Generator<Pair> {
  const scenes = albumPictures({ seed: random.uint32(), bursts: { kind: "fixed", size: 1 }, kinds: structuredKinds });
  const usable = function* () {
    for (const picture of scenes) {
      const scene = createCarrier(picture, random);
      const { qualityFloor } = algorithms[firstId];
      if (([firstId, "pdq"] as const).every((id) => scene.hash(algorithms[id]).quality >= qualityFloor)) yield scene;
    }
  };
  const supply = usable();
  for (let i = 0; i < count; i++)
    yield { carrier: supply.next().value as Carrier, listed: supply.next().value as Carrier };
}

/** A way to match, and the goal of whoever wants to match by it. */
export interface Gate {
  readonly algorithm: AimableId;
  readonly rule: MatchRule;
  readonly goal: (target: PerceptualHash) => Goal;
}

/** The gate of an ordinary scan. */
export function radiusGate(algorithm: AimableId, radius: number = algorithms[algorithm].matchRadius): Gate {
  const rule = withinRadius(radius);
  return {
    algorithm,
    rule,
    goal: (target) => ({
      algorithm,
      target,
      tolerated: radius,
      reached: (hash) => matches(rule, hash, [target]),
    }),
  };
}

/** The gate of the protocols on tokens: some blocks have to be equal, and the attacker picks those that cost least. */
export function tokenGate(algorithm: AimableId, schemeId: string, required: number): Gate {
  const { bitOrder, bits } = algorithms[algorithm];
  const rule = byTokens(algorithms[algorithm], schemeId);
  const blocks = schemeId === "whole-key" ? 1 : 4;
  const members = Array.from({ length: blocks }, (_, block) =>
    bitOrder.subarray((block * bits) / blocks, ((block + 1) * bits) / blocks),
  );
  return {
    algorithm,
    rule,
    goal: (target) => ({
      algorithm,
      target,
      tolerated: 0,
      among: (scene) => {
        const cost = (block: Uint16Array) =>
          block.reduce((sum, p) => {
            const margin = scene.margins[p] as number;
            return sum + (bitAt(scene.bits, p) === bitAt(target.bits, p) ? 0 : margin * margin);
          }, 0);
        const cheapest = members.toSorted((a, b) => cost(a) - cost(b)).slice(0, required);
        return new Set(cheapest.flatMap((block) => [...block]));
      },
      reached: (hash) => matches(rule, hash, [target]),
    }),
  };
}

/** The gates of the first hash, as they are compared. */
export const firstGates: readonly Gate[] = [
  radiusGate(firstId),
  radiusGate(firstId, 10),
  tokenGate(firstId, "blocks-4x64-f2", 1),
  tokenGate(firstId, "blocks-4x64-f2-m2", 2),
  tokenGate(firstId, "whole-key", 1),
];

/** Other algorithms at their own radius. */
export const otherGates: readonly Gate[] = secondIds.map((id) => radiusGate(id));

/** Climbs towards every gate at once. */
export function climb({ carrier, listed }: Pair, gates: readonly Gate[], rounds: number): Approached {
  return approach(
    carrier,
    gates.map((gate) => gate.goal(listed.hash(algorithms[gate.algorithm]))),
    { rounds, limit, depth },
  );
}

/** Bits between a framing picture and its target under another algorithm. */
export function distanceUnder(id: AimableId, approached: Approached, { listed }: Pair): number {
  const algorithm = algorithms[id];
  return hammingDistance(approached.hash(algorithm).bits, listed.hash(algorithm).bits);
}
