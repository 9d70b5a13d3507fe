// What the tests share: a small list, its table, devices with images, and a look at everything that a store holds.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { encodeText, type Group, loadSodiumGroup, sha256 } from "@glasshouse/crypto";
import {
  type AccountSecrets,
  type CreatedTable,
  type CreatedVoucher,
  createAccount,
  createBatch,
  createDevice,
  createRegistration,
  createTable,
  createVoucherMaker,
  type DeviceSecrets,
  defaultParams,
  type HashedImage,
  type Params,
  parseTokenScheme,
  prepareList,
  prepareTable,
} from "@glasshouse/matcher";
import { type RunningServer, type ServerOptions, startServer } from "@glasshouse/server";
import { type Client, createClient, type TransportOptions } from "@glasshouse/server/client";
import { DatabaseSync } from "@photostructure/sqlite";
import { onTestFinished } from "vitest";

export const operatorToken = "operator-token-of-the-tests";
export const reviewerToken = "reviewer-token-of-the-tests";

export const params: Params = {
  ...defaultParams,
  algorithm: "test-256",
  tokenScheme: parseTokenScheme("blocks-4x64-f1"),
  threshold: 3,
  counting: "hash",
  payloadBytes: 200,
  detectionColumns: 4,
};

/** A hash of 256 bits that stands for the picture of this name. */
export function hashedImage(name: string): HashedImage {
  const bits = sha256(encodeText(`picture ${name}`));
  return {
    algorithm: params.algorithm,
    bits,
    margins: Float32Array.from({ length: 256 }, (_, i) => i),
    bitOrder: Uint16Array.from({ length: 256 }, (_, i) => i),
  };
}

/** What stands for the picture's bytes. */
export function payloadOf(name: string): Uint8Array {
  const pixels = Buffer.from(sha256(encodeText(`pixels of ${name}`))).toString("hex");
  return encodeText(`the readable picture called ${name}: ${pixels}`);
}

export const listedNames: readonly string[] = ["listed 1", "listed 2", "listed 3", "listed 4", "listed 5"];

export async function createListTable(
  epoch = 1,
  names: readonly string[] = listedNames,
  base?: CreatedTable,
  changes: Partial<Params> = {},
): Promise<CreatedTable> {
  const entries = names.map((name) => ({ id: name, image: hashedImage(name) }));
  const list = prepareList(entries, params);
  return createTable(
    await loadSodiumGroup(),
    list,
    { ...params, ...changes },
    {
      algorithmDigest: sha256(encodeText("test-256")),
      epoch,
      ...(base && { base }),
    },
  );
}

/** One account with one device that makes vouchers for a table. */
export interface Phone {
  readonly account: AccountSecrets;
  readonly device: DeviceSecrets;
  readonly registration: Uint8Array;
  vouchers(names: readonly string[]): CreatedVoucher[];
  /** Signs whatever bytes it is given, as a hostile device could. */
  batch(vouchers: readonly Omit<CreatedVoucher, "synthetic">[]): Uint8Array;
}

export function createPhone(
  group: Group,
  created: CreatedTable,
  known?: AccountSecrets,
  supplemented?: CreatedTable,
): Phone {
  const base = supplemented ? prepareTable(group, supplemented.manifestBytes, supplemented.cells) : null;
  const table = prepareTable(group, created.manifestBytes, created.cells, created.tableId, base);
  const account = known ?? createAccount(group, table.manifest);
  const device = createDevice();
  const maker = createVoucherMaker(group, table, account, device, { distance: hammingDistance });
  return {
    account,
    device,
    registration: createRegistration(account, device),
    vouchers: (names) =>
      names.map((name) =>
        maker.createVoucher({ image: hashedImage(name), payload: payloadOf(name), capturedAt: null }),
      ),
    batch: (vouchers) =>
      createBatch(
        account,
        device,
        vouchers.map((voucher) => ({ ...voucher, synthetic: false })),
      ),
  };
}

function hammingDistance(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, byte, i) => sum + (byte ^ (b[i] ?? 0)).toString(2).replaceAll("0", "").length, 0);
}

/** A folder that is gone after the test. */
export function temporaryFile(name = "server.db"): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "glasshouse-server-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, name);
}

/** A server on a file of its own with one published table, and clients of all roles. */
export interface Running {
  readonly server: RunningServer;
  readonly file: string;
  readonly table: CreatedTable;
  readonly group: Group;
  readonly device: Client;
  readonly operator: Client;
  readonly reviewer: Client;
}

export async function startWorld(
  options: Partial<ServerOptions> & { traffic?: TransportOptions["onTraffic"] } = {},
): Promise<Running> {
  const { traffic, ...changed } = options;
  const file = temporaryFile();
  const table = await createListTable();
  const server = await startServer({ store: file, operatorToken, reviewerToken, ...changed });
  onTestFinished(() => server.close());
  await server.publishTable(table);
  const onTraffic = traffic ? { onTraffic: traffic } : {};
  return {
    server,
    file,
    table,
    group: await loadSodiumGroup(),
    device: createClient(server.url, { firstPauseMs: 1, ...onTraffic }),
    operator: createClient(server.url, { token: operatorToken }),
    reviewer: createClient(server.url, { token: reviewerToken }),
  };
}

/** Every row of every table of a store file, as another process would read it. */
export function dumpStore(file: string): Record<string, Record<string, unknown>[]> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const names: { name: string }[] = database
      .prepare("select name from sqlite_schema where type = 'table' order by name")
      .all();
    return Object.fromEntries(names.map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()]));
  } finally {
    database.close();
  }
}

/** A digest of everything that a store holds. */
export function storeDigest(file: string): string {
  const text = JSON.stringify(dumpStore(file), (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value,
  );
  return Buffer.from(sha256(encodeText(text))).toString("hex");
}
