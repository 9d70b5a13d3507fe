/**
 * The main job: a list authority prepares a list, a real server publishes it, devices upload over real HTTP, the server
 * opens what crosses the threshold. Only this file knows all sides, and only to compare them.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Group, loadSodiumGroup } from "@glasshouse/crypto";
import { encodeHex, type HashAlgorithm, hammingDistance } from "@glasshouse/hasher";
import {
  type AccountImage,
  type CountingRule,
  type CreatedTable,
  type CreatedVoucher,
  createAccount,
  createBatch,
  createDevice,
  createRegistration,
  createTable,
  createVoucherMaker,
  decodeManifest,
  type ListEntry,
  type Params,
  type PreparedList,
  prepareList,
  prepareTable,
  sealedPayloadBytes,
  tableBytes,
} from "@glasshouse/matcher";
import { startServer } from "@glasshouse/server";
import { type Client, createClient, type VoucherSummary } from "@glasshouse/server/client";
import { digestAlgorithm } from "../images/algorithm-digest.js";
import { createPictureHasher, type HashedPicture } from "./hashing.js";
import type { PictureSource, World, WorldAccount, WorldEntry, WorldPicture } from "./world.js";

/** Choices of {@link runDemo}. */
export interface RunOptions {
  readonly algorithm: HashAlgorithm;
  readonly params: Params;
  readonly signal: AbortSignal;
  /** Called when a step has done `done` of `total`. */
  readonly onProgress: (step: string, done: number, total: number) => void;
}

/** An entry after hashing. */
export interface RunEntry extends WorldEntry {
  readonly hashed: HashedPicture;
}

/** A picture, its voucher, and what the server made of it. */
export interface RunPicture extends WorldPicture {
  readonly hashed: HashedPicture;
  readonly voucher: CreatedVoucher;
  readonly seen: VoucherSummary;
  /** What reviewers read; `null` while the account is closed, and for vouchers that did not match. */
  readonly payload: Uint8Array | null;
}

/** An account after the run. */
export interface RunAccount extends Omit<WorldAccount, "pictures"> {
  readonly pictures: readonly RunPicture[];
  readonly opened: boolean;
  readonly distinctMatches: number;
}

/** Everything that happened, from every side. */
export interface DemoRun {
  readonly entries: readonly RunEntry[];
  readonly list: PreparedList;
  readonly table: CreatedTable;
  readonly accounts: readonly RunAccount[];
  readonly cost: {
    readonly hashMsPerImage: number;
    readonly voucherMsPerImage: number;
    readonly serverMsPerVoucher: number;
    readonly payloadBytesPerImage: number;
  };
}

const vouchersPerBatch = 16;

/** Runs a world. The server listens on a free port and keeps an SQLite file in a temporary folder for as long as it takes. */
export async function runDemo(world: World, { algorithm, params, signal, onProgress }: RunOptions): Promise<DemoRun> {
  const group = await loadSodiumGroup();
  const hasher = createPictureHasher(algorithm);
  const hashAll = async <T extends { readonly source: PictureSource }>(step: string, items: readonly T[]) => {
    const hashed: (T & { hashed: HashedPicture })[] = [];
    for (const item of items) {
      signal.throwIfAborted();
      hashed.push({ ...item, hashed: await hasher.hash(item.source) });
      onProgress(step, hashed.length, items.length);
    }
    return hashed;
  };

  const entries = await hashAll("list authority: hashing the list", world.entries);
  const list = prepareList(entries.flatMap(toListEntry), params);
  const pins = entries.find(({ hashed }) => hashed.pins)?.hashed.pins;
  if (!pins) throw new Error("the demo's list holds no picture that can be decoded");
  const tables = createTables(group, list, params, world.accounts, digestAlgorithm(algorithm, pins));

  const folder = await mkdtemp(path.join(tmpdir(), "glasshouse-demo-"));
  const operatorToken = randomBytes(24).toString("hex");
  const reviewerToken = randomBytes(24).toString("hex");
  const server = await startServer({ store: path.join(folder, "server.sqlite"), operatorToken, reviewerToken });
  try {
    const published = [...tables.values()];
    for (const [i, table] of published.entries()) {
      await server.publishTable(table);
      onProgress("server: publishing blinded tables", i + 1, published.length);
    }
    const uploads: Upload[] = [];
    let voucherCpuMs = 0;
    const total = world.accounts.reduce((sum, { pictures }) => sum + pictures.length, 0);
    let done = 0;
    for (const account of world.accounts) {
      const pictures = await hashAll(`device of ${account.name}: hashing`, account.pictures);
      const table = tables.get(account.counting) as CreatedTable;
      const upload = await uploadAccount(group, createClient(server.url), table.tableId, pictures, () => {
        onProgress("devices: making and uploading vouchers", ++done, total);
      });
      voucherCpuMs += upload.cpuMs;
      uploads.push(upload);
    }
    await server.whenIdle();
    const operator = createClient(server.url, { token: operatorToken });
    const reviewer = createClient(server.url, { token: reviewerToken });
    const accounts: RunAccount[] = [];
    for (const [i, upload] of uploads.entries())
      accounts.push(await inspectAccount(world.accounts[i] as WorldAccount, upload, operator, reviewer));
    const { cpuMs, vouchers } = server.openingCost();
    return {
      entries,
      list,
      table: tables.get(params.counting) as CreatedTable,
      accounts,
      cost: {
        hashMsPerImage: hasher.msPerImage(),
        voucherMsPerImage: voucherCpuMs / total,
        serverMsPerVoucher: cpuMs / Math.max(1, vouchers),
        payloadBytesPerImage: sealedPayloadBytes(params),
      },
    };
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function toListEntry({ id, hashed: { image } }: RunEntry): ListEntry[] {
  return image ? [{ id, image }] : [];
}

/** The counting rule is a part of the manifest, so every rule in use has a table of its own. */
function createTables(
  group: Group,
  list: PreparedList,
  params: Params,
  accounts: readonly WorldAccount[],
  algorithmDigest: Uint8Array,
): Map<CountingRule, CreatedTable> {
  // The rule asked for comes last: the newest epoch is the current table.
  const rules = new Set([
    ...accounts.map(({ counting }) => counting).filter((rule) => rule !== params.counting),
    params.counting,
  ]);
  return new Map(
    [...rules].map((counting, i) => [
      counting,
      createTable(group, list, { ...params, counting }, { algorithmDigest, epoch: i + 1 }),
    ]),
  );
}

interface Upload {
  readonly account: Uint8Array;
  readonly pictures: readonly (WorldPicture & { hashed: HashedPicture; voucher: CreatedVoucher })[];
  readonly cpuMs: number;
}

/** One device: fetches and checks the table that it pins, registers, sends vouchers in signed batches. */
async function uploadAccount(
  group: Group,
  client: Client,
  pinnedTableId: Uint8Array,
  pictures: readonly (WorldPicture & { hashed: HashedPicture })[],
  onVoucher: () => void,
): Promise<Upload> {
  const manifestBytes = await client.manifestOf(pinnedTableId);
  const manifest = decodeManifest(manifestBytes);
  const cells = await client.table(pinnedTableId, tableBytes(manifest));
  const table = prepareTable(group, manifestBytes, cells, pinnedTableId);
  const account = createAccount(group, manifest);
  const device = createDevice();
  await client.registerDevice(createRegistration(account, device));
  const maker = createVoucherMaker(group, table, account, device, { distance: hammingDistance });
  const made: (WorldPicture & { hashed: HashedPicture; voucher: CreatedVoucher })[] = [];
  let cpuMs = 0;
  for (let from = 0; from < pictures.length; from += vouchersPerBatch) {
    const chunk = pictures.slice(from, from + vouchersPerBatch).map((picture) => {
      const { hashed, capturedAt } = picture;
      const image: AccountImage = { image: hashed.image, payload: hashed.thumbnail, capturedAt };
      const start = process.cpuUsage();
      const voucher = maker.createVoucher(image);
      const { user, system } = process.cpuUsage(start);
      cpuMs += (user + system) / 1000;
      onVoucher();
      return { ...picture, voucher };
    });
    await client.sendBatch(
      createBatch(
        account,
        device,
        chunk.map(({ voucher }) => voucher),
      ),
    );
    made.push(...chunk);
  }
  return { account: account.account, pictures: made, cpuMs };
}

/** What the operator and the reviewers see of an account, put beside the pictures that only this process knows. */
async function inspectAccount(
  world: WorldAccount,
  { account, pictures }: Upload,
  operator: Client,
  reviewer: Client,
): Promise<RunAccount> {
  const summary = await operator.account(account);
  const seen = new Map((await operator.vouchers(account)).map((voucher) => [voucher.voucherId, voucher]));
  const opened = summary.status === "opened";
  const readable = new Map(
    opened
      ? (await reviewer.openedAccount(account)).payloads.map(({ voucherId, payload }) => [voucherId, payload])
      : [],
  );
  return {
    ...world,
    opened,
    distinctMatches: summary.distinct,
    pictures: pictures.map((picture): RunPicture => {
      const id = encodeHex(picture.voucher.voucherId);
      const payload = readable.get(id);
      return {
        ...picture,
        seen: seen.get(id) as VoucherSummary,
        payload: payload === undefined ? null : Buffer.from(payload, "base64"),
      };
    }),
  };
}
