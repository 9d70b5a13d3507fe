import { prepareList } from "../../list.js";
import { prepareTable } from "../../protocols/threshold-psi/index.js";
import { listTokens } from "../../tokens.js";
import type { Attack } from "../attack.js";
import { forgeTable } from "../forge-table.js";
import { attempt, openedCount, serve } from "../serve.js";
import { createImages, toEntries } from "../setting.js";
import { honestVouchers, signBatch } from "../vouchers.js";

/** Entries that no list authority supplied, up to the padded capacity. */
export const extraEntries: Attack = {
  id: "extra-entries",
  who: "server",
  what: "The table holds entries beside the authority's, in the room that padding leaves, filled to the last place.",
  noticedBy: "nobody",
  atStep: null,
  succeeds: true,
  effect:
    "Images of the added entries match. Padding hides how many entries there are, from the device as well. Only a proof that the table follows from the authority's commitment would show it.",
  cost: { multiplications: 0, pointChecks: 130 },
  async mount(setting) {
    const { group, random, list, params, published, device } = setting;
    const free = published.manifest.capacity - list.tokens.length;
    const added = createImages(random, Math.floor(free / params.tokenScheme.blocks));
    const tokens = prepareList([...toEntries(setting.listed), ...toEntries(added)], { ...params, random }).tokens;
    const forged = forgeTable(setting, { tokens });
    setting.takeCost(0);
    const { value: table, notice } = attempt("device", "prepare table", () =>
      prepareTable(group, forged.manifestBytes, forged.cells, forged.tableId),
    );
    const cost = setting.takeCost(forged.cells.length);
    const vouchers = table ? honestVouchers(setting, added.slice(0, 4), { table }) : [];
    const run = await serve(setting, [signBatch(setting, vouchers, { device })], { tables: [forged] });
    return {
      notice: notice ?? run.notice,
      succeeded: openedCount(run) === 4 && added.every((image) => listTokens(params.tokenScheme, image).length > 0),
      cost,
      figures: {
        suppliedTokens: list.tokens.length,
        addedTokens: tokens.length - list.tokens.length,
        capacity: published.manifest.capacity,
        cells: published.cells.length / 32,
      },
    };
  },
};
