/** Attempts to change a generated scene so that its hash no longer matches, and what they come to. Counts only. */
import type { SeededRandom } from "@glasshouse/fixtures";
import { algorithms, hammingDistance, type PerceptualHash } from "@glasshouse/hasher";
import { byTokens, type MatchRule, matches, withinRadius } from "../match-rule.js";
import { blocksInTurn, cheapestFirst, flipWithin } from "../perturbation/aim.js";
import type { Carrier, Perturbed } from "../perturbation/carrier.js";
import { type AimableId, drawPushes, limitTo } from "../perturbation/patterns.js";
import { allowedFor, drawSmooth, searchByQueries } from "../perturbation/search.js";

/** Distortions allowed: root mean square in levels of 255. 53, 48, 42, 36 and 30 dB; rounding alone takes up to 0.5. */
export const budgets = [0.6, 1, 2, 4, 8] as const;

/** Blocks of the default token scheme. */
const blocks = 4;

/** How somebody tries, and what it takes: nothing, or the algorithm and one look at the margins. */
export const attempts = {
  noise: "independent noise: the null",
  smooth: "smooth noise, nothing known, no query",
  "aimed-at-radius": "weakest bits of the hash, algorithm known",
  "aimed-at-tokens": "weakest bits of every block, algorithm known",
} as const;

/** One of {@link attempts}. */
export type Attempt = keyof typeof attempts;

/** Ways to match under which an algorithm is attacked, its own radius first. */
export function rulesOf(id: AimableId): readonly MatchRule[] {
  const algorithm = algorithms[id];
  const schemes = ["whole-key", ...(algorithm.bits === 256 ? ["blocks-4x64-f2", "blocks-4x64-f2-m2"] : [])];
  return [withinRadius(algorithm.matchRadius), ...schemes.map((scheme) => byTokens(algorithm, scheme))];
}

/** Changes a scene by one attempt within a distortion. */
export function attemptOn(
  carrier: Carrier,
  original: PerceptualHash,
  id: AimableId,
  attempt: Attempt,
  rms: number,
  random: SeededRandom,
): Perturbed {
  const aimed = (order: readonly number[]): Perturbed => {
    const pushes = flipWithin(id, original, order, allowedFor(rms));
    return carrier.perturb(limitTo(allowedFor(rms), drawPushes(id, pushes, carrier.width, carrier.height)));
  };
  switch (attempt) {
    case "noise":
      return carrier.addNoise(allowedFor(rms), random);
    case "smooth":
      return carrier.perturb(drawSmooth(carrier, rms, random));
    case "aimed-at-radius":
      return aimed(cheapestFirst(original));
    case "aimed-at-tokens": {
      const { bits, bitOrder } = algorithms[id];
      return aimed(blocksInTurn(original, bitOrder, bits === 256 ? blocks : 1));
    }
  }
}

/** What came of one attempt on one scene. */
export interface Tried {
  readonly algorithm: AimableId;
  readonly attempt: Attempt;
  readonly budget: number;
  readonly rms: number;
  /** Bits between the hash before and after. */
  readonly distance: number;
  /** By rule: whether the changed scene escapes, within the budget. */
  readonly escaped: Readonly<Record<string, boolean>>;
}

/** Every attempt at every budget on one scene, unless the algorithm refuses it. */
export function tryAll(carrier: Carrier, id: AimableId, random: SeededRandom): Tried[] {
  const algorithm = algorithms[id];
  const original = carrier.hash(algorithm);
  if (original.quality < algorithm.qualityFloor) return [];
  return (Object.keys(attempts) as Attempt[]).flatMap((attempt) =>
    budgets.map((budget): Tried => {
      const draws = random.fork(`${carrier.picture.kind} ${carrier.picture.seed} ${attempt} ${budget}`);
      const changed = attemptOn(carrier, original, id, attempt, budget, draws);
      const hash = changed.hash(algorithm);
      const escapes = (rule: MatchRule) => changed.rms <= budget && !matches(rule, hash, [original]);
      return {
        algorithm: id,
        attempt,
        budget,
        rms: changed.rms,
        distance: hammingDistance(hash.bits, original.bits),
        escaped: Object.fromEntries(rulesOf(id).map((rule) => [rule.id, escapes(rule)])),
      };
    }),
  );
}

/** What an attacker who sees hashes only climbs, by rule: bits changed, or bits changed in the block that changed least. */
export function searchAway(
  carrier: Carrier,
  id: AimableId,
  rule: MatchRule,
  search: { readonly rms: number; readonly queries: number; readonly random: SeededRandom },
): number | null {
  const algorithm = algorithms[id];
  const original = carrier.hash(algorithm);
  const [radius] = rulesOf(id);
  const weakestBlock = (hash: PerceptualHash) =>
    Math.min(...changedPerBlock(original.bits, hash.bits, algorithm.bitOrder));
  return searchByQueries(carrier, {
    algorithm,
    ...search,
    score: rule.id === radius?.id ? (hash) => hammingDistance(hash.bits, original.bits) : weakestBlock,
    reached: (hash) => !matches(rule, hash, [original]),
  });
}

function changedPerBlock(a: Uint8Array, b: Uint8Array, bitOrder: Uint16Array): number[] {
  const changed = new Array<number>(blocks).fill(0);
  const length = bitOrder.length / blocks;
  bitOrder.forEach((p, i) => {
    const differs = (((a[p >> 3] as number) ^ (b[p >> 3] as number)) & (0x80 >> (p & 7))) !== 0;
    if (differs) changed[Math.floor(i / length)] = (changed[Math.floor(i / length)] as number) + 1;
  });
  return changed;
}
