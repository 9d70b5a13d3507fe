/** What the references and every protocol talk about: accounts of images, and what the server ends up knowing of them. */
import { type ClusterBounds, type CountingRule, createCounter, type Distance } from "./counting.js";
import type { HashedImage, TokenScheme } from "./tokens.js";

/** One image of an account, in the order of upload. */
export interface AccountImage {
  /** `null` for an image that cannot be hashed or whose quality is below the floor. */
  readonly image: HashedImage | null;
  /** What a reviewer reads once the account is open. */
  readonly payload: Uint8Array;
  /** Seconds; `null` if unknown. */
  readonly capturedAt: number | null;
}

/** What the server ends up knowing of one account. */
export interface Outcome {
  /** Per image, in order: whether it matched, as the server sees it. */
  readonly matched: readonly boolean[];
  /** Distinct countings among the matching images: what is held against the threshold. */
  readonly distinct: number;
  /** Whether `distinct` reached the threshold. */
  readonly opened: boolean;
  /** Per image: the payload if it became readable, else `null`. */
  readonly payloads: readonly (Uint8Array | null)[];
}

/** How matching images are counted and from which count on an account opens. */
export interface CountingParams {
  readonly tokenScheme: TokenScheme;
  /** Smallest number of distinct matching images that opens an account, inclusive. */
  readonly threshold: number;
  readonly counting: CountingRule;
  readonly clusterBounds: ClusterBounds;
  readonly distance: Distance;
}

/**
 * Counts and concludes in the clear, from which images matched: the same for every reference. Protocols do not use it;
 * they are compared with it.
 */
export function concludeInTheClear(
  images: readonly AccountImage[],
  matched: readonly boolean[],
  { tokenScheme, threshold, counting, clusterBounds, distance }: CountingParams,
): Outcome {
  const counter = createCounter(counting, tokenScheme, distance, clusterBounds);
  const counted = new Set<string>();
  images.forEach(({ image, capturedAt }, i) => {
    const voucherId = Uint8Array.of(i >>> 24, i >>> 16, i >>> 8, i);
    const id = counter.countingId({ voucherId, image, capturedAt });
    if (matched[i]) counted.add(String(id));
  });
  const opened = counted.size >= threshold;
  return {
    matched,
    distinct: counted.size,
    opened,
    payloads: images.map(({ payload }, i) => (opened && matched[i] ? payload : null)),
  };
}
