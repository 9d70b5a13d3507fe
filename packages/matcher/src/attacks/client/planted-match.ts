import { decodeVoucher } from "../../protocols/threshold-psi/index.js";
import type { Attack } from "../attack.js";
import { bytesOf, serve } from "../serve.js";
import { forgeVoucher, signBatch } from "../vouchers.js";

/** A device frames the account that it belongs to. */
export const plantedMatch: Attack = {
  id: "planted-match",
  who: "client",
  what: "One device of an account plants vouchers that open, with pictures of its choice, to frame the others.",
  noticedBy: "nobody",
  atStep: null,
  succeeds: true,
  effect:
    "The account opens and reviewers read the planted pictures. What they can see is which device signed: every planted voucher names the hostile one.",
  cost: { multiplications: 12, pointChecks: 12 },
  async mount(setting) {
    const { threshold } = setting.params;
    const planted = Uint8Array.of(1, 2, 3);
    const hostile = { device: setting.sibling };
    const vouchers = Array.from({ length: threshold }, () => forgeVoucher(setting, { ...hostile, payload: planted }));
    const batch = signBatch(setting, vouchers, hostile);
    setting.takeCost(0);
    const { notice, outcome } = await serve(setting, [batch]);
    const payloads = outcome.status === "opened" ? outcome.payloads : [];
    const named = vouchers.filter((bytes) => String(decodeVoucher(bytes).device) === String(setting.sibling.device));
    return {
      notice,
      succeeded: payloads.length === threshold && payloads.every(({ payload }) => String(payload) === String(planted)),
      cost: setting.takeCost(bytesOf([batch])),
      figures: { planted: payloads.length, namingTheHostileDevice: named.length },
    };
  },
};
