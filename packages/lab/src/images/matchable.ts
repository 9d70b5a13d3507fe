import type { HashAlgorithm, PerceptualHash } from "@glasshouse/hasher";
import type { HashedImage } from "@glasshouse/matcher";

/**
 * A hash as the protocols take it; `null` when its quality is below the algorithm's floor: such an image becomes an
 * ordinary voucher that never opens.
 */
export function toMatchable(algorithm: HashAlgorithm, { bits, quality, margins }: PerceptualHash): HashedImage | null {
  if (quality < algorithm.qualityFloor) return null;
  return { algorithm: algorithm.id, bits, margins, bitOrder: algorithm.bitOrder };
}
