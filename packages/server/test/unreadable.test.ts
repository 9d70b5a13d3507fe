// Before an account opens, nothing that the server has or saw gives an image byte, a hash or a payload. The attack below
// is run twice with the same code: it fails one image below the threshold and succeeds at it, so it can fail.
import { concatBytes, interpolateAtZero, openCommitted } from "@glasshouse/crypto";
import { decodeBatch, decodeVoucher, openAccount, openVoucher, probeTokens, voucherContext } from "@glasshouse/matcher";
import type { Exchange } from "@glasshouse/server/client";
import { expect, test } from "vitest";
import { createPhone, dumpStore, hashedImage, params, payloadOf, startWorld } from "./world.js";

const names = ["listed 1", "listed 2", "unlisted 1", "unlisted 2", "listed 3"];

/** What must not be readable of these images: payload, hash, tokens and the hash's blocks that tokens are cut from. */
function secretsOf(images: readonly string[]): Map<string, Uint8Array> {
  const secrets = new Map<string, Uint8Array>();
  for (const name of images) {
    const image = hashedImage(name);
    secrets.set(`payload of ${name}`, payloadOf(name));
    secrets.set(`second half of the payload of ${name}`, payloadOf(name).slice(-20));
    secrets.set(`hash of ${name}`, image.bits);
    for (const block of [0, 1, 2, 3])
      secrets.set(`block ${block} of ${name}`, image.bits.slice(8 * block, 8 * block + 8));
    probeTokens(params.tokenScheme, image).forEach((token, i) => {
      secrets.set(`token ${i} of ${name}`, token);
    });
  }
  return secrets;
}

/** All that the server can lay its hands on: every byte that crossed, every column of its store, and what those open. */
function readableHaystacks(traffic: readonly Exchange[], dump: ReturnType<typeof dumpStore>): Uint8Array[] {
  const rows = Object.values(dump).flat();
  return [
    ...traffic.flatMap(({ requestBytes, responseBytes }) => [requestBytes ?? new Uint8Array(0), responseBytes]),
    ...rows.flatMap((row) => Object.values(row)).filter((value) => value instanceof Uint8Array),
  ];
}

const found = (haystacks: readonly Uint8Array[], secrets: ReadonlyMap<string, Uint8Array>) =>
  [...secrets]
    .filter(([, secret]) => haystacks.some((bytes) => Buffer.from(bytes).includes(Buffer.from(secret))))
    .map(([name]) => name);

test("with all the server's keys, below the threshold and at it", { timeout: 20_000 }, async () => {
  const traffic: Exchange[] = [];
  const world = await startWorld({ traffic: (exchange) => traffic.push(exchange) });
  const { group, table, file, server } = world;
  const phone = createPhone(group, table);
  const vouchers = phone.vouchers(names);
  const id = phone.account.account;
  await world.device.manifest();
  await world.device.table(table.tableId, table.cells.length);
  await world.device.registerDevice(phone.registration);

  /** Everything the host could do with alpha, its store and the traffic, thresholds ignored. */
  const attack = () => {
    const dump = dumpStore(file);
    const haystacks = readableHaystacks(traffic, dump);
    const [stored] = dump["published_table"] ?? [];
    const alpha = stored?.["alpha"] as Uint8Array;
    const sent = traffic
      .filter(({ path, status }) => path === "/v1/batches" && status === 200)
      .flatMap(({ requestBytes }) => decodeBatch(requestBytes ?? new Uint8Array(0)).vouchers);
    const openings = sent.map((bytes) => openVoucher(group, table.manifest, { alpha }, bytes));
    const opened = openings.filter((opening) => opening.status === "opened");
    const shares = opened.map(({ voucher }) => voucher);
    for (const { context, x, y, sealedPayload, detectionColumn } of shares)
      haystacks.push(context, x, y, sealedPayload, detectionColumn);

    // Any smaller threshold instead of the account's own.
    const outcomes = shares.map((_, i) => openAccount({ ...table.manifest, threshold: i + 1 }, id, shares));
    for (const outcome of outcomes)
      if (outcome.status === "opened") haystacks.push(...outcome.payloads.map(({ payload }) => payload));

    // Every key at hand, tried on every sealed part: of the store, of the shares, and of what they interpolate to.
    const columns = Object.values(dump).flatMap((rows) => rows.flatMap((row) => Object.values(row)));
    const keys = columns.filter((value): value is Uint8Array => value instanceof Uint8Array && value.length === 32);
    keys.push(...shares.flatMap(({ x, y }) => [x, y]));
    if (shares.length > 0) keys.push(interpolateAtZero(shares));
    const unsealed: Uint8Array[] = [];
    for (const bytes of sent) {
      const voucher = decodeVoucher(bytes);
      const parts = [voucher.sealed, ...shares.map(({ sealedPayload }) => sealedPayload)];
      for (const key of keys)
        for (const part of parts) {
          const plain = openCommitted(key, part, voucherContext(voucher));
          if (plain) unsealed.push(plain);
        }
    }
    haystacks.push(...unsealed);
    return {
      haystacks,
      opened: opened.length,
      unsealed: unsealed.length,
      outcomes: outcomes.map(({ status }) => status),
    };
  };

  await world.device.sendBatch(phone.batch(vouchers.slice(0, -1)));
  await server.whenIdle();
  const below = attack();
  expect(below.opened).toBe(params.threshold - 1);
  expect(below.unsealed).toBe(0);
  expect(below.outcomes.filter((status) => status === "opened")).toEqual([]);
  expect(found(below.haystacks, secretsOf(names))).toEqual([]);

  await world.device.sendBatch(phone.batch(vouchers.slice(-1)));
  await server.whenIdle();
  const at = attack();
  expect(at.opened).toBe(params.threshold);
  expect(at.outcomes.at(-1)).toBe("opened");
  const listed = names.filter((name) => name.startsWith("listed"));
  expect(found(at.haystacks, secretsOf(names))).toEqual(
    listed.flatMap((name) => [`payload of ${name}`, `second half of the payload of ${name}`]),
  );
});

test("the search itself finds what lies open", () => {
  const secrets = secretsOf(["listed 1"]);
  for (const [name, secret] of secrets) {
    const haystack = concatBytes(new Uint8Array(7), secret, new Uint8Array(7));
    expect(found([haystack], secrets)).toContain(name);
  }
});
