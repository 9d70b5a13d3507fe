import type { DecodePins } from "@glasshouse/hasher/node";
import { z } from "zod";

/** Pins as they stand in files. */
export const pinsSchema: z.ZodType<DecodePins> = z.strictObject({
  decoder: z.string(),
  colourConversion: z.literal("off"),
  orientation: z.literal("exif"),
  background: z.literal("white"),
  frame: z.literal("first"),
  shrinkOnLoad: z.union([z.literal("off"), z.number().int().positive()]),
});

/**
 * The pins under which two hashes can be compared; `null` if they cannot. Whether an image was reduced while it was
 * decoded depends on its format and size, so "off" goes together with any one bound, which then stands for both.
 */
export function combinePins(a: DecodePins, b: DecodePins): DecodePins | null {
  const { shrinkOnLoad: reducedA, ...restA } = a;
  const { shrinkOnLoad: reducedB, ...restB } = b;
  const names = Object.keys(restA) as (keyof typeof restA)[];
  if (names.some((name) => restA[name] !== restB[name])) return null;
  if (reducedA === "off") return b;
  return reducedB === "off" || reducedA === reducedB ? a : null;
}

/** Pins on one line, for messages. */
export function renderPins(pins: DecodePins): string {
  return Object.entries(pins)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}
