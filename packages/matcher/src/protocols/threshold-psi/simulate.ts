/** All roles in one process, over the very bytes that would cross a network: for tests, experiments and `match`. */
import { type Group, type RandomBytes, systemRandom } from "@glasshouse/crypto";
import type { Distance } from "../../counting.js";
import type { AccountImage, Outcome } from "../../matching.js";
import { acceptRegistration, createDevice, createRegistration } from "../../registration.js";
import type { Transcript } from "../../transcript/transcript.js";
import { type CreatedVoucher, createAccount, createBatch, createVoucherMaker, type PreparedTable } from "./device.js";
import { encodeManifest } from "./manifest.js";
import { batchLimits } from "./messages.js";
import {
  type AccountOutcome,
  acceptBatch,
  type OpenedVoucher,
  openAccount,
  openVoucher,
  type TableSecrets,
} from "./server.js";

/** One simulated account: what the server knows of it, and what it cost in bytes. */
export interface SimulatedAccount {
  readonly outcome: Outcome;
  readonly status: AccountOutcome["status"];
  /** Per image, known to the device alone: whether a synthetic voucher went out in its place. */
  readonly synthetic: readonly boolean[];
  /** Per image: slots that opened. */
  readonly openedSlots: readonly number[];
  readonly voucherBytes: number;
}

/** Choices of {@link simulateAccount}. */
export interface SimulateOptions {
  readonly distance: Distance;
  readonly random?: RandomBytes;
  /** Vouchers sent together, 1 to `batchLimits.vouchers`, which is the default. */
  readonly vouchersPerBatch?: number;
  /** Filled with what every role sees. Who published the list and the table records that part. */
  readonly transcript?: Transcript;
  /** Called after every voucher made, with the number done; waited for, so that it can let other work in. */
  readonly onProgress?: (vouchers: number) => void | Promise<void>;
  /** Called after every voucher that the server has tried to open; likewise. */
  readonly onTried?: (vouchers: number) => void | Promise<void>;
}

/**
 * Runs one account with one device against a table: registration, vouchers, batches, opening.
 * @param published the table's secrets and, if it is a supplement, its base's
 */
export async function simulateAccount(
  group: Group,
  table: PreparedTable,
  { secrets, base }: { readonly secrets: TableSecrets; readonly base?: TableSecrets },
  images: readonly AccountImage[],
  {
    distance,
    random = systemRandom,
    vouchersPerBatch = batchLimits.vouchers,
    transcript,
    onProgress,
    onTried,
  }: SimulateOptions,
): Promise<SimulatedAccount> {
  const { manifest } = table;
  const account = createAccount(group, manifest, random);
  const device = createDevice(random);
  const registration = createRegistration(account, device);
  const registered = acceptRegistration(registration);
  for (const { alpha } of base ? [base, secrets] : [secrets]) transcript?.hold("server", "secrets", alpha);
  for (const published of table.base ? [table.base, table] : [table]) {
    transcript?.cross("server", "device", "manifest", encodeManifest(published.manifest));
    transcript?.cross("server", "device", "table", published.cells);
  }
  for (const { image, payload } of images) {
    if (image) transcript?.hold("device", "image", image.bits);
    transcript?.hold("device", "picture", payload);
  }
  transcript?.cross("device", "server", "registration", registration);
  const maker = createVoucherMaker(group, table, account, device, { distance, random });
  const created: CreatedVoucher[] = [];
  for (const image of images) {
    created.push(maker.createVoucher(image));
    await onProgress?.(created.length);
  }

  const opened: OpenedVoucher[] = [];
  const openedSlots: number[] = [];
  let voucherBytes = 0;
  for (let from = 0; from < created.length; from += vouchersPerBatch) {
    const batch = createBatch(account, device, created.slice(from, from + vouchersPerBatch));
    transcript?.cross("device", "server", "batch", batch);
    const accepted = await acceptBatch(group, batch, {
      devicePublicKey: async () => registered.devicePublicKey,
      manifest: () => manifest,
    });
    for (const { bytes } of accepted.vouchers) {
      const opening = openVoucher(group, manifest, secrets, bytes, base);
      if (opening.status === "opened") opened.push(opening.voucher);
      openedSlots.push(opening.status === "opened" ? opening.openedSlots : 0);
      voucherBytes += bytes.length;
      await onTried?.(openedSlots.length);
    }
  }

  const result = openAccount(manifest, account.account, opened, random);
  if (result.status === "opened")
    for (const { payload } of result.payloads) transcript?.cross("server", "reviewer", "payload", payload);
  const matchedIds = new Set(opened.map(({ voucherId }) => String(voucherId)));
  const readable = new Map(
    result.status === "opened" ? result.payloads.map(({ voucherId, payload }) => [String(voucherId), payload]) : [],
  );
  return {
    status: result.status,
    openedSlots,
    synthetic: created.map(({ synthetic }) => synthetic),
    voucherBytes,
    outcome: {
      matched: created.map(({ voucherId }) => matchedIds.has(String(voucherId))),
      distinct: result.distinct,
      opened: result.status === "opened",
      payloads: created.map(({ voucherId }) => readable.get(String(voucherId)) ?? null),
    },
  };
}
