import { type AccountImage, type CountingParams, concludeInTheClear, type Outcome } from "../../matching.js";
import type { HashedImage } from "../../tokens.js";

/**
 * An ordinary server-side scan, which sees every hash: an image matches when its hash lies within `matchRadius` bits of a
 * listed one, inclusive. Its difference to the ideal functionality is tolerance error: what equality of tokens misses or
 * adds.
 */
export function evaluatePlaintext(
  listed: readonly HashedImage[],
  images: readonly AccountImage[],
  params: CountingParams & { readonly matchRadius: number },
): Outcome {
  const matched = images.map(
    ({ image }) =>
      image !== null && listed.some((entry) => params.distance(entry.bits, image.bits) <= params.matchRadius),
  );
  return concludeInTheClear(images, matched, params);
}
