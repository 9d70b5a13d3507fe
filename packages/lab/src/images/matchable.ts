import { encodeTuple, sha256 } from "@glasshouse/crypto";
import type { HashAlgorithm, PerceptualHash } from "@glasshouse/hasher";
import type { DecodePins } from "@glasshouse/hasher/node";
import type { HashedImage } from "@glasshouse/matcher";

/**
 * A hash as the protocols take it; `null` when its quality is below the algorithm's floor: such an image becomes an
 * ordinary voucher that never opens.
 */
export function toMatchable(algorithm: HashAlgorithm, { bits, quality, margins }: PerceptualHash): HashedImage | null {
  if (quality < algorithm.qualityFloor) return null;
  return { algorithm: algorithm.id, bits, margins, bitOrder: algorithm.bitOrder };
}

/**
 * What a manifest commits to of its hash algorithm: the name, the length, the order of the bits and how images are
 * decoded. 32 bytes; a device that hashes otherwise is on another table.
 */
export function digestAlgorithm({ id, bits, bitOrder, qualityFloor }: HashAlgorithm, pins: DecodePins): Uint8Array {
  const { colourConversion, orientation, background, frame } = pins;
  const rules = JSON.stringify({
    bits,
    qualityFloor,
    bitOrder: [...bitOrder],
    colourConversion,
    orientation,
    background,
    frame,
  });
  return sha256(encodeTuple("glasshouse-v1 algorithm", id, rules));
}
