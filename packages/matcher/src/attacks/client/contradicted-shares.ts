import { createCounter } from "../../counting.js";
import { deriveShare } from "../../protocols/threshold-psi/keys.js";
import type { Attack } from "../attack.js";
import { bytesOf, serve } from "../serve.js";
import { forgeVoucher, honestVouchers, signBatch } from "../vouchers.js";

/** The same x as a sibling's share, another y: both are dropped. */
export const contradictedShares: Attack = {
  id: "contradicted-shares",
  who: "client",
  what: "One device knows where a sibling's shares lie (the devices share the seed) and contradicts them: same x, another y.",
  noticedBy: "nobody",
  atStep: null,
  succeeds: true,
  effect:
    "Neither share counts, and the account looks as if it held fewer matches. One forged voucher per match is enough. The server could report such pairs; it drops them in silence.",
  cost: { multiplications: 16, pointChecks: 16 },
  async mount(setting) {
    const { group, random, params, listed, sibling, account, distance } = setting;
    const images = listed.slice(0, params.threshold);
    const honest = signBatch(setting, honestVouchers(setting, images));
    const counter = createCounter(params.counting, params.tokenScheme, distance, { withinSeconds: 0, matchRadius: 0 });
    const countingId = counter.countingId({ voucherId: random(16), image: images[0] ?? null, capturedAt: null });
    const { x } = deriveShare(account.shareSeed, countingId, params.detectionColumns);
    const contradiction = forgeVoucher(setting, { device: sibling, part: { x, y: group.createScalars(1, random) } });
    const hostile = signBatch(setting, [contradiction], { device: sibling });
    const before = await serve(setting, [honest]);
    setting.takeCost(0);
    const after = await serve(setting, [honest, hostile]);
    return {
      notice: after.notice,
      succeeded: before.outcome.status === "opened" && after.outcome.status === "below-threshold",
      cost: setting.takeCost(bytesOf([honest, hostile])),
      figures: { forged: 1, distinctBefore: before.outcome.distinct, distinctAfter: after.outcome.distinct },
    };
  },
};
