// The contract of every store. Another backend is one more row of `backends`.
import fs from "node:fs";
import { ProtocolError } from "@glasshouse/matcher";
import { openSqliteStore, type Store } from "@glasshouse/server";
import { DatabaseSync } from "@photostructure/sqlite";
import { describe, expect, onTestFinished, test } from "vitest";
import { dumpStore, storeDigest, temporaryFile } from "./world.js";

const backends = [{ name: "sqlite", open: openSqliteStore }];

const bytes = (fill: number, length = 32) => new Uint8Array(length).fill(fill);
const account = bytes(1);
const device = bytes(2);
const publicKeys = { accountPublicKey: bytes(3), devicePublicKey: bytes(4) };
const table = {
  tableId: bytes(5),
  epoch: 1,
  manifest: bytes(6, 40),
  cellBytes: 64,
  cells: bytes(7, 64),
  alpha: bytes(8),
  fillerSeed: bytes(9),
};
const voucher = (id: number, fill = id, window = 0) => ({
  voucherId: bytes(id, 16),
  tableId: table.tableId,
  window,
  bytes: bytes(fill, 100),
});
const opening = (id: number) => ({
  status: "opened" as const,
  openedSlots: 1,
  voucher: {
    detectionColumn: bytes(10, 8),
    voucherId: bytes(id, 16),
    context: bytes(11),
    x: bytes(id),
    y: bytes(id + 100),
    sealedPayload: bytes(12, 50),
  },
});

const statesOf = async (receipts: ReturnType<Store["storeVouchers"]>) => (await receipts).map(({ status }) => status);

describe.each(backends)("store on $name", ({ open }) => {
  async function fill(file = temporaryFile()): Promise<{ store: Store; file: string }> {
    const store = await open(file);
    onTestFinished(() => store.close());
    await store.publishTable(table);
    await store.registerDevice({ account, device, ...publicKeys });
    return { store, file };
  }

  test("keeps everything across a close", async () => {
    const file = temporaryFile();
    const first = await open(file);
    await first.publishTable(table);
    expect(await first.registerDevice({ account, device, ...publicKeys })).toBe("stored");
    expect(await statesOf(first.storeVouchers(account, device, [voucher(20)]))).toEqual(["stored"]);
    await first.close();
    const { store } = await fill(file);
    const { cells: _cells, epoch: _epoch, ...kept } = table;
    expect(await store.tables()).toEqual([kept]);
    expect(await store.registerDevice({ account, device, ...publicKeys })).toBe("already-stored");
    expect(await store.devicePublicKey(account, device)).toEqual(publicKeys.devicePublicKey);
    expect(await store.devicePublicKey(account, bytes(99))).toBeNull();
    expect(await store.nextPendingVoucher()).toEqual({ sequence: 1, tableId: table.tableId, bytes: bytes(20, 100) });
  });

  test("a batch is stored whole or not at all", async () => {
    const { store, file } = await fill();
    expect(await statesOf(store.storeVouchers(account, device, [voucher(20), voucher(21)]))).toEqual([
      "stored",
      "stored",
    ]);
    const before = storeDigest(file);
    await expect(store.storeVouchers(account, device, [voucher(22), voucher(21, 77)])).rejects.toMatchObject({
      code: "conflict",
    });
    expect(storeDigest(file)).toBe(before);
    expect(await statesOf(store.storeVouchers(account, device, [voucher(21), voucher(22)]))).toEqual([
      "already-stored",
      "stored",
    ]);
    expect((await store.vouchers(account, 0, 10)).map((row) => row.voucherId[0])).toEqual([20, 21, 22]);
  });

  test("voucher ids of different accounts have nothing to do with one another", async () => {
    const { store } = await fill();
    const other = bytes(50);
    await store.registerDevice({ account: other, device, ...publicKeys });
    expect(await statesOf(store.storeVouchers(account, device, [voucher(20)]))).toEqual(["stored"]);
    expect(await statesOf(store.storeVouchers(other, device, [voucher(20, 21)]))).toEqual(["stored"]);
  });

  test("a voucher's result is kept once", async () => {
    const { store } = await fill();
    await store.storeVouchers(account, device, [voucher(20), voucher(21)]);
    await store.recordVoucher(1, { status: "closed" });
    await store.recordVoucher(1, opening(20));
    expect(await store.openings(account)).toEqual([]);
    expect(await store.nextPendingAccount()).toBeNull();
    await store.recordVoucher(2, opening(21));
    await store.recordVoucher(2, opening(21));
    expect(await store.openings(account)).toEqual([
      { voucher: opening(21).voucher, tableId: table.tableId, window: 0 },
    ]);
    expect(await store.nextPendingAccount()).toEqual(account);
    expect(await store.nextPendingVoucher()).toBeNull();
  });

  test("what was readable once stays readable, and nothing is before", async () => {
    const { store } = await fill();
    await store.storeVouchers(account, device, [voucher(20), voucher(21)]);
    await store.recordVoucher(1, opening(20));
    await store.recordAccount(account, [
      { window: 0, threshold: 2, detectionColumns: 4, outcome: { status: "below-threshold", distinct: 1 } },
    ]);
    expect(await store.payloads(account)).toBeNull();
    expect(await store.payload(account, bytes(20, 16))).toBeNull();
    expect(await store.openedAccounts()).toEqual([]);
    const payloads = [{ voucherId: bytes(20, 16), payload: bytes(60, 10) }];
    await store.recordAccount(account, [
      { window: 0, threshold: 2, detectionColumns: 4, outcome: { status: "opened", distinct: 2, payloads } },
    ]);
    await store.recordAccount(account, [
      { window: 0, threshold: 2, detectionColumns: 4, outcome: { status: "inconsistent-shares", distinct: 3 } },
      { window: 1, threshold: 2, detectionColumns: 4, outcome: { status: "below-threshold", distinct: 1 } },
    ]);
    expect(await store.payloads(account)).toEqual([{ voucherId: bytes(20, 16), device, payload: bytes(60, 10) }]);
    expect(await store.payload(account, bytes(20, 16))).toEqual(bytes(60, 10));
    expect(await store.openedAccounts()).toEqual([{ account, payloads: 1 }]);
    expect(await store.account(account)).toEqual({
      account,
      devices: 1,
      vouchers: 2,
      processed: 1,
      opened: 1,
      distinct: 3,
      status: "opened",
      payloads: 1,
      bytes: 200,
    });
    expect(await store.accounts()).toHaveLength(1);
    expect(await store.account(bytes(99))).toBeNull();
  });

  test("listings go on where the last page ended", async () => {
    const { store } = await fill();
    await store.storeVouchers(account, device, [voucher(20), voucher(21), voucher(22)]);
    const page = await store.vouchers(account, 0, 2);
    const rest = await store.vouchers(account, page.at(-1)?.sequence ?? 0, 2);
    expect([...page, ...rest].map((row) => row.voucherId[0])).toEqual([20, 21, 22]);
    expect(page[0]).toEqual({
      sequence: 1,
      voucherId: bytes(20, 16),
      device,
      tableId: table.tableId,
      bytes: 100,
      status: "stored",
      openedSlots: 0,
    });
  });

  test("a table is read in any range, across its pieces", async () => {
    const { store } = await fill();
    const cells = Uint8Array.from({ length: 2_500_000 }, (_, i) => i % 251);
    await store.publishTable({
      ...table,
      tableId: bytes(70),
      epoch: 2,
      cells,
      cellBytes: cells.length,
      alpha: bytes(71),
    });
    for (const [start, end] of [
      [0, cells.length - 1],
      [(1 << 20) - 1, 1 << 20],
      [2_499_999, 2_499_999],
    ] as const) {
      const pieces: Uint8Array[] = [];
      for await (const piece of store.readCells(bytes(70), start, end)) pieces.push(piece);
      expect(Buffer.compare(Buffer.concat(pieces), cells.subarray(start, end + 1)), `${start}-${end}`).toBe(0);
    }
  });

  test("a blinding key or an epoch is never used for two tables", async () => {
    const { store, file } = await fill();
    const before = storeDigest(file);
    await store.publishTable(table);
    const other = { ...table, tableId: bytes(70), alpha: bytes(71), epoch: 2 };
    for (const refused of [
      { ...other, alpha: table.alpha },
      { ...other, epoch: 1 },
    ]) {
      const attempt = store.publishTable(refused);
      await expect(attempt).rejects.toBeInstanceOf(ProtocolError);
      await expect(attempt).rejects.toMatchObject({ code: "invalid-parameters" });
    }
    expect(storeDigest(file)).toBe(before);
  });
});

test.skipIf(process.platform === "win32")("the file, which holds the blinding keys, is its owner's alone", async () => {
  const file = temporaryFile();
  fs.writeFileSync(file, "", { mode: 0o644 });
  const store = await openSqliteStore(file);
  onTestFinished(() => store.close());
  await store.publishTable(table);
  for (const name of [file, `${file}-wal`]) expect(fs.statSync(name).mode & 0o777, name).toBe(0o600);
  expect(dumpStore(file)["published_table"]).toHaveLength(1);
});

test("a file of another schema version is refused", async () => {
  const file = temporaryFile();
  await (await openSqliteStore(file)).close();
  const database = new DatabaseSync(file);
  database.exec("pragma user_version = 2");
  database.close();
  await expect(openSqliteStore(file)).rejects.toThrow("schema version 2");
});
