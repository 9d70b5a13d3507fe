import type { DecodePins } from "@glasshouse/hasher/node";
import { pinsSchema } from "../list/pins.js";
import { CorpusError } from "./errors.js";

/** Pins as the columns `decoder` and `pins`: equal pins are equal texts. */
export function encodePins(pins: DecodePins): readonly [decoder: string, pins: string] {
  const { decoder, colourConversion, orientation, background, frame, shrinkOnLoad } = pins;
  return [decoder, JSON.stringify({ colourConversion, orientation, background, frame, shrinkOnLoad })];
}

/** Pins from those columns. @throws CorpusError `malformed` */
export function decodePins(decoder: string, pins: string): DecodePins {
  try {
    return pinsSchema.parse({ decoder, ...(JSON.parse(pins) as object) });
  } catch (cause) {
    throw new CorpusError("malformed", `got pins ${pins}, expected the choices of a decoder as JSON`, { cause });
  }
}
