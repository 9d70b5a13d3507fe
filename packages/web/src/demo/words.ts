// The counting rules and table encodings of the matcher, for readers who meet them here first. A name that is not
// listed is shown as it is.

const countingMeanings: Readonly<Record<string, string>> = {
  voucher: "every upload counts",
  hash: "equal hashes count once",
  block: "images that share a hash block count once",
  cluster: "a burst counts once",
};

/** What counts once towards the threshold, in words; `null` for a rule without an explanation here. */
export function explainCounting(rule: string): string | null {
  return countingMeanings[rule] ?? null;
}
