import { batchLimits } from "../../protocols/threshold-psi/index.js";
import type { Attack } from "../attack.js";
import { bytesOf, serve } from "../serve.js";
import { honestVouchers, signBatch } from "../vouchers.js";

/** One batch of more vouchers than the limit. */
export const oversizedBatch: Attack = {
  id: "oversized-batch",
  who: "client",
  what: "A batch holds more vouchers than the limit.",
  noticedBy: "server",
  atStep: "accept batch",
  code: "message-too-large",
  succeeds: false,
  effect: "It is refused before any signature or group element is looked at.",
  cost: { multiplications: 0, pointChecks: 0 },
  async mount(setting) {
    const [voucher] = honestVouchers(setting, setting.unlisted.slice(0, 1)) as [Uint8Array];
    const batch = signBatch(setting, new Array<Uint8Array>(batchLimits.vouchers + 1).fill(voucher));
    setting.takeCost(0);
    const run = await serve(setting, [batch]);
    return {
      notice: run.notice,
      succeeded: run.openings.length > 0,
      cost: setting.takeCost(bytesOf([batch])),
      figures: { vouchers: batchLimits.vouchers + 1 },
    };
  },
};
