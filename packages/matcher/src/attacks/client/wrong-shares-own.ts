import type { Attack } from "../attack.js";
import { bytesOf, serve } from "../serve.js";
import { forgeVoucher, signBatch } from "../vouchers.js";

/** Shares that lie on no polynomial of the degree. */
export const wrongSharesOwn: Attack = {
  id: "wrong-shares-own",
  who: "client",
  what: "A device puts shares off the polynomial into all its vouchers, so that its account never opens.",
  noticedBy: "server",
  atStep: "open account",
  code: "inconsistent-shares",
  succeeds: true,
  effect:
    "The account stays closed; the server sees that its shares contradict one another. A device that runs other software could as well upload nothing.",
  cost: { multiplications: 12, pointChecks: 12 },
  async mount(setting) {
    const { group, random, params } = setting;
    const vouchers = Array.from({ length: params.threshold }, () =>
      forgeVoucher(setting, { part: { y: group.createScalars(1, random) } }),
    );
    const batch = signBatch(setting, vouchers);
    setting.takeCost(0);
    const { notice, outcome } = await serve(setting, [batch]);
    return {
      notice,
      succeeded: outcome.status !== "opened",
      cost: setting.takeCost(bytesOf([batch])),
      figures: { shares: vouchers.length },
    };
  },
};
