import { columnBytes, deriveSyntheticColumn, syntheticColumnBytes } from "@glasshouse/crypto";
import { createAccount, createTable, prepareTable } from "../../protocols/threshold-psi/index.js";
import { detectionParameters } from "../../protocols/threshold-psi/params.js";
import type { Attack } from "../attack.js";
import { bytesOf, openedCount, serve } from "../serve.js";
import { algorithmDigest } from "../setting.js";
import { forgeVoucher, honestVouchers, signBatch } from "../vouchers.js";

/** So many that random orders of the columns never begin with the real ones: 64 tries among C(153, 3) orders. */
const forged = 150;

/** More synthetic-looking vouchers than detection can tell apart. */
export const saturation: Attack = {
  id: "saturation",
  who: "client",
  what: "A device hides its account's matches behind vouchers that open and carry random detection columns, sent before them.",
  noticedBy: "server",
  atStep: "open account",
  code: "saturated",
  succeeds: true,
  effect:
    "The account does not open although it holds enough matches. The server sees that it is saturated, and an honest account almost never is. Every device of the account can do it to the others. Sent after the matches they would not hide them: the server looks at vouchers in order of arrival first.",
  cost: { multiplications: 4 * (3 + forged), pointChecks: 4 * (3 + forged) },
  async mount(setting) {
    const { group, random, list, params, listed } = setting;
    const withSynthetics = { ...params, syntheticPerMillion: 1 };
    const published = createTable(group, list, withSynthetics, { algorithmDigest, epoch: 1, random });
    const table = prepareTable(group, published.manifestBytes, published.cells);
    const account = createAccount(group, published.manifest, random);
    const matching = honestVouchers(setting, listed.slice(0, params.threshold), { account, table });
    const detection = detectionParameters(params);
    const hiding = Array.from({ length: forged }, () => {
      const detectionColumn = deriveSyntheticColumn(detection, random(syntheticColumnBytes(detection)));
      return forgeVoucher(setting, { account, table, part: { detectionColumn } });
    });
    const served = { account, tables: [published] };
    const before = await serve(setting, [signBatch(setting, matching, { account })], served);
    const batch = signBatch(setting, [...hiding, ...matching], { account });
    setting.takeCost(0);
    const run = await serve(setting, [batch], served);
    return {
      notice: run.notice,
      succeeded: before.outcome.status === "opened" && run.outcome.status !== "opened",
      cost: setting.takeCost(bytesOf([batch])),
      figures: { forged, opened: openedCount(run), columnBytes: columnBytes(detection) },
    };
  },
};
