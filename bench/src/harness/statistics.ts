/** Value at the fraction `at` (0 to 1) of the sorted numbers, interpolated; `numbers` must not be empty. */
export function quantile(numbers: readonly number[], at: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const position = at * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (position - below) * (high - low);
}

/** Middle of the numbers: one turn in which another process had the machine does not move it. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** Distance of the quartiles as a share of the median, 0 for a median of 0. Half of all turns lie within it. */
export function relativeSpread(numbers: readonly number[]): number {
  const middle = median(numbers);
  return middle === 0 ? 0 : (quantile(numbers, 0.75) - quantile(numbers, 0.25)) / middle;
}
