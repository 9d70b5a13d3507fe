import { z } from "zod";
import { ListError } from "./errors.js";
import type { HashLine } from "./hash-line.js";
import { pinsSchema } from "./pins.js";

/** A hash as text: whole bytes, lower case, so that equal hashes are equal texts. */
export const hashText: z.ZodString = z
  .string()
  .regex(/^(?:[0-9a-f]{2})+$/, "expected lower-case hexadecimal digits in pairs");

/** What a column of 32 bits holds. */
const pixels = z.int().min(1).max(0xffff_ffff);

/** A {@link HashLine} as it stands in files. */
export const hashLineShape: z.ZodType<HashLine> = z.strictObject({
  path: z.string(),
  algorithm: z.string(),
  pins: pinsSchema,
  hash: hashText,
  quality: z.int().min(0).max(100),
  width: pixels,
  height: pixels,
  capturedAt: z.iso.datetime({ local: true, precision: 0 }).optional(),
  scene: z.string().min(1).optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hexadecimal digits")
    .optional(),
});
const failedLine: z.ZodType<FailedLine> = z.strictObject({
  path: z.string(),
  error: z.strictObject({ code: z.string(), message: z.string() }),
});

/** A line that says that a file could not be read. */
export interface FailedLine {
  readonly path: string;
  readonly error: { readonly code: string; readonly message: string };
}

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
    const parsed = parseHashLine(`${file}:${i + 1}`, line);
    if ("error" in parsed) failed++;
    else hashes.push(parsed);
  });
  return { hashes, failed };
}

/** Reads one line. @throws ListError `not-json`, `malformed` */
export function parseHashLine(place: string, line: string): HashLine | FailedLine {
  const value = parseJson(place, line);
  const isFailure = typeof value === "object" && value !== null && "error" in value;
  return parseShape<HashLine | FailedLine>(place, isFailure ? failedLine : hashLineShape, value);
}

/** @throws ListError `not-json` */
export function parseJson(place: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const start = text.trimStart().slice(0, 24);
    throw new ListError("not-json", `${place}: got ${JSON.stringify(start)}..., expected one JSON document`, { cause });
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
