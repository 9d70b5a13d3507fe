import { type CreatedTable, decodeManifest, type Manifest, ProtocolError } from "@glasshouse/matcher";
import { encodeHex } from "./hex.js";
import type { Store } from "./store.js";

/** A published table as the routes and the opening worker use it. Its cells stay in the store. */
export interface PublishedTable {
  readonly tableId: Uint8Array;
  readonly manifest: Manifest;
  readonly manifestBytes: Uint8Array;
  /** Length of the table, in bytes. */
  readonly cellBytes: number;
  readonly alpha: Uint8Array;
}

/** The published tables, in memory. */
export interface TableCatalog {
  /** The table of the largest epoch; `null` before the first. */
  current(): PublishedTable | null;
  find(tableId: Uint8Array): PublishedTable | null;
  /**
   * Keeps a table in the store, then offers it. The same table again changes nothing.
   * @throws ProtocolError `unknown-table` for a supplement before its base; `invalid-parameters`, see
   *   {@link Store.publishTable}
   */
  publish(table: CreatedTable): Promise<void>;
}

/** Reads the tables of a store. */
export async function loadTables(store: Store): Promise<TableCatalog> {
  const byId = new Map<string, PublishedTable>();
  let current: PublishedTable | null = null;
  const reload = async () => {
    for (const { tableId, manifest, cellBytes, alpha } of await store.tables()) {
      const known = byId.get(encodeHex(tableId));
      const table = known ?? { tableId, manifest: decodeManifest(manifest), manifestBytes: manifest, cellBytes, alpha };
      byId.set(encodeHex(tableId), table);
      current = table; // the store lists them by ascending epoch
    }
  };
  await reload();
  return {
    current: () => current,
    find: (tableId) => byId.get(encodeHex(tableId)) ?? null,
    async publish({ tableId, manifest, manifestBytes, cells, secrets }) {
      if (manifest.base.length > 0 && !byId.has(encodeHex(manifest.base)))
        throw new ProtocolError("unknown-table", "the table that this one supplements is not published here");
      await store.publishTable({
        tableId,
        epoch: manifest.epoch,
        manifest: manifestBytes,
        cellBytes: cells.length,
        cells,
        alpha: secrets.alpha,
        fillerSeed: secrets.fillerSeed,
      });
      await reload();
    },
  };
}
