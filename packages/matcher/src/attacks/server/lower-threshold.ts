import { createAccount, openAccount, prepareTable } from "../../protocols/threshold-psi/index.js";
import type { Attack } from "../attack.js";
import { forgeTable } from "../forge-table.js";
import { attempt, serve } from "../serve.js";
import { honestVouchers, signBatch } from "../vouchers.js";

/** For vouchers that it already holds. */
export const lowerThresholdOldVouchers: Attack = {
  id: "lower-threshold-old-vouchers",
  who: "server",
  what: "The server opens accounts at a lower threshold than their vouchers were made for.",
  noticedBy: "nobody",
  atStep: null,
  succeeds: false,
  effect:
    "Nothing becomes readable: the threshold is the degree of the device's polynomial, which a server cannot lower afterwards.",
  cost: { multiplications: 0, pointChecks: 0 },
  async mount(setting) {
    const { listed, params, account, random } = setting;
    const fewer = params.threshold - 1;
    const run = await serve(setting, [signBatch(setting, honestVouchers(setting, listed.slice(0, fewer)))]);
    const opened = run.openings.flatMap((opening) => (opening.status === "opened" ? [opening.voucher] : []));
    setting.takeCost(0);
    const outcome = openAccount({ ...params, threshold: fewer }, account.account, opened, random);
    return {
      notice: null,
      succeeded: outcome.status === "opened",
      cost: setting.takeCost(0),
      figures: { threshold: params.threshold, tried: fewer, openedVouchers: opened.length },
    };
  },
};

/** For vouchers to come, of a window that has begun. */
export const lowerThresholdSameWindow: Attack = {
  id: "lower-threshold-same-window",
  who: "server",
  what: "A new manifest names a lower threshold for the same list, in the middle of an account's window.",
  noticedBy: "device",
  atStep: "create voucher",
  code: "invalid-parameters",
  succeeds: false,
  effect: "The device makes no voucher for the new table: its window was begun under another threshold.",
  cost: { multiplications: 0, pointChecks: 130 },
  async mount(setting) {
    const { group, listed } = setting;
    const forged = forgeTable(setting, { manifest: { threshold: 1 } });
    setting.takeCost(0);
    const { value, notice } = attempt("device", "create voucher", () => {
      const table = prepareTable(group, forged.manifestBytes, forged.cells, forged.tableId);
      return honestVouchers(setting, listed.slice(0, 1), { table });
    });
    return { notice, succeeded: value !== null, cost: setting.takeCost(forged.cells.length), figures: {} };
  },
};

/** For vouchers to come, of windows yet to begin. */
export const lowerThresholdNewWindow: Attack = {
  id: "lower-threshold-new-window",
  who: "server",
  what: "A new manifest names a lower threshold for the same list; an account begins its next window under it.",
  noticedBy: "auditor",
  atStep: "inspect tables",
  succeeds: true,
  effect:
    "From then on one match opens the account. The number is public and the table has another id: whoever compares manifests sees it, and a device that expects the old id refuses it.",
  cost: { multiplications: 0, pointChecks: 130 },
  async mount(setting) {
    const { group, random, published, listed } = setting;
    const forged = forgeTable(setting, { manifest: { threshold: 1 } });
    setting.takeCost(0);
    const { value: table, notice } = attempt("device", "prepare table", () =>
      prepareTable(group, forged.manifestBytes, forged.cells, forged.tableId),
    );
    const cost = setting.takeCost(forged.cells.length);
    const account = createAccount(group, forged.manifest, random);
    const vouchers = table ? honestVouchers(setting, listed.slice(0, 1), { account, table }) : [];
    const { outcome } = await serve(setting, [signBatch(setting, vouchers, { account })], {
      account,
      tables: [forged],
    });
    const lowered = forged.manifest.threshold < published.manifest.threshold;
    return {
      notice: notice ?? (lowered ? { by: "auditor", at: "inspect tables" } : null),
      succeeded: outcome.status === "opened",
      cost,
      figures: { thresholdBefore: published.manifest.threshold, thresholdAfter: forged.manifest.threshold },
    };
  },
};
