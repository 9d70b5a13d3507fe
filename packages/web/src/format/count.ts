import type { Count } from "@glasshouse/lab";
import { formatInteger } from "./quantity.js";

/**
 * "3 of 120 images". None: "0 of 120 images, at most 3/120", the rule of three, which bounds the share at 95 %
 * confidence if the units are independent. Up to three units it bounds nothing, which is then said.
 */
export function formatCount({ k, n, unit }: Count): string {
  if (n === 0) return `no ${unit} to count`;
  const counted = `${formatInteger(k)} of ${formatInteger(n)} ${unit}`;
  if (k > 0) return counted;
  return n > 3 ? `${counted}, at most 3/${formatInteger(n)}` : `${counted}, too few for a bound`;
}
