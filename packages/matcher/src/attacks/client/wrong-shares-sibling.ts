import type { Attack } from "../attack.js";
import { bytesOf, serve } from "../serve.js";
import { forgeVoucher, honestVouchers, signBatch } from "../vouchers.js";

/** So many that 64 random subsets of three hardly ever hold the three right shares: 64 of C(43, 3) subsets. */
const wrong = 40;

/** Wrong shares drown a sibling's right ones. */
export const wrongSharesSibling: Attack = {
  id: "wrong-shares-sibling",
  who: "client",
  what: "One device drowns the right shares of a sibling device in shares off the polynomial.",
  noticedBy: "server",
  atStep: "open account",
  code: "inconsistent-shares",
  succeeds: true,
  effect:
    "The account stays closed although the sibling's matches reach the threshold. Signed batches name the device whose shares are wrong.",
  cost: { multiplications: 4 * (3 + wrong), pointChecks: 4 * (3 + wrong) },
  async mount(setting) {
    const { group, random, params, listed, sibling } = setting;
    const honest = signBatch(setting, honestVouchers(setting, listed.slice(0, params.threshold)));
    const drowning = signBatch(
      setting,
      Array.from({ length: wrong }, () =>
        forgeVoucher(setting, { device: sibling, part: { y: group.createScalars(1, random) } }),
      ),
      { device: sibling },
    );
    const before = await serve(setting, [honest]);
    setting.takeCost(0);
    const after = await serve(setting, [drowning, honest]);
    return {
      notice: after.notice,
      succeeded: before.outcome.status === "opened" && after.outcome.status !== "opened",
      cost: setting.takeCost(bytesOf([drowning, honest])),
      figures: { right: params.threshold, wrong },
    };
  },
};
