import { decodeVoucher, encodeVoucher } from "../../protocols/threshold-psi/index.js";
import type { AttackResult } from "../attack.js";
import { bytesOf, openedCount, serve } from "../serve.js";
import type { Setting } from "../setting.js";
import { honestVouchers, signBatch } from "../vouchers.js";

/** Uploads a voucher whose first slot holds `point`. */
export async function mountSlotPoint(setting: Setting, point: Uint8Array): Promise<AttackResult> {
  const vouchers = honestVouchers(setting, setting.listed.slice(0, 1)).map((bytes) => {
    const voucher = decodeVoucher(bytes);
    const slots = voucher.slots.slice();
    slots.set(point);
    return encodeVoucher({ ...voucher, slots });
  });
  const batch = signBatch(setting, vouchers);
  setting.takeCost(0);
  const run = await serve(setting, [batch]);
  return {
    notice: run.notice,
    succeeded: openedCount(run) > 0,
    cost: setting.takeCost(bytesOf([batch])),
    figures: {},
  };
}
