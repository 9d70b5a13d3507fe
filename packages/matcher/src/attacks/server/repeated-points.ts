import { decodeScalar, encodeScalar, invertScalar, pointBytes } from "@glasshouse/crypto";
import { prepareTable } from "../../protocols/threshold-psi/index.js";
import { tokenDomain } from "../../protocols/threshold-psi/keys.js";
import type { Token } from "../../tokens.js";
import type { Attack } from "../attack.js";
import { forgeTable } from "../forge-table.js";
import { attempt, openedCount, serve } from "../serve.js";
import { honestVouchers, signBatch } from "../vouchers.js";

/** One point in all cells. */
export const repeatedPoints: Attack = {
  id: "repeated-points",
  who: "server",
  what: "All cells hold one point, a third of alpha*H(token): the table is aimed at one picture and nothing else.",
  noticedBy: "auditor",
  atStep: "inspect tables",
  succeeds: true,
  effect:
    "The one picture matches. Equal cells, which an honest table has with negligible probability, show it to whoever looks. Devices do not look today. A table of one entry and random fillers does the same and shows nothing.",
  cost: { multiplications: 0, pointChecks: 130 },
  async mount(setting) {
    const { group, random, list, listed } = setting;
    const alpha = group.createScalars(1, random);
    const third = encodeScalar(
      invertScalar(decodeScalar(Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 3 : 0)))),
    );
    const [aimedAt] = list.tokens as readonly [Token];
    const point = group.multiplyAll(group.blindTokens([aimedAt], tokenDomain, alpha), third);
    const forged = forgeTable(setting, {
      alpha,
      change: (cells) => Uint8Array.from(cells, (_, i) => point[i % pointBytes] as number),
    });
    setting.takeCost(0);
    const { value: table, notice } = attempt("device", "prepare table", () =>
      prepareTable(group, forged.manifestBytes, forged.cells, forged.tableId),
    );
    const cost = setting.takeCost(forged.cells.length);
    const vouchers = table ? honestVouchers(setting, listed, { table }) : [];
    const run = await serve(setting, [signBatch(setting, vouchers)], { tables: [forged] });
    return {
      notice: notice ?? (countRepeatedCells(forged.cells) > 0 ? { by: "auditor", at: "inspect tables" } : null),
      succeeded: openedCount(run) === 1,
      cost,
      figures: {
        repeatedCells: countRepeatedCells(forged.cells),
        repeatedCellsOfHonestTable: countRepeatedCells(setting.published.cells),
      },
    };
  },
};

/** Cells equal to an earlier one. */
function countRepeatedCells(cells: Uint8Array): number {
  const seen = new Set<string>();
  for (let at = 0; at < cells.length; at += pointBytes) seen.add(cells.subarray(at, at + pointBytes).join());
  return cells.length / pointBytes - seen.size;
}
