import path from "node:path";
import { DuckDBBlobValue, type DuckDBDataChunk, DuckDBTimestampValue, type DuckDBValue } from "@duckdb/node-api";
import { algorithms, decodeHex, encodeHex } from "@glasshouse/hasher";
import type { HashLine } from "../list/hash-line.js";
import { type CorpusColumn, columnNames } from "./columns.js";
import { CorpusError } from "./errors.js";
import { decodePins, encodePins } from "./pins.js";
import { hashWords, toHex, toWords } from "./words.js";

/** A row as the library takes it, in the order of the columns. @throws CorpusError `wrong-hash-length` */
export function encodeRow(line: HashLine): readonly DuckDBValue[] {
  const [hash0 = 0n, hash1 = 0n, hash2 = 0n, hash3 = 0n] = toWords(line.hash);
  const [decoder, pins] = encodePins(line.pins);
  const row: Readonly<Record<CorpusColumn, DuckDBValue>> = {
    hash0,
    hash1,
    hash2,
    hash3,
    bits: checkBits(line),
    algorithm: line.algorithm,
    decoder,
    pins,
    path: line.path,
    folder: path.dirname(line.path),
    captured_at: line.capturedAt === undefined ? null : encodeTime(line.capturedAt),
    width: line.width,
    height: line.height,
    quality: line.quality,
    scene: line.scene ?? null,
    sha256: line.sha256 === undefined ? null : new DuckDBBlobValue(decodeHex(line.sha256)),
  };
  return columnNames.map((name) => row[name]);
}

const bitsOf = new Map(Object.values(algorithms).map(({ id, bits }) => [id as string, bits]));

function checkBits({ hash, algorithm, path: file }: HashLine): number {
  const bits = 4 * hash.length;
  const expected = bitsOf.get(algorithm);
  if (bits > 64 * hashWords || (expected !== undefined && bits !== expected)) {
    throw new CorpusError(
      "wrong-hash-length",
      `${file}: got ${bits} bits, expected ${expected === undefined ? "at most 256" : `the ${expected} of ${algorithm}`}`,
    );
  }
  return bits;
}

/** The hash lines of a chunk whose columns are exactly those of a corpus, in their order. */
export function decodeChunk(chunk: DuckDBDataChunk): HashLine[] {
  return chunk.getRows().map((row): HashLine => {
    const words = row.slice(0, hashWords).map(asWord);
    const [bits, algorithm, decoder, pins, file, , capturedAt, width, height, quality, scene, sha256] =
      row.slice(hashWords);
    return {
      path: String(file),
      algorithm: String(algorithm),
      pins: decodePins(String(decoder), String(pins)),
      hash: toHex(words, Number(bits)),
      quality: Number(quality),
      width: Number(width),
      height: Number(height),
      ...(capturedAt instanceof DuckDBTimestampValue && { capturedAt: decodeTime(capturedAt) }),
      ...(typeof scene === "string" && { scene }),
      ...(sha256 instanceof DuckDBBlobValue && { sha256: encodeHex(sha256.bytes) }),
    };
  });
}

function asWord(value: DuckDBValue): bigint {
  return typeof value === "bigint" ? value : 0n;
}

function encodeTime(text: string): DuckDBTimestampValue {
  return new DuckDBTimestampValue(1000n * BigInt(Date.parse(`${text}Z`)));
}

function decodeTime({ micros }: DuckDBTimestampValue): string {
  return new Date(Number(micros / 1000n)).toISOString().slice(0, 19);
}
