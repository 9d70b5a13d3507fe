/** Words of 64 bits in a row: room for 256 bits. */
export const hashWords = 4;

/** A hash in published hexadecimal form as four words, the first digit highest; zeros after its end. */
export function toWords(hash: string): readonly bigint[] {
  const digits = hash.padEnd(16 * hashWords, "0");
  const words: bigint[] = [];
  for (let word = 0; word < hashWords; word++) words.push(BigInt(`0x${digits.slice(16 * word, 16 * word + 16)}`));
  return words;
}

/** The published hexadecimal form of the first `bits` bits. */
export function toHex(words: readonly bigint[], bits: number): string {
  return words
    .map((word) => word.toString(16).padStart(16, "0"))
    .join("")
    .slice(0, bits / 4);
}
