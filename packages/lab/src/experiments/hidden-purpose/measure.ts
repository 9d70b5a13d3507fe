/** One hash, honest or altered: what it is worth, whom it recognises, and what an auditor sees. */
import { hammingDistance } from "@glasshouse/hasher";
import type { CoarseLook } from "../../models/dual-purpose-hash.js";
import { areaUnderCurve, type Cluster } from "../../statistics/index.js";
import type { Place, Source } from "./pictures.js";
import { hashLook, largestSingularValue, type Weights } from "./projection.js";

/** What is looked at. */
export interface World {
  readonly place: Place;
  /** Another place, that the hash was not altered for. */
  readonly elsewhere: Place;
  /** Scenes on which the radius is chosen. */
  readonly chosenOn: readonly Source[];
  /** Scenes on which everything is reported. */
  readonly reportedOn: readonly Source[];
  /** Share of unrelated pairs that may match when the radius is chosen. */
  readonly pairRate: number;
}

/** What can be computed from a hash without knowing what it should be. */
export interface Fingerprint {
  /** Standard deviation of distances between unrelated pictures, bits. */
  readonly spread: number;
  /** Largest singular value of the weights. */
  readonly singular: number;
  /** Mean distance between later pictures of the place, bits: for whoever knows which place. */
  readonly atPlace: number;
}

/** What one hash came to. */
export interface Measured {
  readonly radius: number;
  /** Copies against unrelated pictures, by distance. */
  readonly area: number;
  /** Copies within the radius, by source. */
  readonly recalled: readonly Cluster[];
  /** Later pictures of the place within the radius of the added entry. */
  readonly triggered: { readonly events: number; readonly trials: number };
  /** The supplier's own pictures of the place within the radius of the added entry. */
  readonly own: { readonly events: number; readonly trials: number };
  /** Pictures of another place within the radius of the added entry. */
  readonly elsewhere: { readonly events: number; readonly trials: number };
  /** By unrelated picture: whether it is within the radius of the added entry. */
  readonly strangers: readonly boolean[];
  /** The most unrelated pictures within the radius of any entry made from an unrelated picture. */
  readonly busiest: number;
  readonly fingerprint: Fingerprint;
}

/** @param entry the look whose hash is added to the list */
export function measureHash(weights: Weights, entry: CoarseLook, world: World): Measured {
  const { place, elsewhere } = world;
  const hash = (look: CoarseLook) => hashLook(weights, look);
  const originals = world.reportedOn.map(({ look }) => hash(look));
  const unrelated = pairwise(originals);
  const radius = quantile(pairwise(world.chosenOn.map(({ look }) => hash(look))), world.pairRate);
  const copies = world.reportedOn.map(({ copies: of }, i) =>
    of.map((copy) => hammingDistance(hash(copy), originals[i] as Uint8Array)),
  );
  const added = hash(entry);
  const isWithin = (look: CoarseLook) => hammingDistance(hash(look), added) <= radius;
  const within = (looks: readonly CoarseLook[]) => ({
    events: looks.filter(isWithin).length,
    trials: looks.length,
  });
  const hits = originals.map(
    (own, i) => originals.filter((other, j) => i !== j && hammingDistance(own, other) <= radius).length,
  );
  return {
    radius,
    area: areaUnderCurve(
      copies.flat().map((distance) => -distance),
      unrelated.map((distance) => -distance),
    ),
    recalled: copies.map((distances) => ({
      events: distances.filter((distance) => distance <= radius).length,
      images: distances.length,
    })),
    triggered: within(place.later),
    own: within(place.seen),
    elsewhere: within(elsewhere.later),
    strangers: world.reportedOn.map(({ look }) => isWithin(look)),
    busiest: Math.max(...hits),
    fingerprint: { ...fingerprintOf(weights, world.reportedOn), atPlace: distanceAt(weights, place) },
  };
}

/** Bits that differ between two hashes of the same pictures: what published test vectors would show. */
export function differingVectors(a: Weights, b: Weights, looks: readonly CoarseLook[]): number {
  return looks.filter((look) => hammingDistance(hashLook(a, look), hashLook(b, look)) > 0).length;
}

/** What weights show by themselves and on unrelated pictures. */
export function fingerprintOf(weights: Weights, sources: readonly Source[]): Omit<Fingerprint, "atPlace"> {
  const unrelated = distancesAmong(
    weights,
    sources.map(({ look }) => look),
  );
  const mean = meanOfNumbers(unrelated);
  return {
    spread: Math.sqrt(meanOfNumbers(unrelated.map((distance) => (distance - mean) ** 2))),
    singular: largestSingularValue(weights),
  };
}

/** Mean distance between later pictures of a place, bits. */
export function distanceAt(weights: Weights, { later }: Place): number {
  return meanOfNumbers(distancesAmong(weights, later));
}

function distancesAmong(weights: Weights, looks: readonly CoarseLook[]): number[] {
  return pairwise(looks.map((look) => hashLook(weights, look)));
}

function meanOfNumbers(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function pairwise(hashes: readonly Uint8Array[]): number[] {
  return hashes.flatMap((hash, i) => hashes.slice(0, i).map((other) => hammingDistance(hash, other)));
}

/** The largest radius within which at most this share of distances lies; -1 if there is none. */
function quantile(distances: readonly number[], share: number): number {
  const sorted = distances.toSorted((a, b) => a - b);
  return (sorted[Math.floor(share * sorted.length)] as number) - 1;
}
