import { createSeededRandom } from "@glasshouse/fixtures";
import {
  type AccountImage,
  createAccount,
  createDevice,
  createTable,
  createVoucherMaker,
  createWindow,
  defaultParams,
  openVoucher,
  type Params,
  type PreparedTable,
  parseTokenScheme,
  prepareList,
  prepareTable,
  verifyParams,
} from "@glasshouse/matcher";
import { describe, expect, test } from "vitest";
import { transparentGroup } from "./transparent-group.js";
import { createImage, hamming } from "./worlds.js";

const random = createSeededRandom("windows");
const code = (expected: string) => expect.objectContaining({ code: expected });
const params: Params = {
  ...defaultParams,
  algorithm: "test-64",
  tokenScheme: parseTokenScheme("blocks-2x32-f0"),
  threshold: 3,
  payloadBytes: 16,
  detectionColumns: 2,
  imagesPerWindow: 3,
  openings: [1],
};

function publish(changes: Partial<Params> = {}, epoch = 1) {
  const chosen = { ...params, ...changes };
  const list = prepareList([{ id: "listed", image: createImage(random) }], { ...chosen, random: random.bytes });
  return createTable(transparentGroup, list, chosen, {
    algorithmDigest: new Uint8Array(32),
    epoch,
    random: random.bytes,
  });
}
const prepare = (created: ReturnType<typeof publish>, base: PreparedTable | null = null) =>
  prepareTable(transparentGroup, created.manifestBytes, created.cells, created.tableId, base);

const imageOf = (): AccountImage => ({ image: createImage(random), payload: new Uint8Array(1), capturedAt: null });
const options = { distance: hamming, random: random.bytes };

describe("a window", () => {
  const table = prepare(publish());
  const account = createAccount(transparentGroup, table.manifest, random.bytes);
  const device = createDevice(random.bytes);

  test("takes the images it has a budget for and not one more, copies apart", () => {
    const maker = createVoucherMaker(transparentGroup, table, account, device, options);
    const images = Array.from({ length: params.imagesPerWindow }, imageOf);
    for (const image of images) maker.createVoucher(image);
    for (let i = 0; i < 2; i++) expect(() => maker.createVoucher(imageOf())).toThrow(code("window-full"));
    for (const image of images) expect(maker.createVoucher(image).bytes.length).toBeGreaterThan(0);
  });

  test.each<[string, Partial<Params>]>([
    ["threshold", { threshold: 2 }],
    ["number of detection columns", { detectionColumns: 3 }],
    ["rate of synthetic vouchers", { syntheticPerMillion: 1000 }],
    ["counting rule", { counting: "voucher" }],
  ])("is not used for a table of another %s", (_, changes) => {
    const other = prepare(publish(changes, 2));
    expect(() => createVoucherMaker(transparentGroup, other, account, device, options)).toThrow(
      code("invalid-parameters"),
    );
    const next = createWindow(transparentGroup, other.manifest, account.signingKeys, 1, random.bytes);
    expect(createVoucherMaker(transparentGroup, other, next, device, options).createVoucher(imageOf()).synthetic).toBe(
      false,
    );
  });
});

test("a voucher is tried with the base's key if and only if its table has a base", () => {
  const created = publish();
  const table = prepare(created);
  const account = createAccount(transparentGroup, table.manifest, random.bytes);
  const maker = createVoucherMaker(transparentGroup, table, account, createDevice(random.bytes), options);
  const { bytes } = maker.createVoucher(imageOf());
  const { manifest, secrets, tableId } = created;
  expect(openVoucher(transparentGroup, manifest, secrets, bytes).status).toBe("closed");
  expect(() => openVoucher(transparentGroup, manifest, secrets, bytes, secrets)).toThrow(code("wrong-table"));
  const supplement = { ...manifest, base: tableId };
  expect(() => openVoucher(transparentGroup, supplement, secrets, bytes)).toThrow(code("wrong-table"));
});

describe("parameters are refused before any device draws secrets for them", () => {
  test("a threshold and columns that no detection takes", () => {
    const largest = { ...params, threshold: 965, detectionColumns: 60 };
    verifyParams(largest);
    expect(() => verifyParams({ ...largest, threshold: 966 })).toThrow(code("invalid-parameters"));
    expect(() => verifyParams({ ...params, threshold: 1024, detectionColumns: 400 })).toThrow(
      code("invalid-parameters"),
    );
  });

  test("more combinations of blocks than a server can try, with this table's cells", () => {
    // 4 choose 3 times 16^3: 16,384 combinations with one cell per token, 131,072 with two.
    const tokenScheme = parseTokenScheme("blocks-4x8-f4-m3");
    expect(publish({ tokenScheme, openings: [0, 0, 1] }).manifest.tokenScheme.id).toBe(tokenScheme.id);
    expect(() => publish({ tokenScheme, openings: [0, 0, 1], table: "cuckoo" })).toThrow(code("invalid-parameters"));
  });

  test("more slots than a voucher can hold", () => {
    const tokenScheme = parseTokenScheme("blocks-99x6-f6");
    const chosen = { ...params, tokenScheme, algorithm: "test-600", table: "cuckoo" as const };
    const list = prepareList([], { ...chosen, random: random.bytes });
    const build = (epoch: number, base?: ReturnType<typeof publish>) =>
      createTable(transparentGroup, list, chosen, {
        algorithmDigest: new Uint8Array(32),
        epoch,
        random: random.bytes,
        ...(base && { base }),
      });
    const base = build(1); // 99 * 64 * 2 = 12,672 slots
    expect(() => build(2, base)).toThrow(code("invalid-parameters"));
  });
});
