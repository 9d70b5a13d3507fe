import type { Count } from "../demo/result.js";

/** Milliseconds to three digits, such as "2.31 ms". */
export function renderMs(value: number | null): string {
  return value === null ? "none" : `${value >= 100 ? Math.round(value) : value.toPrecision(3)} ms`;
}

/** "2 of 13 images"; none seen is no proof of none, so "0 of 13 images, at most 3/13" (rule of three, 95 %). */
export function renderCount({ k, n, unit }: Count): string {
  return `${k} of ${n} ${unit}${k === 0 && n > 3 ? `, at most 3/${n}` : ""}`;
}

/** Seconds as "50 s", "12 min" or "3.4 h". */
export function renderDuration(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  return seconds < 6000 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
