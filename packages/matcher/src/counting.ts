import { encodeTuple } from "@glasshouse/crypto";
import { firstBlockToken, type HashedImage, type TokenScheme } from "./tokens.js";

/**
 * What counts once towards the threshold:
 * `voucher` every upload; `hash` equal hashes once; `block` images that share block 0 once; `cluster` a run of
 * photographs taken shortly after one another and alike, once.
 */
export const countingRules = ["voucher", "hash", "block", "cluster"] as const;

/** One of {@link countingRules}. */
export type CountingRule = (typeof countingRules)[number];

/** Number of differing bits of two hashes of equal length. */
export type Distance = (a: Uint8Array, b: Uint8Array) => number;

/** When two photographs that follow one another belong to one cluster. Both bounds are inclusive. */
export interface ClusterBounds {
  readonly withinSeconds: number;
  readonly matchRadius: number;
}

/** An image as the counting rules see it. */
export interface CountedImage {
  readonly voucherId: Uint8Array;
  /** `null` for an image that cannot be hashed: it counts by itself and never opens. */
  readonly image: HashedImage | null;
  /** Seconds; `null` if unknown, which ends a run. */
  readonly capturedAt: number | null;
}

/** Assigns counting ids on the device, in the order in which images are taken up. */
export interface Counter {
  /** The id under which this image counts; equal ids count once. */
  countingId(counted: CountedImage): Uint8Array;
}

/**
 * A counter for one account. Only `cluster` has a state: the image before. A run grows from neighbour to neighbour, so
 * its ends may lie further apart than the bounds.
 */
export function createCounter(
  rule: CountingRule,
  scheme: TokenScheme,
  distance: Distance,
  bounds: ClusterBounds,
): Counter {
  let previous: { image: HashedImage; capturedAt: number; id: Uint8Array } | undefined;
  return {
    countingId({ voucherId, image, capturedAt }) {
      if (!image || rule === "voucher") return encodeTuple("voucher", voucherId);
      if (rule === "hash") return encodeTuple("hash", image.algorithm, image.bits);
      if (rule === "block") return encodeTuple("block", firstBlockToken(scheme, image));
      const follows =
        previous !== undefined &&
        capturedAt !== null &&
        Math.abs(capturedAt - previous.capturedAt) <= bounds.withinSeconds &&
        distance(image.bits, previous.image.bits) <= bounds.matchRadius;
      const id = follows && previous ? previous.id : encodeTuple("cluster", voucherId);
      previous = capturedAt === null ? undefined : { image, capturedAt, id };
      return id;
    },
  };
}
