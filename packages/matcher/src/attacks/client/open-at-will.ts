import type { Attack } from "../attack.js";
import { bytesOf, openedCount, serve } from "../serve.js";
import { forgeVoucher, signBatch } from "../vouchers.js";

/** Vouchers in which everything opens, without one listed image. */
export const openAtWill: Attack = {
  id: "open-at-will",
  who: "client",
  what: "Vouchers open without a listed image: Q = beta*G and S = beta*L in every slot, shares of the own account.",
  noticedBy: "nobody",
  atStep: null,
  succeeds: true,
  effect:
    "They count like matches and open the account; reviewers then read what the device sealed. They cost reviewers time: this is how a queue is flooded.",
  cost: { multiplications: 12, pointChecks: 12 },
  async mount(setting) {
    const { threshold } = setting.params;
    const vouchers = Array.from({ length: threshold }, () => forgeVoucher(setting));
    const batch = signBatch(setting, vouchers);
    setting.takeCost(0);
    const run = await serve(setting, [batch]);
    return {
      notice: run.notice,
      succeeded: run.outcome.status === "opened",
      cost: setting.takeCost(bytesOf([batch])),
      figures: {
        vouchers: threshold,
        opened: openedCount(run),
        payloadsToReview: run.outcome.status === "opened" ? run.outcome.payloads.length : 0,
      },
    };
  },
};
