/** A number outside the range in which a statistic means anything. */
class StatisticsError extends Error {
  override readonly name = "StatisticsError";
  readonly code = "invalid-statistic";
}

/** @throws StatisticsError unless `holds`. */
export function requireStatistic(holds: boolean, what: string, got: number | string): void {
  if (!holds) throw new StatisticsError(`expected ${what}, got ${got}`);
}
