import { acceptDeletion, createDeletion } from "../../deletion.js";
import type { Attack } from "../attack.js";
import { serve } from "../serve.js";
import { honestVouchers, signBatch } from "../vouchers.js";

/** A server that acknowledges a deletion and deletes nothing. */
export const keptVouchers: Attack = {
  id: "kept-vouchers",
  who: "server",
  what: "The server acknowledges an account's deletion and keeps the vouchers.",
  noticedBy: "nobody",
  atStep: null,
  succeeds: true,
  effect:
    "They go on counting: with matches made after the deletion the account opens. A device that wants to rely on a deletion begins another window, whose shares do not fit the old ones.",
  cost: { multiplications: 0, pointChecks: 0 },
  async mount(setting) {
    const { listed, params, account } = setting;
    const kept = signBatch(setting, honestVouchers(setting, listed.slice(0, params.threshold - 1)));
    setting.takeCost(0);
    const { fresh } = await acceptDeletion(createDeletion(account, 1), { lastDeletion: async () => 0 });
    const cost = setting.takeCost(0);
    const later = signBatch(setting, honestVouchers(setting, listed.slice(params.threshold - 1, params.threshold)));
    const { notice, outcome } = await serve(setting, [kept, later]);
    return {
      notice,
      succeeded: fresh && outcome.status === "opened",
      cost,
      figures: { before: params.threshold - 1, after: 1, threshold: params.threshold },
    };
  },
};
