import { createAccount } from "../../protocols/threshold-psi/index.js";
import type { Attack } from "../attack.js";
import { bytesOf, serve } from "../serve.js";
import { createShare, forgeVoucher, honestVouchers, signBatch } from "../vouchers.js";

/** A share of one account under another. */
export const transplantedShare: Attack = {
  id: "transplanted-share",
  who: "client",
  what: "A voucher opens to a share of another account, beside enough matches of its own.",
  noticedBy: "nobody",
  atStep: null,
  succeeds: false,
  effect:
    "The account opens all the same: subsets of shares are tried until payloads open. The stranger's share is passed over in silence.",
  cost: { multiplications: 16, pointChecks: 16 },
  async mount(setting) {
    const { group, published, random, listed, params } = setting;
    const stranger = createAccount(group, published.manifest, random);
    // First in order, so that the first subset tried holds it.
    const transplanted = forgeVoucher(setting, { part: createShare(setting, stranger) });
    const batch = signBatch(setting, [transplanted, ...honestVouchers(setting, listed.slice(0, params.threshold))]);
    setting.takeCost(0);
    const { notice, outcome } = await serve(setting, [batch]);
    return {
      notice,
      succeeded: outcome.status !== "opened",
      cost: setting.takeCost(bytesOf([batch])),
      figures: { payloads: outcome.status === "opened" ? outcome.payloads.length : 0 },
    };
  },
};
