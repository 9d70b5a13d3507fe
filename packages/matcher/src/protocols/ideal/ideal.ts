import { type AccountImage, type CountingParams, concludeInTheClear, type Outcome } from "../../matching.js";
import { probeTokens, type Token } from "../../tokens.js";

/**
 * The function that every matching protocol computes, in the clear by one trusted party: an image matches when one of
 * its probes equals a listed token; matching images with equal counting ids count once; from `threshold` on the
 * payloads of all matching images are readable.
 */
export function evaluateIdeal(
  listed: readonly Token[],
  images: readonly AccountImage[],
  params: CountingParams,
): Outcome {
  const tokens = new Set(listed.map(String));
  const matched = images.map(
    ({ image }) => image !== null && probeTokens(params.tokenScheme, image).some((probe) => tokens.has(String(probe))),
  );
  return concludeInTheClear(images, matched, params);
}
