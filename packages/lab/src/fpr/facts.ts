import { DuckDBBlobValue } from "@duckdb/node-api";
import { encodeHex } from "@glasshouse/hasher";
import { openCorpus } from "../corpus/corpus-file.js";
import { readChunks } from "../corpus/database.js";
import type { Origins } from "./sides.js";
import { positioned } from "./unit.js";

/** What a report says of one picture. */
export interface Facts {
  /** As the corpus or list names it. */
  readonly path: string;
  /** 0 to 100; `null` for entries of list files. */
  readonly quality: number | null;
  readonly sha256: string | null;
}

/** The facts of some pictures of a side, by index of the side: those that matched, never all. */
export async function readFacts(origins: Origins, indices: Iterable<number>): Promise<ReadonlyMap<number, Facts>> {
  const wanted = [...new Set(indices)].sort((a, b) => a - b);
  if (wanted.length === 0) return new Map();
  if (origins.kind === "list") {
    const { ids, sources } = origins;
    return new Map(wanted.map((i) => [i, { path: sources[i] || `entry ${ids[i]}`, quality: null, sha256: null }]));
  }
  const indexOf = new Map(wanted.map((i) => [origins.position[i] as number, i]));
  const facts = new Map<number, Facts>();
  const { connection, close } = await openCorpus(origins.file);
  try {
    await connection.run("CREATE TEMP TABLE wanted (glasshouse_position BIGINT)");
    const appender = await connection.createAppender("wanted");
    for (const position of indexOf.keys()) {
      appender.appendBigInt(BigInt(position));
      appender.endRow();
    }
    appender.closeSync();
    const sql = `SELECT glasshouse_position, path, quality, sha256 FROM ${positioned(origins.file)} SEMI JOIN wanted USING (glasshouse_position)`;
    for await (const chunk of readChunks(connection, sql)) {
      for (const [position, path, quality, sha256] of chunk.getRows()) {
        facts.set(indexOf.get(Number(position)) as number, {
          path: String(path),
          quality: Number(quality),
          sha256: sha256 instanceof DuckDBBlobValue ? encodeHex(sha256.bytes) : null,
        });
      }
    }
  } finally {
    close();
  }
  return facts;
}
