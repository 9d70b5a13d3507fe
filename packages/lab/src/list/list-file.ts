import { readFile } from "node:fs/promises";
import { algorithms, decodeHex, type HashAlgorithm } from "@glasshouse/hasher";
import type { DecodePins } from "@glasshouse/hasher/node";
import { type ListEntry, parseTokenScheme, type TokenScheme } from "@glasshouse/matcher";
import { z } from "zod";
import { writeWhole } from "../terminal/write-whole.js";
import { ListError } from "./errors.js";
import { hashText, parseJson, parseShape } from "./parse-hash-lines.js";
import { pinsSchema } from "./pins.js";

/** One listed image. */
export interface ListedImage {
  /** Derived from algorithm and hash, so that the same image has the same id in every list. */
  readonly id: string;
  /** Lower-case hexadecimal, in the order in which the algorithm is published. */
  readonly hash: string;
  /** Files that gave this hash. */
  readonly sources: readonly string[];
}

/** A hash list as a file. Secret: whoever holds it knows what is listed. */
export interface HashList {
  readonly schema: "glasshouse.list/1";
  readonly algorithm: string;
  /** How the listed images were decoded. */
  readonly pins: DecodePins;
  /** Id of the token scheme. */
  readonly tokenScheme: string;
  /** By ascending id; every hash once. */
  readonly entries: readonly ListedImage[];
}

const schema = "glasshouse.list/1";
const listShape: z.ZodType<HashList> = z.strictObject({
  schema: z.literal(schema),
  algorithm: z.string(),
  pins: pinsSchema,
  tokenScheme: z.string(),
  entries: z.array(z.strictObject({ id: z.string().min(1), hash: hashText, sources: z.array(z.string()) })),
});

/** A list whose names mean something here. */
export interface LoadedList {
  readonly list: HashList;
  readonly algorithm: HashAlgorithm;
  readonly tokenScheme: TokenScheme;
  /** The entries as matching protocols take them. Margins are 0: only probes need them. */
  readonly entries: readonly ListEntry[];
}

/** Reads and checks a list. @throws ListError */
export async function readList(file: string): Promise<LoadedList> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new ListError("unreadable", `${file}: got ${reasonOf(cause)}, expected a readable file`, { cause });
  }
  return parseList(file, text);
}

/** Checks the text of a list. @throws ListError, and ProtocolError `invalid-parameters` for an unknown token scheme */
export function parseList(file: string, text: string): LoadedList {
  const value = parseJson(file, text);
  const named = typeof value === "object" && value !== null && "schema" in value ? value.schema : undefined;
  if (named !== schema) {
    throw new ListError("wrong-schema", `${file}: got schema ${JSON.stringify(named)}, expected "${schema}"`);
  }
  return loadList(parseShape(file, listShape, value), file);
}

/** Checks what the shape alone does not tell. @throws ListError */
export function loadList(list: HashList, file: string): LoadedList {
  const algorithm = findAlgorithm(list.algorithm, file);
  const tokenScheme = parseTokenScheme(list.tokenScheme);
  const margins = new Float32Array(algorithm.bits);
  const seen = new Set<string>();
  const entries = list.entries.map(({ id, hash }): ListEntry => {
    if (8 * (hash.length / 2) !== algorithm.bits) {
      throw new ListError(
        "wrong-hash-length",
        `${file}: entry ${id}: got ${4 * hash.length} bits, expected the ${algorithm.bits} of ${algorithm.id}`,
      );
    }
    for (const key of [`id ${id}`, `hash ${hash}`]) {
      if (seen.has(key)) throw new ListError("duplicate-entry", `${file}: got ${key} twice, expected it once`);
      seen.add(key);
    }
    return { id, image: { algorithm: algorithm.id, bits: decodeHex(hash), margins, bitOrder: algorithm.bitOrder } };
  });
  return { list, algorithm, tokenScheme, entries };
}

/** @throws ListError `unknown-algorithm` */
export function findAlgorithm(id: string, place: string): HashAlgorithm {
  const algorithm = Object.values(algorithms).find((known) => known.id === id);
  if (algorithm) return algorithm;
  const known = Object.keys(algorithms).join(", ");
  throw new ListError("unknown-algorithm", `${place}: got algorithm "${id}", expected one of ${known}`);
}

/** The bytes of a list file: the same list gives the same text. */
export function encodeList(list: HashList): string {
  return `${JSON.stringify(list, null, 1)}\n`;
}

/**
 * Writes a list whole or not at all: under another name first, so that an interrupted run leaves the old list as it was.
 * @throws ListError `unwritable`
 */
export async function writeList(file: string, list: HashList): Promise<void> {
  try {
    await writeWhole(file, encodeList(list));
  } catch (cause) {
    throw new ListError("unwritable", `${file}: got ${reasonOf(cause)}, expected a writable file`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
}
