// What devices send: acknowledged once and for all, or refused with a code and without a trace.
import { deriveSigningKeys, isEqualBytes } from "@glasshouse/crypto";
import {
  batchLimits,
  createBatch,
  createDevice,
  decodeBatch,
  decodeVoucher,
  encodeBatch,
  encodeVoucher,
  slotBytes,
} from "@glasshouse/matcher";
import request from "supertest";
import { describe, expect, test } from "vitest";
import {
  createListTable,
  createPhone,
  operatorToken,
  type Phone,
  type Running,
  startWorld,
  storeDigest,
} from "./world.js";

const cbor = "application/cbor";

async function registered(world: Running): Promise<Phone> {
  const phone = createPhone(world.group, world.table);
  await world.device.registerDevice(phone.registration);
  return phone;
}

async function settle({ server, file }: Running): Promise<string> {
  await server.whenIdle();
  return storeDigest(file);
}

function post(world: Running, path: string, body: Uint8Array) {
  return request(world.server.url).post(path).set("Content-Type", cbor).send(Buffer.from(body));
}

function flip(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
}

test("a registration is taken once", async () => {
  const world = await startWorld();
  const phone = createPhone(world.group, world.table);
  const first = await post(world, "/v1/devices", phone.registration);
  expect([first.status, first.body.status]).toEqual([201, "stored"]);
  const before = await settle(world);
  const again = await post(world, "/v1/devices", phone.registration);
  expect([again.status, again.body.status]).toEqual([200, "already-stored"]);
  expect(again.body.account).toBe(first.body.account);
  expect(await settle(world)).toBe(before);
});

test("the same batch is acknowledged again and counts once", async () => {
  const world = await startWorld();
  const phone = await registered(world);
  const batch = phone.batch(phone.vouchers(["listed 1", "unlisted 1"]));
  const first = await world.device.sendBatch(batch);
  expect(first.vouchers.map(({ status }) => status)).toEqual(["stored", "stored"]);
  const before = await settle(world);
  const again = await world.device.sendBatch(batch);
  expect(again.vouchers.map(({ status }) => status)).toEqual(["already-stored", "already-stored"]);
  expect(again.vouchers.map(({ voucherId }) => voucherId)).toEqual(first.vouchers.map(({ voucherId }) => voucherId));
  expect(await settle(world)).toBe(before);
  expect(await world.operator.account(phone.account.account)).toMatchObject({ vouchers: 2, opened: 1, distinct: 1 });
});

test("the same id with other bytes is a conflict: the first stays, and nothing else of the batch is kept", async () => {
  const world = await startWorld();
  const phone = await registered(world);
  const [kept, fresh] = phone.vouchers(["listed 1", "listed 2"]);
  if (!kept || !fresh) throw new Error("two vouchers were made");
  await world.device.sendBatch(phone.batch([kept]));
  const before = await settle(world);
  const last = kept.bytes.length - 1;
  const forged = { voucherId: kept.voucherId, bytes: flip(kept.bytes, last) };
  await expect(world.device.sendBatch(phone.batch([fresh, forged]))).rejects.toMatchObject({
    code: "conflict",
    status: 409,
  });
  expect(await settle(world)).toBe(before);
  const receipt = await world.device.sendBatch(phone.batch([fresh, kept]));
  expect(receipt.vouchers.map(({ status }) => status)).toEqual(["stored", "already-stored"]);
});

test("an answer does not tell whether anything matched", async () => {
  const world = await startWorld();
  const phone = await registered(world);
  const answers = [];
  for (const names of [["unlisted 1"], ["listed 1"], ["listed 2"], ["listed 3"], ["listed 4"], ["unlisted 2"]]) {
    const { status, headers, text } = await post(world, "/v1/batches", phone.batch(phone.vouchers(names)));
    await world.server.whenIdle();
    answers.push({
      status,
      names: Object.keys(headers),
      length: headers["content-length"],
      text: text.replace(/[0-9a-f]{32}/, "id"),
    });
  }
  expect((await world.operator.account(phone.account.account)).status).toBe("opened");
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

describe("refused with a code, state unchanged", () => {
  type Refusal = readonly [
    code: string,
    status: number,
    make: (world: Running, phone: Phone) => Uint8Array | Promise<Uint8Array>,
  ];

  /** A batch of one voucher, changed and signed again by its device, as a hostile device would. */
  const changed =
    (change: (voucher: ReturnType<typeof decodeVoucher>) => Partial<ReturnType<typeof decodeVoucher>>) =>
    (_world: Running, phone: Phone) => {
      const [voucher] = phone.vouchers(["listed 1"]);
      const decoded = decodeVoucher(voucher?.bytes ?? new Uint8Array(0));
      return phone.batch([{ voucherId: decoded.voucherId, bytes: encodeVoucher({ ...decoded, ...change(decoded) }) }]);
    };
  const withSlot = (point: Uint8Array) =>
    changed(({ slots }) => {
      const spoiled = slots.slice();
      spoiled.set(point, slotBytes);
      return { slots: spoiled };
    });
  const honest = (_world: Running, phone: Phone) => phone.batch(phone.vouchers(["listed 1"]));

  const refusals: Readonly<Record<string, Refusal>> = {
    empty: ["malformed-message", 400, () => new Uint8Array(0)],
    "no CBOR": ["malformed-message", 400, () => new Uint8Array([0xff, 0xff])],
    truncated: ["malformed-message", 400, (...from) => honest(...from).slice(0, -1)],
    extended: ["malformed-message", 400, (...from) => new Uint8Array([...honest(...from), 0])],
    "another version": ["unsupported-version", 400, (...from) => flip(honest(...from), 1)],
    "another signature": ["invalid-signature", 401, (...from) => flip(honest(...from), honest(...from).length - 1)],
    "signed by another key": [
      "invalid-signature",
      401,
      (_world, phone) =>
        createBatch(
          phone.account,
          { ...phone.device, signingKeys: deriveSigningKeys(new Uint8Array(32)) },
          phone.vouchers(["listed 1"]),
        ),
    ],
    "a device that never registered": [
      "unknown-device",
      404,
      ({ group, table }) => {
        const stranger = createPhone(group, table);
        return stranger.batch(stranger.vouchers(["listed 1"]));
      },
    ],
    "a sibling device that never registered": [
      "unknown-device",
      404,
      (_world, phone) => createBatch(phone.account, createDevice(), phone.vouchers(["listed 1"])),
    ],
    "a table never published": [
      "unknown-table",
      404,
      async ({ group }, phone) => {
        const elsewhere = createPhone(group, await createListTable(2), phone.account);
        const [voucher] = elsewhere.vouchers(["listed 1"]);
        const decoded = decodeVoucher(voucher?.bytes ?? new Uint8Array(0));
        return phone.batch([
          { voucherId: decoded.voucherId, bytes: encodeVoucher({ ...decoded, device: phone.device.device }) },
        ]);
      },
    ],
    "another account's voucher": ["wrong-account", 400, changed(({ account }) => ({ account: flip(account, 0) }))],
    "another device's voucher": ["wrong-device", 400, changed(({ device }) => ({ device: flip(device, 0) }))],
    "another token scheme": ["wrong-token-scheme", 400, changed(() => ({ tokenScheme: "whole-key" }))],
    "a slot too few": ["malformed-message", 400, changed(({ slots }) => ({ slots: slots.slice(slotBytes) }))],
    "a sealed part too long": [
      "malformed-message",
      400,
      changed(({ sealed }) => ({ sealed: new Uint8Array([...sealed, 0]) })),
    ],
    "a point that is none": ["invalid-point", 400, withSlot(new Uint8Array(32).fill(255))],
    "the identity": ["identity-point", 400, withSlot(new Uint8Array(32))],
    "an id twice": [
      "duplicate-voucher",
      400,
      (_world, phone) => {
        const [voucher] = phone.vouchers(["listed 1"]);
        return phone.batch(voucher ? [voucher, voucher] : []);
      },
    ],
    "too many vouchers": [
      "message-too-large",
      413,
      (_world, phone) => {
        const voucher = { voucherId: new Uint8Array(16), bytes: new Uint8Array(1) };
        return phone.batch(Array.from({ length: batchLimits.vouchers + 1 }, () => voucher));
      },
    ],
    "too many bytes": ["message-too-large", 413, () => new Uint8Array(batchLimits.bytes + 1)],
  };

  test.each(Object.entries(refusals))("%s", async (_name, [code, status, make]) => {
    const world = await startWorld();
    const phone = await registered(world);
    await world.device.sendBatch(phone.batch(phone.vouchers(["listed 2", "unlisted 2"])));
    const before = await settle(world);
    const answer = await post(world, "/v1/batches", await make(world, phone));
    expect(answer.body).toMatchObject({ code, status });
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(await settle(world)).toBe(before);
  });

  test.each([
    ["truncated", "malformed-message", 400, (bytes: Uint8Array) => bytes.slice(0, -1)],
    ["another signature", "invalid-signature", 401, (bytes: Uint8Array) => flip(bytes, bytes.length - 1)],
    ["too many bytes", "message-too-large", 413, () => new Uint8Array(2000)],
  ] as const)("a registration: %s", async (_name, code, status, change) => {
    const world = await startWorld();
    const before = await settle(world);
    const { registration } = createPhone(world.group, world.table);
    const answer = await post(world, "/v1/devices", change(registration));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await settle(world)).toBe(before);
  });

  test.each([
    ["JSON", { "Content-Type": "application/json" }],
    ["no media type", { "Content-Type": "" }],
    ["compressed", { "Content-Type": cbor, "Content-Encoding": "gzip" }],
  ] as const)("%s", async (_name, headers) => {
    const world = await startWorld();
    const phone = await registered(world);
    const before = await settle(world);
    const answer = await request(world.server.url)
      .post("/v1/batches")
      .set(headers)
      .serialize((body: unknown) => body as string)
      .send(Buffer.from(honest(world, phone)));
    expect([answer.status, answer.body.code]).toEqual([415, "unsupported-media-type"]);
    expect(await settle(world)).toBe(before);
  });

  test("a replay under another device's name", async () => {
    const world = await startWorld();
    const phone = await registered(world);
    const sibling = createPhone(world.group, world.table, phone.account);
    await world.device.registerDevice(sibling.registration);
    const before = await settle(world);
    const seen = decodeBatch(honest(world, phone));
    const replayed = encodeBatch({ ...seen, device: sibling.device.device });
    await expect(world.device.sendBatch(replayed)).rejects.toMatchObject({ code: "invalid-signature" });
    const resigned = createBatch(
      sibling.account,
      sibling.device,
      seen.vouchers.map((bytes) => ({ voucherId: decodeVoucher(bytes).voucherId, bytes, synthetic: false })),
    );
    await expect(world.device.sendBatch(resigned)).rejects.toMatchObject({ code: "wrong-device" });
    expect(await settle(world)).toBe(before);
    expect(isEqualBytes(sibling.device.device, phone.device.device)).toBe(false);
  });
});

test("an empty batch is acknowledged and stores nothing", async () => {
  const world = await startWorld();
  const phone = await registered(world);
  const before = await settle(world);
  expect(await world.device.sendBatch(phone.batch([]))).toEqual({ vouchers: [] });
  expect(await settle(world)).toBe(before);
  await request(world.server.url)
    .get("/v1/operator/accounts")
    .set("Authorization", `Bearer ${operatorToken}`)
    .expect(200);
});
