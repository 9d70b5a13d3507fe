import type { DuckDBValue } from "@duckdb/node-api";
import { openCorpus } from "./corpus-file.js";
import { readRows } from "./database.js";
import { type HashGroup, readGroups } from "./read.js";

/** What `glasshouse corpus info --json` writes. */
export interface CorpusInfo {
  readonly schema: "glasshouse.corpus-info/1";
  readonly file: string;
  readonly rows: number;
  /** One per algorithm and kind of pins. */
  readonly hashes: readonly HashGroup[];
  /** What rates are counted by, each smaller than the one before where pictures depend on one another. */
  readonly units: {
    /** Different files by their SHA-256: true copies count once; `unknown` rows have none. */
    readonly files: number;
    readonly unknownFiles: number;
    readonly folders: number;
    /** Generated scenes; 0 for real pictures. */
    readonly scenes: number;
  };
  readonly captured: {
    /** Rows with a capture time. */
    readonly rows: number;
    /** "2021-05-06T07:08:09", on the cameras' wall clocks. */
    readonly first: string | null;
    readonly last: string | null;
  };
}

/** Counts a corpus. @throws CorpusError `unreadable`, `wrong-schema` */
export async function inspectCorpus(file: string): Promise<CorpusInfo> {
  const corpus = await openCorpus(file);
  try {
    const hashes = await readGroups(corpus);
    const [counts = []] = await readRows(
      corpus.connection,
      `SELECT count(*), count(DISTINCT sha256), count(*) - count(sha256), count(DISTINCT folder), count(DISTINCT scene),
         count(captured_at), strftime(min(captured_at), '%Y-%m-%dT%H:%M:%S'), strftime(max(captured_at), '%Y-%m-%dT%H:%M:%S')
       FROM ${corpus.source}`,
    );
    const [rows, files, unknownFiles, folders, scenes, timed] = counts.slice(0, 6).map(Number);
    return {
      schema: "glasshouse.corpus-info/1",
      file,
      rows: rows ?? 0,
      hashes,
      units: { files: files ?? 0, unknownFiles: unknownFiles ?? 0, folders: folders ?? 0, scenes: scenes ?? 0 },
      captured: { rows: timed ?? 0, first: asText(counts[6]), last: asText(counts[7]) },
    };
  } finally {
    corpus.close();
  }
}

function asText(value: DuckDBValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}
