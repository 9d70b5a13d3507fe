import { isEqualBytes } from "@glasshouse/crypto";
import { ProtocolError } from "@glasshouse/matcher";
import { type Kysely, sql } from "kysely";
import { encodeHex } from "./hex.js";
import { pieceBytes, type Schema } from "./schema.js";
import { recordWindow, summarize } from "./sql-accounts.js";
import type { Store, StoredPayload, VoucherReceipt } from "./store.js";

/** The store on any database that kysely speaks to and whose transactions are serializable and durable. */
export function createSqlStore(db: Kysely<Schema>): Store {
  return {
    async publishTable({ tableId, epoch, manifest, cells, alpha, fillerSeed }) {
      await db.transaction().execute(async (transaction) => {
        const known = await transaction.selectFrom("published_table").select(["table_id", "epoch", "alpha"]).execute();
        if (known.some((table) => isEqualBytes(table.table_id, tableId))) return;
        if (known.some((table) => table.epoch === epoch))
          throw new ProtocolError("invalid-parameters", `epoch ${epoch} is already published`);
        if (known.some((table) => isEqualBytes(table.alpha, alpha)))
          throw new ProtocolError("invalid-parameters", "the blinding key is that of another published table");
        await transaction
          .insertInto("published_table")
          .values({
            table_id: tableId,
            epoch,
            manifest,
            cell_bytes: cells.length,
            alpha,
            filler_seed: fillerSeed,
          })
          .execute();
        for (let piece = 0; piece * pieceBytes < cells.length; piece++) {
          const bytes = cells.subarray(piece * pieceBytes, (piece + 1) * pieceBytes);
          await transaction.insertInto("table_piece").values({ table_id: tableId, piece, bytes }).execute();
        }
      });
    },

    async tables() {
      const rows = await db.selectFrom("published_table").selectAll().orderBy("epoch").execute();
      return rows.map((row) => ({
        tableId: row.table_id,
        manifest: row.manifest,
        cellBytes: Number(row.cell_bytes),
        alpha: row.alpha,
        fillerSeed: row.filler_seed,
      }));
    },

    async *readCells(tableId, start, end) {
      for (let piece = Math.floor(start / pieceBytes); piece * pieceBytes <= end; piece++) {
        const { bytes } = await db
          .selectFrom("table_piece")
          .select("bytes")
          .where("table_id", "=", tableId)
          .where("piece", "=", piece)
          .executeTakeFirstOrThrow();
        const offset = piece * pieceBytes;
        yield bytes.subarray(Math.max(0, start - offset), Math.min(bytes.length, end + 1 - offset));
      }
    },

    async registerDevice({ account, device, accountPublicKey, devicePublicKey }) {
      return await db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto("account")
          .values({ account, pending: 0 })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto("device")
          .values({ account, device, account_public_key: accountPublicKey, device_public_key: devicePublicKey })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirstOrThrow();
        return numInsertedOrUpdatedRows === 0n ? "already-stored" : "stored";
      });
    },

    async devicePublicKey(account, device) {
      const row = await db
        .selectFrom("device")
        .select("device_public_key")
        .where("account", "=", account)
        .where("device", "=", device)
        .executeTakeFirst();
      return row?.device_public_key ?? null;
    },

    async storeVouchers(account, device, vouchers) {
      return await db.transaction().execute(async (transaction) => {
        const receipts: VoucherReceipt[] = [];
        for (const { voucherId, tableId, window, bytes } of vouchers) {
          const first = await transaction
            .selectFrom("voucher")
            .select("bytes")
            .where("account", "=", account)
            .where("voucher_id", "=", voucherId)
            .executeTakeFirst();
          if (!first) {
            await transaction
              .insertInto("voucher")
              .values({
                account,
                device,
                voucher_id: voucherId,
                table_id: tableId,
                window_number: window,
                bytes,
                status: "stored",
              })
              .execute();
            receipts.push({ voucherId, status: "stored" });
            continue;
          }
          if (!isEqualBytes(first.bytes, bytes))
            throw new ProtocolError("conflict", `voucher ${encodeHex(voucherId)} is already kept with other bytes`);
          receipts.push({ voucherId, status: "already-stored" });
        }
        return receipts;
      });
    },

    async nextPendingVoucher() {
      const row = await db
        .selectFrom("voucher")
        .select(["sequence", "table_id", "bytes"])
        .where("status", "=", "stored")
        .orderBy("sequence")
        .limit(1)
        .executeTakeFirst();
      return row ? { sequence: Number(row.sequence), tableId: row.table_id, bytes: row.bytes } : null;
    },

    async recordVoucher(sequence, opening) {
      await db.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable("voucher")
          .set({ status: opening.status })
          .where("sequence", "=", sequence)
          .where("status", "=", "stored")
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n || opening.status !== "opened") return;
        await transaction
          .insertInto("opening")
          .values({
            sequence,
            opened_slots: opening.openedSlots,
            context: opening.voucher.context,
            x: opening.voucher.x,
            y: opening.voucher.y,
            detection_column: opening.voucher.detectionColumn,
            sealed_payload: opening.voucher.sealedPayload,
          })
          .execute();
        await transaction
          .updateTable("account")
          .set({ pending: 1 })
          .where("account", "=", (query) =>
            query.selectFrom("voucher").select("account").where("sequence", "=", sequence),
          )
          .execute();
      });
    },

    async nextPendingAccount() {
      const row = await db.selectFrom("account").select("account").where("pending", "=", 1).limit(1).executeTakeFirst();
      return row?.account ?? null;
    },

    async openings(account) {
      const rows = await db
        .selectFrom("opening")
        .innerJoin("voucher", "voucher.sequence", "opening.sequence")
        .select(["context", "x", "y", "detection_column", "sealed_payload", "voucher_id", "table_id", "window_number"])
        .where("account", "=", account)
        .orderBy("opening.sequence")
        .execute();
      return rows.map((row) => ({
        voucher: {
          voucherId: row.voucher_id,
          context: row.context,
          x: row.x,
          y: row.y,
          detectionColumn: row.detection_column,
          sealedPayload: row.sealed_payload,
        },
        tableId: row.table_id,
        window: Number(row.window_number),
      }));
    },

    async recordAccount(account, evaluated) {
      await db.transaction().execute(async (transaction) => {
        await transaction.updateTable("account").set({ pending: 0 }).where("account", "=", account).execute();
        for (const evaluation of evaluated) await recordWindow(transaction, account, evaluation);
      });
    },

    accounts: async () => await summarize(db),
    account: async (account) => (await summarize(db, account))[0] ?? null,

    async vouchers(account, after, limit) {
      const rows = await db
        .selectFrom("voucher")
        .leftJoin("opening", "opening.sequence", "voucher.sequence")
        .select(["voucher.sequence", "voucher_id", "device", "table_id", "status", "opened_slots"])
        .select(sql<number>`length(bytes)`.as("length"))
        .where("account", "=", account)
        .where("voucher.sequence", ">", after)
        .orderBy("voucher.sequence")
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        sequence: Number(row.sequence),
        voucherId: row.voucher_id,
        device: row.device,
        tableId: row.table_id,
        bytes: Number(row.length),
        status: row.status,
        openedSlots: row.opened_slots ?? 0,
      }));
    },

    async openedAccounts() {
      const rows = await db
        .selectFrom("payload")
        .select((query) => ["account", query.fn.countAll<number>().as("payloads")])
        .groupBy("account")
        .orderBy("account")
        .execute();
      return rows.map((row) => ({ account: row.account, payloads: Number(row.payloads) }));
    },

    async payloads(account) {
      const rows = await selectPayloads(db, account).orderBy("voucher.sequence").execute();
      return rows.length > 0 ? rows.map(toPayload) : null;
    },

    async payload(account, voucherId) {
      const row = await selectPayloads(db, account).where("payload.voucher_id", "=", voucherId).executeTakeFirst();
      return row?.payload ?? null;
    },

    close: async () => await db.destroy(),
  };
}

function selectPayloads(db: Kysely<Schema>, account: Uint8Array) {
  return db
    .selectFrom("payload")
    .innerJoin("voucher", (join) =>
      join.onRef("voucher.account", "=", "payload.account").onRef("voucher.voucher_id", "=", "payload.voucher_id"),
    )
    .select(["payload.voucher_id", "voucher.device", "payload.payload"])
    .where("payload.account", "=", account);
}

function toPayload(row: { voucher_id: Uint8Array; device: Uint8Array; payload: Uint8Array }): StoredPayload {
  return { voucherId: row.voucher_id, device: row.device, payload: row.payload };
}
