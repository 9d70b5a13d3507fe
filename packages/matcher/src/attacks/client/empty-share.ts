import type { Attack } from "../attack.js";
import { bytesOf, openedCount, serve } from "../serve.js";
import { forgeVoucher, signBatch } from "../vouchers.js";

/** A share at x = 0 would be the secret itself. */
export const emptyShare: Attack = {
  id: "empty-share",
  who: "client",
  what: "A voucher opens to a share at x = 0, where interpolation divides by it.",
  noticedBy: "server",
  atStep: "open voucher",
  code: "invalid-openings",
  succeeds: false,
  effect: "The voucher counts for nothing.",
  cost: { multiplications: 4, pointChecks: 4 },
  async mount(setting) {
    const batch = signBatch(setting, [forgeVoucher(setting, { part: { x: new Uint8Array(32) } })]);
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
