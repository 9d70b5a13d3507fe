import type { Attack } from "../attack.js";
import { bytesOf, openedCount, serve } from "../serve.js";
import { honestVouchers, signBatch } from "../vouchers.js";

/** The same voucher again, to be counted again. */
export const duplicateVoucher: Attack = {
  id: "duplicate-voucher",
  who: "client",
  what: "A batch holds one voucher several times, to count a match several times.",
  noticedBy: "server",
  atStep: "accept batch",
  code: "duplicate-voucher",
  succeeds: false,
  effect:
    "The batch is refused whole. In several batches the same bytes are acknowledged again and stored once, and equal shares count once anyhow.",
  cost: { multiplications: 0, pointChecks: 8 },
  async mount(setting) {
    const [voucher] = honestVouchers(setting, setting.listed.slice(0, 1)) as [Uint8Array];
    const batch = signBatch(setting, [voucher, voucher, voucher]);
    setting.takeCost(0);
    const run = await serve(setting, [batch]);
    return {
      notice: run.notice,
      succeeded: openedCount(run) > 0,
      cost: setting.takeCost(bytesOf([batch])),
      figures: {},
    };
  },
};
