import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ProtocolError } from "@glasshouse/matcher";
import type { Request, Response, Router } from "express";
import { decodeHex, encodeHex } from "../hex.js";
import { paths } from "../paths.js";
import { HttpError } from "../problems.js";
import { tableId } from "../resources.js";
import type { Store } from "../store.js";
import type { PublishedTable, TableCatalog } from "../tables.js";
import { allowOnly, cborMediaType, createRouter, readParameter } from "./request.js";

const immutable = "public, max-age=31536000, immutable";

/** What anyone may read: manifests and blinded tables. A table never changes; the current one may. */
export function createPublicRoutes(store: Store, tables: TableCatalog): Router {
  const router = createRouter();
  const find = (id: unknown) => requireTable(tables.find(decodeHex(readParameter(tableId, "tableId", id))));

  router
    .route(paths.health)
    .get((_request, response) => {
      response.set("Cache-Control", "no-store").json({ status: "ok" });
    })
    .all(allowOnly("GET", "HEAD"));

  router
    .route(paths.currentManifest)
    .get((request, response) => sendManifest(request, response, requireTable(tables.current()), "no-cache"))
    .all(allowOnly("GET", "HEAD"));

  router
    .route(paths.manifest(":tableId"))
    .get((request, response) => sendManifest(request, response, find(request.params.tableId), immutable))
    .all(allowOnly("GET", "HEAD"));

  router
    .route(paths.table(":tableId"))
    .get((request, response) => sendTable(request, response, find(request.params.tableId), store))
    .all(allowOnly("GET", "HEAD"));

  return router;
}

function sendManifest(request: Request, response: Response, table: PublishedTable, cacheControl: string): void {
  response.set({ "Cache-Control": cacheControl, ETag: `"${encodeHex(table.tableId)}"`, "Content-Type": cborMediaType });
  if (request.fresh) response.status(304).end();
  else response.send(Buffer.from(table.manifestBytes));
}

/** One range at most (RFC 9110 section 14.2 lets a server answer several ranges with the whole). */
async function sendTable(request: Request, response: Response, table: PublishedTable, store: Store): Promise<void> {
  const etag = `"${encodeHex(table.manifest.tableDigest)}"`;
  response.set({
    "Cache-Control": immutable,
    ETag: etag,
    "Content-Type": "application/octet-stream",
    "Accept-Ranges": "bytes",
  });
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  const range = readRange(request, response, table.cellBytes, etag);
  if (range) response.status(206).set("Content-Range", `bytes ${range.start}-${range.end}/${table.cellBytes}`);
  const { start, end } = range ?? { start: 0, end: table.cellBytes - 1 };
  response.set("Content-Length", String(end - start + 1));
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  try {
    await pipeline(Readable.from(store.readCells(table.tableId, start, end), { objectMode: true }), response);
  } catch (error) {
    // A reader that goes away in the middle is its own business; it resumes with a range.
    if (!response.destroyed) throw error;
  }
}

function readRange(request: Request, response: Response, size: number, etag: string) {
  const ifRange = request.get("If-Range");
  if (ifRange !== undefined && ifRange !== etag) return null;
  const ranges = request.range(size);
  if (ranges === -1) {
    response.set("Content-Range", `bytes */${size}`);
    throw new HttpError("range-not-satisfiable", `the table has ${size} bytes`);
  }
  if (ranges === undefined || ranges === -2 || ranges.type !== "bytes" || ranges.length !== 1) return null;
  return ranges[0] ?? null;
}

function requireTable(table: PublishedTable | null): PublishedTable {
  if (!table) throw new ProtocolError("unknown-table", "no such table is published here");
  return table;
}
