import { prepareTable } from "../../protocols/threshold-psi/index.js";
import type { Attack, AttackResult } from "../attack.js";
import { type ForgedTable, forgeTable } from "../forge-table.js";
import { attempt } from "../serve.js";
import type { Setting } from "../setting.js";

async function mountTable(
  setting: Setting,
  choices: ForgedTable,
  spoil = (cells: Uint8Array) => cells,
): Promise<AttackResult> {
  const forged = forgeTable(setting, choices);
  setting.takeCost(0);
  const { value, notice } = attempt("device", "prepare table", () =>
    prepareTable(setting.group, forged.manifestBytes, spoil(forged.cells), forged.tableId),
  );
  return { notice, succeeded: value !== null, cost: setting.takeCost(forged.cells.length), figures: {} };
}

/** L = identity would open every voucher. */
export const identityGenerator: Attack = {
  id: "identity-generator",
  who: "server",
  what: "The manifest's L is the identity, which takes the blinding out of every voucher.",
  noticedBy: "device",
  atStep: "prepare table",
  code: "identity-point",
  succeeds: false,
  effect: "The device refuses the table before its first use.",
  cost: { multiplications: 0, pointChecks: 2 },
  mount: (setting) => mountTable(setting, { manifest: { blindedGenerator: new Uint8Array(32) } }),
};

/** A cell that is no group element makes some vouchers fail, and with them shows which images touch it. */
export const malformedCell: Attack = {
  id: "malformed-cell",
  who: "server",
  what: "A cell holds bytes that encode no group element, to see which devices stumble over it.",
  noticedBy: "device",
  atStep: "prepare table",
  code: "invalid-point",
  succeeds: false,
  effect: "The device checks the whole table before its first use: no image decides whether it fails.",
  cost: { multiplications: 0, pointChecks: 130 },
  mount: (setting) => mountTable(setting, { change: (cells) => cells.fill(255, cells.length - 32) }),
};

/** Other cells than the manifest commits to. */
export const changedCell: Attack = {
  id: "changed-cell",
  who: "server",
  what: "One cell is changed after the manifest was published.",
  noticedBy: "device",
  atStep: "prepare table",
  code: "table-digest-mismatch",
  succeeds: false,
  effect: "The device refuses the table before its first use.",
  cost: { multiplications: 0, pointChecks: 0 },
  mount: (setting) => mountTable(setting, {}, (cells) => cells.with(0, (cells[0] as number) ^ 1)),
};
