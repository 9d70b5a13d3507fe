/**
 * Quality of a hash whose publication defines none: the percentage of bits whose margin is at least 1 in the
 * algorithm's own unit (grey levels for means and differences). An image of one colour has 0.
 */
export function decidedPercent(margins: Float32Array): number {
  let decided = 0;
  for (const margin of margins) if (margin >= 1) decided++;
  return Math.floor((100 * decided) / margins.length);
}

/** Bit positions as they come: for hashes whose bits have no frequency. */
export function plainOrder(bits: number): Uint16Array {
  return Uint16Array.from({ length: bits }, (_, p) => p);
}
