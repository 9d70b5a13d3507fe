import { encodeTuple, sha256 } from "@glasshouse/crypto";
import type { HashAlgorithm } from "@glasshouse/hasher";
import type { DecodePins } from "@glasshouse/hasher/node";

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
