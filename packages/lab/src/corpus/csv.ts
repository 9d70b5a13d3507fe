import { open } from "node:fs/promises";
import { quoteCsv } from "../findings/index.js";
import type { HashLine } from "../list/hash-line.js";
import { hashLineShape, parseJson, parseShape } from "../list/parse-hash-lines.js";
import { openDatabase, quote, readChunks, reasonOf } from "./database.js";
import { CorpusError } from "./errors.js";
import { encodePins } from "./pins.js";

/** The columns of a CSV file of hashes: a hash line, with the pins as a corpus has them. */
const csvColumns = [
  "path",
  "algorithm",
  "decoder",
  "pins",
  "hash",
  "quality",
  "width",
  "height",
  "capturedAt",
  "scene",
  "sha256",
] as const;
type CsvColumn = (typeof csvColumns)[number];
const optionalColumns: readonly string[] = ["capturedAt", "scene", "sha256"] satisfies CsvColumn[];

/** The first record: the names of the columns. */
export const csvHead: string = `${csvColumns.join(",")}\n`;

/** One record (RFC 4180, but lines end in LF). */
export function renderCsv(line: HashLine): string {
  const [decoder, pins] = encodePins(line.pins);
  const cells: Readonly<Record<CsvColumn, unknown>> = { capturedAt: "", scene: "", sha256: "", ...line, decoder, pins };
  return `${csvColumns.map((name) => quoteCsv(String(cells[name] ?? ""))).join(",")}\n`;
}

/**
 * Reads records in any order of columns; columns of other names are passed over.
 * @throws CorpusError `unreadable`, `malformed`; ListError `not-json`, `malformed`
 */
export async function* readCsv(file: string): AsyncGenerator<HashLine> {
  const names = await readHead(file);
  const database = await openDatabase();
  // Without guesses: every value is a text, and a record that has too many or too few of them is an error.
  const columns = names.map((name) => `${quote(name)}: 'VARCHAR'`).join(", ");
  const sql =
    `SELECT * FROM read_csv(${quote(file)}, auto_detect = false, header = true, delim = ',', quote = '"', ` +
    `escape = '"', nullstr = '', columns = {${columns}})`;
  let record = 0;
  try {
    for await (const chunk of readChunks(database.connection, sql)) {
      for (const row of chunk.getRows()) {
        record++;
        yield parseRecord(
          `${file}: record ${record}`,
          Object.fromEntries(names.map((name, i) => [name, typeof row[i] === "string" ? row[i] : ""])),
        );
      }
    }
  } catch (cause) {
    if (cause instanceof Error && "code" in cause) throw cause;
    throw new CorpusError("malformed", `${file}: got ${reasonOf(cause)} after record ${record}, expected CSV`, {
      cause,
    });
  } finally {
    database.close();
  }
}

function parseRecord(place: string, cells: Readonly<Record<string, string>>): HashLine {
  const cell = (name: CsvColumn): string => cells[name] ?? "";
  const optional = Object.fromEntries(optionalColumns.flatMap((name) => (cells[name] ? [[name, cells[name]]] : [])));
  return parseShape(place, hashLineShape, {
    path: cell("path"),
    algorithm: cell("algorithm"),
    pins: { decoder: cell("decoder"), ...parsePins(place, cell("pins")) },
    hash: cell("hash"),
    quality: toNumber(cell("quality")),
    width: toNumber(cell("width")),
    height: toNumber(cell("height")),
    ...optional,
  });
}

function parsePins(place: string, text: string): object {
  const value = parseJson(place, text);
  return typeof value === "object" && value !== null ? value : {};
}

/** Digits only: what else `Number` takes for a number is none here. */
function toNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

async function readHead(file: string): Promise<string[]> {
  let head = "";
  try {
    const handle = await open(file);
    try {
      for await (const line of handle.readLines({ autoClose: false })) {
        head = line;
        break;
      }
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new CorpusError("unreadable", `${file}: got ${reason}, expected a readable file`, { cause });
  }
  const names = head.replace(/^\ufeff/, "").split(",");
  const missing = csvColumns.filter((name) => !names.includes(name) && !optionalColumns.includes(name));
  if (missing.length > 0 || new Set(names).size < names.length) {
    throw new CorpusError("malformed", `${file}: got the columns ${head}, expected ${csvColumns.join(",")}, each once`);
  }
  return names;
}
