/** A radius for every hash at one pair FPR: chosen on one half of unrelated pictures, reported on the other. */
import type { SeededRandom } from "@glasshouse/fixtures";
import type { HashAlgorithm } from "@glasshouse/hasher";
import type { TokenScheme } from "@glasshouse/matcher";
import type { Rate } from "../../findings/index.js";
import { fits } from "../../robustness/measure-source.js";
import {
  findPairs,
  ratePairs,
  selectHashes,
  type UnrelatedHashes,
  type UnrelatedPictures,
  underAlgorithm,
} from "../unrelated-pictures.js";

/** A hash and how often it takes unlike pictures for alike. */
export interface Calibrated {
  readonly algorithm: HashAlgorithm;
  /** Largest radius whose pair FPR on the first half is at most the target; `null` if even equal hashes are too many. */
  readonly radius: number | null;
  /** On the second half, at that radius. */
  readonly atRadius: Rate | null;
  /** On the second half, at the radius that the hash states. */
  readonly atOwnRadius: Rate;
  /** On the second half, by scheme; `null` where the hash is too short. */
  readonly byTokens: readonly (Rate | null)[];
}

/** Calibrates every hash of the pictures. */
export function calibrate(
  pictures: UnrelatedPictures,
  { pairFpr, schemes, random }: { pairFpr: number; schemes: readonly TokenScheme[]; random: SeededRandom },
): readonly Calibrated[] {
  return pictures.algorithms.map((algorithm) => {
    const hashes = underAlgorithm(pictures, algorithm.id);
    // Scenes are drawn in random order and one picture each: odd and even places are two samples.
    const half = (parity: number) =>
      selectHashes(hashes, {
        rows: [...hashes.pictures.keys()].filter((place) => place % 2 === parity),
        columns: [...hashes.listed.keys()].filter((place) => place % 2 === parity),
      });
    const second = half(1);
    const radius = chooseRadius(half(0), pairFpr);
    const draws = random.fork(algorithm.id);
    const rate = (by: Parameters<typeof findPairs>[1], label: string) =>
      ratePairs(second, findPairs(second, by), draws.fork(label));
    return {
      algorithm,
      radius,
      atRadius: radius === null ? null : rate({ radius }, "radius"),
      atOwnRadius: rate({ radius: algorithm.matchRadius }, "own radius"),
      byTokens: schemes.map((scheme) => (fits(scheme, algorithm) ? rate({ scheme }, scheme.id) : null)),
    };
  });
}

/** The largest radius that at most a share `pairFpr` of all pairs keeps. */
export function chooseRadius(
  { pictures, listed, distances, algorithm }: UnrelatedHashes,
  pairFpr: number,
): number | null {
  const counts = new Float64Array(algorithm.bits + 1);
  for (const row of distances) for (const distance of row) counts[distance] = (counts[distance] as number) + 1;
  const most = pairFpr * pictures.length * listed.length;
  let pairs = 0;
  for (const [distance, count] of counts.entries()) {
    pairs += count;
    if (pairs > most) return distance === 0 ? null : distance - 1;
  }
  return algorithm.bits;
}
