// The counting rules and table encodings of the matcher, for readers who meet them here first. A name that is not
// listed is shown as it is.

const countingMeanings: ReadonlyMap<string, string> = new Map([
  ["voucher", "every upload counts"],
  ["hash", "equal hashes count once"],
  ["block", "images that share a hash block count once"],
  ["cluster", "a burst counts once"],
]);

/** An account's name as a heading: "below-threshold" becomes "Below threshold". */
export function titleOf(name: string): string {
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What counts once towards the threshold, in words; `null` for a rule without an explanation here. */
export function explainCounting(rule: string): string | null {
  return countingMeanings.get(rule) ?? null;
}
