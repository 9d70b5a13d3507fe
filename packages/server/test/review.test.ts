// What each side learns: operators counts, reviewers the payloads of opened accounts, nobody anything before.
import { createWindow } from "@glasshouse/matcher";
import request from "supertest";
import { expect, test } from "vitest";
import {
  createListTable,
  createPhone,
  operatorToken,
  params,
  payloadOf,
  type Running,
  reviewerToken,
  startWorld,
} from "./world.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function reviewerAnswer({ server }: Running, path: string) {
  const answer = await request(server.url).get(path).set("Authorization", `Bearer ${reviewerToken}`);
  const { date: _date, ...headers } = answer.headers;
  return { status: answer.status, headers, text: answer.text };
}

test("one below the threshold reviewers see nothing; at the threshold exactly the payloads of listed images", async () => {
  const world = await startWorld();
  const phone = createPhone(world.group, world.table);
  const id = phone.account.account;
  await world.device.registerDevice(phone.registration);
  const vouchers = phone.vouchers(["listed 1", "unlisted 1", "listed 2", "unlisted 2", "listed 3"]);
  const last = vouchers.slice(-1);
  await world.device.sendBatch(phone.batch(vouchers.slice(0, -1)));
  await world.server.whenIdle();

  expect(await world.operator.account(id)).toMatchObject({
    vouchers: 4,
    processed: 4,
    opened: 2,
    distinct: params.threshold - 1,
    status: "below-threshold",
    payloads: 0,
  });
  expect(await world.reviewer.openedAccounts()).toEqual({ accounts: [] });
  const unknown = "0".repeat(64);
  for (const path of [
    "/v1/review/accounts/ID",
    ...vouchers.map(({ voucherId }) => `/v1/review/accounts/ID/payloads/${hex(voucherId)}`),
  ]) {
    const closed = await reviewerAnswer(world, path.replace("ID", hex(id)));
    expect(closed.status).toBe(404);
    expect(closed).toEqual(await reviewerAnswer(world, path.replace("ID", unknown)));
  }

  await world.device.sendBatch(phone.batch(last));
  await world.server.whenIdle();
  expect(await world.operator.account(id)).toMatchObject({ opened: 3, distinct: 3, status: "opened", payloads: 3 });
  expect(await world.reviewer.openedAccounts()).toEqual({ accounts: [{ account: hex(id), payloads: 3 }] });
  const opened = await world.reviewer.openedAccount(id);
  expect(opened.payloads.map(({ payload }) => text(Buffer.from(payload, "base64")))).toEqual(
    ["listed 1", "listed 2", "listed 3"].map((name) => text(payloadOf(name))),
  );
  expect(opened.payloads.every(({ device }) => device === hex(phone.device.device))).toBe(true);
  for (const [i, name] of ["listed 1", null, "listed 2", null, "listed 3"].entries()) {
    const voucherId = vouchers[i]?.voucherId ?? new Uint8Array(16);
    const attempt = world.reviewer.payload(id, voucherId);
    if (name === null) await expect(attempt).rejects.toMatchObject({ code: "not-found", status: 404 });
    else expect(text(await attempt)).toBe(text(payloadOf(name)));
  }
});

test("a matching image that comes after the opening is readable too; repeats count once", async () => {
  const world = await startWorld();
  const phone = createPhone(world.group, world.table);
  await world.device.registerDevice(phone.registration);
  const send = async (...names: string[]) => {
    await world.device.sendBatch(phone.batch(phone.vouchers(names)));
    await world.server.whenIdle();
    const { opened, distinct, status, payloads } = await world.operator.account(phone.account.account);
    return { opened, distinct, status, payloads };
  };
  const below = { status: "below-threshold", payloads: 0 };
  expect(await send("listed 1", "listed 1", "listed 1")).toEqual({ opened: 3, distinct: 1, ...below });
  expect(await send("listed 2")).toEqual({ opened: 4, distinct: 2, ...below });
  expect(await send("listed 3")).toEqual({ opened: 5, distinct: 3, status: "opened", payloads: 5 });
  expect(await send("listed 3", "unlisted 1")).toEqual({ opened: 6, distinct: 3, status: "opened", payloads: 6 });
  expect(await send("listed 4")).toEqual({ opened: 7, distinct: 4, status: "opened", payloads: 7 });
});

test("devices of one account count together; accounts do not", async () => {
  const world = await startWorld();
  const first = createPhone(world.group, world.table);
  const sibling = createPhone(world.group, world.table, first.account);
  const stranger = createPhone(world.group, world.table);
  for (const [phone, names] of [
    [first, ["listed 1", "listed 2"]],
    [stranger, ["listed 3", "listed 4"]],
    [sibling, ["listed 5"]],
  ] as const) {
    await world.device.registerDevice(phone.registration);
    await world.device.sendBatch(phone.batch(phone.vouchers(names)));
  }
  await world.server.whenIdle();
  expect(await world.operator.account(first.account.account)).toMatchObject({
    devices: 2,
    distinct: 3,
    status: "opened",
  });
  expect(await world.operator.account(stranger.account.account)).toMatchObject({
    distinct: 2,
    status: "below-threshold",
  });
  const devices = (await world.reviewer.openedAccount(first.account.account)).payloads.map(({ device }) => device);
  const [one, other] = [hex(first.device.device), hex(sibling.device.device)];
  expect(devices).toEqual([one, one, other]);
});

test("windows of an account are counted apart, tables of one threshold together", async () => {
  const world = await startWorld();
  const next = await createListTable(2);
  await world.server.publishTable(next);
  const phone = createPhone(world.group, world.table);
  const { account } = phone;
  const onNext = createPhone(world.group, next, account);
  const nextWindow = createPhone(world.group, next, createWindow(world.group, next.manifest, account.signingKeys, 1));
  const send = async (from: typeof phone, ...names: string[]) => {
    await world.device.registerDevice(from.registration);
    await world.device.sendBatch(from.batch(from.vouchers(names)));
    await world.server.whenIdle();
    return await world.operator.account(account.account);
  };
  expect(await send(phone, "listed 1", "listed 2")).toMatchObject({ distinct: 2, status: "below-threshold" });
  expect(await send(nextWindow, "listed 3", "listed 4")).toMatchObject({
    opened: 4,
    distinct: 2,
    status: "below-threshold",
  });
  expect(await send(onNext, "listed 5")).toMatchObject({ opened: 5, distinct: 3, status: "opened", payloads: 3 });
});

test("one table with synthetic vouchers among a window's tables, and its openings are told apart", async () => {
  const world = await startWorld();
  const always = { syntheticPerMillion: 999_999, openings: [0, 0, 0, 1] };
  const noisy = await createListTable(2, ["listed 1"], undefined, always);
  await world.server.publishTable(noisy);
  const phone = createPhone(world.group, world.table);
  // An honest device begins another window at another rate; this one goes on in the old one.
  const mixing = { ...phone.account, params: { ...phone.account.params, ...always } };
  const onNoisy = createPhone(world.group, noisy, mixing);
  for (const { registration } of [phone, onNoisy]) await world.device.registerDevice(registration);
  await world.device.sendBatch(phone.batch(phone.vouchers(["listed 1", "listed 2"])));
  await world.device.sendBatch(onNoisy.batch(onNoisy.vouchers(["unlisted 1"])));
  await world.server.whenIdle();
  expect(await world.operator.account(phone.account.account)).toMatchObject({
    opened: 3,
    status: "below-threshold",
    payloads: 0,
  });
});

test("a voucher for a supplement opens on what its base lists and on what was added", async () => {
  const world = await startWorld();
  const supplement = await createListTable(2, ["added 1"], world.table);
  const orphan = await createListTable(3, ["added 2"], await createListTable(4));
  await expect(world.server.publishTable(orphan)).rejects.toMatchObject({ code: "unknown-table" });
  await world.server.publishTable(supplement);
  expect(await world.device.manifest()).toEqual(supplement.manifestBytes);
  expect(await world.device.manifestOf(supplement.manifest.base)).toEqual(world.table.manifestBytes);
  const phone = createPhone(world.group, supplement, undefined, world.table);
  await world.device.registerDevice(phone.registration);
  await world.device.sendBatch(phone.batch(phone.vouchers(["listed 1", "added 1", "unlisted 1"])));
  await world.server.whenIdle();
  const listed = await world.operator.vouchers(phone.account.account);
  expect(listed.map(({ status }) => status)).toEqual(["opened", "opened", "closed"]);
});

test("the operator's listing says of each voucher what the server learned", async () => {
  const world = await startWorld();
  const phone = createPhone(world.group, world.table);
  await world.device.registerDevice(phone.registration);
  const vouchers = phone.vouchers(["listed 1", "unlisted 1"]);
  await world.device.sendBatch(phone.batch(vouchers));
  await world.server.whenIdle();
  const listed = await world.operator.vouchers(phone.account.account);
  expect(listed).toEqual(
    vouchers.map(({ voucherId, bytes }, i) => ({
      voucherId: hex(voucherId),
      device: hex(phone.device.device),
      tableId: hex(world.table.tableId),
      bytes: bytes.length,
      status: i === 0 ? "opened" : "closed",
      openedSlots: i === 0 ? 4 : 0,
    })),
  );
  expect(world.server.openingCost()).toMatchObject({ vouchers: 2 });
  expect(world.server.openingCost().cpuMs).toBeGreaterThan(0);
  const unknown = await request(world.server.url)
    .get(`/v1/operator/accounts/${"0".repeat(64)}`)
    .set("Authorization", `Bearer ${operatorToken}`);
  expect([unknown.status, unknown.body.code]).toEqual([404, "not-found"]);
});
