import { type Group, loadSodiumGroup, sha256, sign } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import {
  type AccountSecrets,
  acceptBatch,
  acceptRegistration,
  type Batch,
  batchLimits,
  batchTranscript,
  type CreatedTable,
  createAccount,
  createBatch,
  createDevice,
  createRegistration,
  createTable,
  createVoucherMaker,
  type DeviceSecrets,
  decodeManifest,
  decodeRegistration,
  decodeVoucher,
  defaultParams,
  encodeBatch,
  encodeManifest,
  encodeRegistration,
  encodeVoucher,
  type HashedImage,
  openVoucher,
  type Params,
  type PreparedTable,
  parseTokenScheme,
  prepareList,
  prepareTable,
  slotBytes,
  tableEncodingNames,
  type Voucher,
} from "@glasshouse/matcher";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { createImage, hamming } from "./worlds.js";

const random = createSeededRandom("hostile");
const algorithmDigest = new Uint8Array(32);
const params: Params = {
  ...defaultParams,
  algorithm: "test-64",
  tokenScheme: parseTokenScheme("blocks-2x32-f1"),
  threshold: 2,
  payloadBytes: 64,
  detectionColumns: 1,
};
const listed = createImage(random);
const code = (expected: string) => expect.objectContaining({ code: expected });

let group: Group;
let created: CreatedTable;
let table: PreparedTable;
let account: AccountSecrets;
let device: DeviceSecrets;

beforeAll(async () => {
  group = await loadSodiumGroup();
  const list = prepareList([{ id: "listed", image: listed }], { ...params, random: random.bytes });
  created = createTable(group, list, params, { algorithmDigest, epoch: 1, random: random.bytes });
  table = prepareTable(group, created.manifestBytes, created.cells, created.tableId);
  account = createAccount(group, table.manifest, random.bytes);
  device = createDevice(random.bytes);
});

const voucherOf = (image: HashedImage | null, payload = new Uint8Array(3)) =>
  createVoucherMaker(group, table, account, device, { distance: hamming, random: random.bytes }).createVoucher({
    image,
    payload,
    capturedAt: null,
  });

const directory = {
  devicePublicKey: async (a: Uint8Array, d: Uint8Array) =>
    String(a) === String(account.account) && String(d) === String(device.device) ? device.signingKeys.publicKey : null,
  manifest: (tableId: Uint8Array) => (String(tableId) === String(table.tableId) ? table.manifest : null),
};

/** A batch that the device really signed, whatever it holds. */
function signed(vouchers: readonly Uint8Array[], change: Partial<Batch> = {}): Uint8Array {
  const signature = sign(batchTranscript(account.account, device.device, vouchers), device.signingKeys);
  return encodeBatch({ account: account.account, device: device.device, vouchers, signature, ...change });
}

const changed = (change: (voucher: Voucher) => Partial<Voucher>): Uint8Array => {
  const voucher = decodeVoucher(voucherOf(listed).bytes);
  return encodeVoucher({ ...voucher, ...change(voucher) });
};

const withSlotPoint = (point: Uint8Array) =>
  changed(({ slots }) => {
    const copy = slots.slice();
    copy.set(point, slotBytes);
    return { slots: copy };
  });

describe("a batch", () => {
  test("that is well formed is accepted whole", async () => {
    const vouchers = [voucherOf(listed), voucherOf(null)];
    const accepted = await acceptBatch(group, createBatch(account, device, vouchers), directory);
    expect(accepted.vouchers.map(({ bytes }) => bytes)).toEqual(vouchers.map(({ bytes }) => bytes));
  });

  test.each<[string, string, () => Uint8Array]>([
    ["from an unknown device", "unknown-device", () => signed([], { device: new Uint8Array(32) })],
    ["from an unknown account", "unknown-device", () => signed([], { account: new Uint8Array(32) })],
    ["with a spoilt signature", "invalid-signature", () => signed([], { signature: new Uint8Array(64) })],
    [
      "whose vouchers were exchanged after signing",
      "invalid-signature",
      () => {
        const { signature } = {
          signature: sign(batchTranscript(account.account, device.device, []), device.signingKeys),
        };
        return signed([voucherOf(listed).bytes], { signature });
      },
    ],
    [
      "with a voucher of another account",
      "wrong-account",
      () => signed([changed(() => ({ account: random.bytes(32) }))]),
    ],
    ["with a voucher of another device", "wrong-device", () => signed([changed(() => ({ device: random.bytes(32) }))])],
    [
      "with a voucher for another table",
      "unknown-table",
      () => signed([changed(() => ({ tableId: random.bytes(32) }))]),
    ],
    [
      "with a voucher of another token scheme",
      "wrong-token-scheme",
      () => signed([changed(() => ({ tokenScheme: "whole-key" }))]),
    ],
    [
      "with a slot missing",
      "malformed-message",
      () => signed([changed(({ slots }) => ({ slots: slots.slice(slotBytes) }))]),
    ],
    [
      "with a slot too many",
      "malformed-message",
      () => signed([changed(({ slots }) => ({ slots: new Uint8Array([...slots, ...slots.subarray(0, slotBytes)]) }))]),
    ],
    [
      "with a short sealed part",
      "malformed-message",
      () => signed([changed(({ sealed }) => ({ sealed: sealed.slice(1) }))]),
    ],
    ["with a point that is none", "invalid-point", () => signed([withSlotPoint(new Uint8Array(32).fill(255))])],
    ["with the identity", "identity-point", () => signed([withSlotPoint(new Uint8Array(32))])],
    [
      "with one voucher twice",
      "duplicate-voucher",
      () => {
        const { bytes } = voucherOf(listed);
        return signed([bytes, bytes]);
      },
    ],
    [
      "with more vouchers than the limit",
      "message-too-large",
      () => signed(new Array(batchLimits.vouchers + 1).fill(new Uint8Array(1))),
    ],
    ["larger than the limit", "message-too-large", () => new Uint8Array(batchLimits.bytes + 1)],
    ["of another version", "unsupported-version", () => signed([changed(() => ({}))].map((bytes) => bytes.with(1, 2)))],
  ])("%s is refused: %s", async (_, expected, make) => {
    await expect(acceptBatch(group, make(), directory)).rejects.toThrow(code(expected));
  });

  test("truncated, extended or with any byte changed is refused", async () => {
    const bytes = createBatch(account, device, [voucherOf(listed)]);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.nat(bytes.length - 1).map((length) => bytes.slice(0, length)),
          fc.uint8Array({ minLength: 1, maxLength: 4 }).map((more) => new Uint8Array([...bytes, ...more])),
          fc
            .tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }))
            .map(([at, by]) => bytes.with(at, (bytes[at] as number) ^ by)),
        ),
        async (spoilt) => {
          await expect(acceptBatch(group, spoilt, directory)).rejects.toMatchObject({ name: "ProtocolError" });
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  test("of millions of empty items is refused before they are all read", async () => {
    // 4 MiB of empty arrays; whoever makes them all needs 200 MiB for them.
    const bytes = new Uint8Array(4 << 20).fill(0x80);
    bytes.set([0x9a, 0, 0x3f, 0xff, 0xfb]); // an array of the rest
    const before = process.memoryUsage().heapUsed;
    await expect(acceptBatch(group, bytes, directory)).rejects.toThrow(code("malformed-message"));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50 << 20);
  });

  test("in another encoding of the same content is refused", async () => {
    const bytes = createBatch(account, device, []);
    // 0x85 is an array of 5; 0x98 0x05 is the same in a longer form.
    await expect(acceptBatch(group, new Uint8Array([0x98, 5, ...bytes.subarray(1)]), directory)).rejects.toThrow(
      code("malformed-message"),
    );
  });
});

describe("a registration", () => {
  test("names what it admits", () => {
    expect(acceptRegistration(createRegistration(account, device))).toMatchObject({
      account: account.account,
      device: device.device,
    });
  });

  test("signed by another key is refused", () => {
    const other = createAccount(group, table.manifest, random.bytes);
    const registration = decodeRegistration(createRegistration(account, device));
    const stolen = encodeRegistration({ ...registration, accountPublicKey: other.signingKeys.publicKey });
    expect(() => acceptRegistration(stolen)).toThrow(code("invalid-signature"));
  });
});

describe("a table", () => {
  const remade = (cells: Uint8Array, change = {}) => {
    const manifest = { ...created.manifest, tableDigest: sha256(cells), ...change };
    return prepareTable(group, encodeManifest(manifest), cells);
  };
  const withCell = (bytes: Uint8Array) => {
    const cells = created.cells.slice();
    cells.set(bytes, cells.length - 32);
    return cells;
  };

  test.each<[string, string, () => unknown]>([
    [
      "that is not the pinned one",
      "wrong-table",
      () => prepareTable(group, created.manifestBytes, created.cells, new Uint8Array(32)),
    ],
    [
      "with one changed cell",
      "table-digest-mismatch",
      () => prepareTable(group, created.manifestBytes, withCell(random.bytes(32))),
    ],
    ["of another length", "table-digest-mismatch", () => remade(created.cells.slice(32))],
    ["with a cell that is no point", "invalid-point", () => remade(withCell(new Uint8Array(32).fill(255)))],
    [
      "whose L is the identity",
      "identity-point",
      () => remade(created.cells, { blindedGenerator: new Uint8Array(32) }),
    ],
    [
      "whose L is no point",
      "invalid-point",
      () => remade(created.cells, { blindedGenerator: new Uint8Array(32).fill(255) }),
    ],
    ["with a threshold of 0", "invalid-parameters", () => remade(created.cells, { threshold: 0 })],
  ])("%s is refused before its first use: %s", (_, expected, use) => {
    expect(use).toThrow(code(expected));
  });

  test.each(tableEncodingNames)("%s: the manifest survives its encoding", (encoding) => {
    const list = prepareList([{ id: "listed", image: listed }], { ...params, random: random.bytes });
    const other = createTable(group, list, { ...params, table: encoding }, { algorithmDigest, epoch: 2 });
    expect(decodeManifest(other.manifestBytes)).toEqual(other.manifest);
  });

  test("never shares its key with another", () => {
    const list = prepareList([{ id: "listed", image: listed }], { ...params, random: random.bytes });
    const again = createTable(group, list, params, { algorithmDigest, epoch: 2 });
    expect(again.secrets.alpha).not.toEqual(created.secrets.alpha);
    expect(again.manifest.blindedGenerator).not.toEqual(created.manifest.blindedGenerator);
  });
});

describe("a voucher", () => {
  const open = (bytes: Uint8Array) => openVoucher(group, created.manifest, created.secrets, bytes).status;

  test("of a listed image opens, of an unlisted or unhashable one does not", () => {
    expect(open(voucherOf(listed).bytes)).toBe("opened");
    expect(open(voucherOf(createImage(random)).bytes)).toBe("closed");
    expect(open(voucherOf(null).bytes)).toBe("closed");
  });

  test.each<[string, (voucher: Voucher) => Partial<Voucher>]>([
    ["account", () => ({ account: random.bytes(32) })],
    ["device", () => ({ device: random.bytes(32) })],
    ["table", () => ({ tableId: random.bytes(32) })],
    ["window", ({ window }) => ({ window: window + 1 })],
    ["voucher id", () => ({ voucherId: random.bytes(16) })],
    ["token scheme", () => ({ tokenScheme: "blocks-2x32-f2" })],
  ])("moved to another %s never opens", (_, change) => {
    expect(open(changed(change))).toBe("closed");
  });

  test("whose sealed part was spoilt after the commitment counts for nothing", () => {
    const spoilt = changed(({ sealed }) => ({ sealed: sealed.with(sealed.length - 1, (sealed.at(-1) as number) ^ 1) }));
    expect(open(spoilt)).toBe("invalid-openings");
  });

  test("has the length and shape of every other, whatever it holds", () => {
    const shapes = [
      voucherOf(listed),
      voucherOf(listed, new Uint8Array(params.payloadBytes)),
      voucherOf(createImage(random)),
      voucherOf(null, new Uint8Array(0)),
    ].map(({ bytes }) => {
      const { slots, sealed } = decodeVoucher(bytes);
      return [bytes.length, slots.length, sealed.length];
    });
    expect(new Set(shapes.map(String)).size).toBe(1);
  });

  test("refuses a payload one byte too long, and another algorithm's hash", () => {
    expect(() => voucherOf(listed, new Uint8Array(params.payloadBytes + 1))).toThrow(code("payload-too-large"));
    expect(() => voucherOf({ ...listed, algorithm: "other" })).toThrow(code("wrong-algorithm"));
  });
});
