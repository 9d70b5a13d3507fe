/** Vouchers as honest devices make them, and as devices can that do not keep to the protocol. */
import {
  deriveColumn,
  detectionArgumentBytes,
  evaluatePolynomial,
  pointBytes,
  sealCommitted,
  sign,
} from "@glasshouse/crypto";
import {
  type AccountSecrets,
  batchTranscript,
  createVoucherId,
  createVoucherMaker,
  encodeBatch,
  encodeSealedPart,
  encodeVoucher,
  type PreparedTable,
  padPayload,
  type SealedPart,
  slotBytes,
  slotCount,
  voucherContext,
} from "../protocols/threshold-psi/index.js";
import { derivePad, deriveVoucherKey } from "../protocols/threshold-psi/keys.js";
import type { DeviceSecrets } from "../registration.js";
import type { HashedImage } from "../tokens.js";
import type { Setting } from "./setting.js";

/** Whose vouchers, and for which table; default the setting's own. */
export interface VoucherOwner {
  readonly account?: AccountSecrets;
  readonly device?: DeviceSecrets;
  readonly table?: PreparedTable;
}

/** One honest voucher per image. */
export function honestVouchers(
  setting: Setting,
  images: readonly HashedImage[],
  { account = setting.account, device = setting.device, table = setting.table }: VoucherOwner = {},
): Uint8Array[] {
  const { group, distance, random } = setting;
  const maker = createVoucherMaker(group, table, account, device, { distance, random });
  return images.map((image, i) => {
    const payload = Uint8Array.of(i);
    return maker.createVoucher({ image, payload, capturedAt: null }).bytes;
  });
}

/** What lies under outerKey in a voucher of an image that nobody listed. */
export interface ForgedVoucher extends VoucherOwner {
  readonly part?: Partial<Omit<SealedPart, "sealedPayload">>;
  readonly payload?: Uint8Array;
}

/**
 * A voucher all of whose slots open, without any image: Q = beta*G, S = beta*L. Its share is one of the account's own
 * unless `part` says otherwise.
 */
export function forgeVoucher(
  setting: Setting,
  {
    account = setting.account,
    device = setting.device,
    table = setting.table,
    part,
    payload = new Uint8Array(0),
  }: ForgedVoucher = {},
): Uint8Array {
  const { group, random } = setting;
  const { manifest, tableId, blindedGenerator } = table;
  const voucherId = createVoucherId(random);
  const header = {
    tableId,
    tokenScheme: manifest.tokenScheme.id,
    account: account.account,
    device: device.device,
    window: account.window,
    voucherId,
  };
  const context = voucherContext(header);
  const outerKey = random(32);
  const voucherKey = deriveVoucherKey(account.accountKey, voucherId);
  const sealedPayload = sealCommitted(voucherKey, padPayload(manifest, payload), context);
  const sealed = sealCommitted(
    outerKey,
    encodeSealedPart({ ...createShare(setting, account), ...part, sealedPayload }),
    context,
  );
  const betas = group.createScalars(slotCount(manifest), random);
  const [qs, ss] = [group.multiplyBase(betas), group.multiplyFixed(blindedGenerator, betas)];
  const slots = new Uint8Array(slotCount(manifest) * slotBytes);
  for (let slot = 0; slot < slotCount(manifest); slot++) {
    const point = (points: Uint8Array) => points.subarray(slot * pointBytes, (slot + 1) * pointBytes);
    const pad = derivePad(point(ss), point(qs), context);
    slots.set(point(qs), slot * slotBytes);
    slots.set(
      pad.map((byte, i) => byte ^ (outerKey[i] as number)),
      slot * slotBytes + pointBytes,
    );
  }
  return encodeVoucher({ ...header, slots, sealed });
}

/** A share and a column of an account, at places of their own. */
export function createShare({ group, random }: Setting, account: AccountSecrets): Omit<SealedPart, "sealedPayload"> {
  return {
    ...evaluatePolynomial(account.polynomial, group.createScalars(1, random)),
    detectionColumn: deriveColumn(account.detectionKey, random(detectionArgumentBytes)),
  };
}

/** A batch that the device really signs, whatever it holds. */
export function signBatch(
  setting: Setting,
  vouchers: readonly Uint8Array[],
  { account = setting.account, device = setting.device }: VoucherOwner = {},
): Uint8Array {
  const signature = sign(batchTranscript(account.account, device.device, vouchers), device.signingKeys);
  return encodeBatch({ account: account.account, device: device.device, vouchers, signature });
}
