import { prepareTable } from "../../protocols/threshold-psi/index.js";
import type { Attack } from "../attack.js";
import { forgeTable } from "../forge-table.js";
import { attempt, openedCount, serve } from "../serve.js";
import { honestVouchers, signBatch } from "../vouchers.js";

/** L under one key, the cells under another. */
export const wrongAlpha: Attack = {
  id: "wrong-alpha",
  who: "server",
  what: "Cells are blinded under another key than L, to tell matches without the threshold's rules.",
  noticedBy: "nobody",
  atStep: null,
  succeeds: false,
  effect: "Nothing opens, under either key. A device cannot see it; the server only spoils its own table.",
  cost: { multiplications: 0, pointChecks: 130 },
  async mount(setting) {
    const { group, random, listed } = setting;
    const other = group.createScalars(1, random);
    const forged = forgeTable(setting, { blindWith: other });
    setting.takeCost(0);
    const { value: table, notice } = attempt("device", "prepare table", () =>
      prepareTable(group, forged.manifestBytes, forged.cells, forged.tableId),
    );
    const cost = setting.takeCost(forged.cells.length);
    const batch = signBatch(setting, table ? honestVouchers(setting, listed, { table }) : []);
    const under = async (alpha: Uint8Array) => {
      const tables = [{ ...forged, secrets: { ...forged.secrets, alpha } }];
      return openedCount(await serve(setting, [batch], { tables }));
    };
    const [underL, underCells] = [await under(forged.secrets.alpha), await under(other)];
    return {
      notice,
      succeeded: underL + underCells > 0,
      cost,
      figures: { listedImages: listed.length, openedUnderKeyOfL: underL, openedUnderKeyOfCells: underCells },
    };
  },
};
