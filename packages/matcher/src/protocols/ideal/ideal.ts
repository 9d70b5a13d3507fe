import { type AccountImage, type CountingParams, concludeInTheClear, type Outcome } from "../../matching.js";
import { probeTokens, type Token } from "../../tokens.js";

/**
 * The function that every matching protocol computes, in the clear by one trusted party: an image matches when, in as
 * many blocks as the scheme requires, one of its probes equals a listed token; matching images with equal counting ids
 * count once; from `threshold` on the payloads of all matching images are readable.
 */
export function evaluateIdeal(
  listed: readonly Token[],
  images: readonly AccountImage[],
  params: CountingParams,
): Outcome {
  const tokens = new Set(listed.map(String));
  const { tokenScheme } = params;
  const matched = images.map(({ image }) => {
    if (!image) return false;
    const blocks = new Set<number>();
    probeTokens(tokenScheme, image).forEach((probe, i) => {
      if (tokens.has(String(probe))) blocks.add(i >> tokenScheme.flips);
    });
    return blocks.size >= tokenScheme.required;
  });
  return concludeInTheClear(images, matched, params);
}
