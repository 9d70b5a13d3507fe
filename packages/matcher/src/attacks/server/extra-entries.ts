import { prepareList } from "../../list.js";
import { prepareTable } from "../../protocols/threshold-psi/index.js";
import { listTokens } from "../../tokens.js";
import type { Attack } from "../attack.js";
import { forgeTable } from "../forge-table.js";
import { countFittingTokens } from "../room.js";
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
    "Images of the added entries match. Padding hides how many entries there are, from the device as well, and a server that solves for the cells instead of peeling finds room beyond the stated capacity. Only a proof that the table follows from the authority's commitment would show it.",
  cost: { multiplications: 0, pointChecks: 130 },
  async mount(setting) {
    const { group, random, list, params, published, table, device } = setting;
    const free = published.manifest.capacity - list.tokens.length;
    const added = createImages(random, Math.floor(free / params.tokenScheme.blocks));
    const tokens = prepareList([...toEntries(setting.listed), ...toEntries(added)], { ...params, random }).tokens;
    const forged = forgeTable(setting, { tokens });
    setting.takeCost(0);
    const { value: prepared, notice } = attempt("device", "prepare table", () =>
      prepareTable(group, forged.manifestBytes, forged.cells, forged.tableId),
    );
    const cost = setting.takeCost(forged.cells.length);
    const vouchers = prepared ? honestVouchers(setting, added.slice(0, 4), { table: prepared }) : [];
    const run = await serve(setting, [signBatch(setting, vouchers, { device })], { tables: [forged] });
    const wanted = createImages(random, 200).flatMap((image) => listTokens(params.tokenScheme, image));
    return {
      notice: notice ?? run.notice,
      succeeded: openedCount(run) === 4,
      cost,
      figures: {
        suppliedTokens: list.tokens.length,
        addedTokens: tokens.length - list.tokens.length,
        capacity: published.manifest.capacity,
        cells: table.layout.cells,
        tokensThatFitByElimination: countFittingTokens(table.layout, [...list.tokens, ...wanted]),
      },
    };
  },
};
