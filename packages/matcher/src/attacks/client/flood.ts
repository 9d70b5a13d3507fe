import { pointBytes } from "@glasshouse/crypto";
import {
  createVoucherId,
  decodeVoucher,
  defaultParams,
  encodeVoucher,
  type Params,
  sealedPartBytes,
  sealOverheadBytes,
  slotBytes,
  slotCount,
} from "../../protocols/threshold-psi/index.js";
import type { Attack } from "../attack.js";
import { bytesOf, serve } from "../serve.js";
import { honestVouchers, signBatch } from "../vouchers.js";

const vouchers = 16;

/** A table of these parameters that supplements none. */
const asManifest = (params: Params) => ({ ...params, base: new Uint8Array(0) });

/** Slots and sealed part; the header adds about 200 bytes. */
function voucherPayloadBytes(params: Params): number {
  return slotCount(asManifest(params)) * slotBytes + sealedPartBytes(params) + sealOverheadBytes;
}

/** Vouchers that cost their maker nothing. */
export const flood: Attack = {
  id: "flood",
  who: "client",
  what: "Well-formed vouchers of noise: one group element repeated in every slot, which costs the client no multiplication.",
  noticedBy: "nobody",
  atStep: null,
  succeeds: true,
  effect:
    "The server checks and multiplies every slot; the client only signs. Nothing in a voucher tells it from an honest one that does not match: rates must be limited outside the protocol.",
  cost: { multiplications: 4 * vouchers, pointChecks: 4 * vouchers },
  async mount(setting) {
    const { random } = setting;
    const [model] = honestVouchers(setting, setting.unlisted.slice(0, 1)) as [Uint8Array];
    setting.takeCost(0);
    const flooding = Array.from({ length: vouchers }, () => {
      const voucher = decodeVoucher(model);
      const slots = random(voucher.slots.length);
      for (let at = 0; at < slots.length; at += slotBytes) slots.set(voucher.slots.subarray(0, pointBytes), at);
      return encodeVoucher({
        ...voucher,
        voucherId: createVoucherId(random),
        slots,
        sealed: random(voucher.sealed.length),
      });
    });
    const batch = signBatch(setting, flooding);
    const client = setting.takeCost(0);
    const run = await serve(setting, [batch]);
    const cost = setting.takeCost(bytesOf([batch]));
    return {
      notice: run.notice,
      succeeded: run.openings.length === vouchers && client.multiplications === 0,
      cost,
      figures: {
        clientMultiplications: client.multiplications,
        serverMultiplicationsPerVoucher: cost.multiplications / vouchers,
        serverPointChecksPerVoucher: cost.pointChecks / vouchers,
        bytesPerVoucher: Math.round(cost.bytes / vouchers),
        slotsPerVoucherOfDefaultParams: slotCount(asManifest(defaultParams)),
        bytesPerVoucherOfDefaultParams: voucherPayloadBytes(defaultParams),
      },
    };
  },
};
