import { z } from "zod";
import { ListError } from "./errors.js";
import type { HashLine } from "./hash-line.js";
import { pinsSchema } from "./pins.js";

/** A hash as text: whole bytes, lower case, so that equal hashes are equal texts. */
export const hashText: z.ZodString = z
  .string()
  .regex(/^(?:[0-9a-f]{2})+$/, "expected lower-case hexadecimal digits in pairs");

const hashLine: z.ZodType<HashLine> = z.strictObject({
  path: z.string(),
  algorithm: z.string(),
  pins: pinsSchema,
  hash: hashText,
  quality: z.number().min(0).max(100),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});
const failedLine = z.strictObject({
  path: z.string(),
  error: z.strictObject({ code: z.string(), message: z.string() }),
});

/** Lines of a JSONL file: hashes, and how many lines say that a file could not be read. */
export interface ParsedHashLines {
  readonly hashes: readonly HashLine[];
  readonly failed: number;
}

/**
 * Reads the output of `glasshouse hash --jsonl`. Empty lines are passed over.
 * @throws ListError `not-json`, `malformed`, with the line's number
 */
export function parseHashLines(file: string, text: string): ParsedHashLines {
  const hashes: HashLine[] = [];
  let failed = 0;
  text.split("\n").forEach((line, i) => {
    if (line.trim() === "") return;
    const place = `${file}:${i + 1}`;
    const value = parseJson(place, line);
    if (failedLine.safeParse(value).success) failed++;
    else hashes.push(parseShape(place, hashLine, value));
  });
  return { hashes, failed };
}

/** @throws ListError `not-json` */
export function parseJson(place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ListError("not-json", `${place}: not JSON`, { cause });
  }
}

/** @throws ListError `malformed`, naming the first place that is wrong */
export function parseShape<T>(place: string, shape: z.ZodType<T>, value: unknown): T {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue?.path.length ? ` at ${issue.path.map(String).join(".")}` : "";
  throw new ListError("malformed", `${place}${at}: ${issue?.message ?? "not of the expected shape"}`);
}
