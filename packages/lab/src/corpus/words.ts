/** Words of 64 bits in a row: room for 256 bits. */
export const hashWords = 4;

/** A hash in published hexadecimal form as four words, the first digit highest; zeros after its end. */
export function toWords(hash: string): readonly bigint[] {
  return Array.from({ length: hashWords }, (_, word) => {
    const digits = hash.slice(16 * word, 16 * word + 16);
    return digits === "" ? 0n : BigInt(`0x${digits.padEnd(16, "0")}`);
  });
}

/** The published hexadecimal form of the first `bits` bits. */
export function toHex(words: readonly bigint[], bits: number): string {
  return words
    .map((word) => word.toString(16).padStart(16, "0"))
    .join("")
    .slice(0, bits / 4);
}
