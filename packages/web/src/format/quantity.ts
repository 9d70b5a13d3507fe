const integers = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const threeDigits = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 3 });

/** A whole number, with separators: "12,345". */
export function formatInteger(value: number): string {
  return integers.format(value);
}

/** A whole number and its noun: "1 picture", "2 pictures". */
export function formatNumberOf(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatInteger(value)} ${value === 1 ? singular : plural}`;
}

/** A duration given in ms, three digits, in a unit that keeps it readable: "420 µs", "3.14 ms", "1.2 s". */
export function formatMs(ms: number): string {
  if (ms > 0 && ms < 1) return `${threeDigits.format(ms * 1000)} µs`;
  if (ms >= 1000) return `${threeDigits.format(ms / 1000)} s`;
  return `${threeDigits.format(ms)} ms`;
}

/** A size given in bytes: exact below 10,000, then three digits in kB or MB (1,000 and 1,000,000 bytes). */
export function formatBytes(bytes: number): string {
  if (bytes < 10_000) return `${threeOrExact(bytes)} ${bytes === 1 ? "byte" : "bytes"}`;
  if (bytes < 1_000_000) return `${threeDigits.format(bytes / 1000)} kB`;
  return `${threeDigits.format(bytes / 1_000_000)} MB`;
}

// An average, such as table bytes per entry, is no whole number.
function threeOrExact(value: number): string {
  return Number.isInteger(value) || value >= 1000 ? formatInteger(value) : threeDigits.format(value);
}
