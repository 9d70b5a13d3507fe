import { prepareList } from "../../list.js";
import { prepareTable } from "../../protocols/threshold-psi/index.js";
import type { Attack } from "../attack.js";
import { forgeTable } from "../forge-table.js";
import { attempt } from "../serve.js";
import { createImages, type Setting, toEntries } from "../setting.js";

/** A table that one user alone is given, aimed at one picture. */
function forgeForOne(setting: Setting) {
  const { params, random } = setting;
  const { tokens } = prepareList(toEntries(createImages(random, 1)), { ...params, random });
  return forgeTable(setting, { tokens, manifest: { epoch: setting.published.manifest.epoch } });
}

/** To a device that knows the id to expect. */
export const tableForOnePinned: Attack = {
  id: "table-for-one-pinned",
  who: "server",
  what: "One user is given a table of its own; the device expects the id that everybody has.",
  noticedBy: "device",
  atStep: "prepare table",
  code: "wrong-table",
  succeeds: false,
  effect: "The device refuses the table. The id must come from elsewhere than the server.",
  cost: { multiplications: 0, pointChecks: 0 },
  async mount(setting) {
    const forged = forgeForOne(setting);
    setting.takeCost(0);
    const { value, notice } = attempt("device", "prepare table", () =>
      prepareTable(setting.group, forged.manifestBytes, forged.cells, setting.published.tableId),
    );
    return { notice, succeeded: value !== null, cost: setting.takeCost(forged.manifestBytes.length), figures: {} };
  },
};

/** To a device that takes what it is given. */
export const tableForOne: Attack = {
  id: "table-for-one",
  who: "server",
  what: "One user is given a table of its own; the device takes what the server gives it.",
  noticedBy: "nobody",
  atStep: null,
  succeeds: true,
  effect:
    "The user's pictures are matched against another list. Nobody who sees one table can tell; two users who compare ids can, at the cost of 32 bytes.",
  cost: { multiplications: 0, pointChecks: 130 },
  async mount(setting) {
    const forged = forgeForOne(setting);
    setting.takeCost(0);
    const { value, notice } = attempt("device", "prepare table", () =>
      prepareTable(setting.group, forged.manifestBytes, forged.cells, forged.tableId),
    );
    const differing = String(forged.tableId) !== String(setting.published.tableId);
    return {
      notice,
      succeeded: value !== null && differing,
      cost: setting.takeCost(forged.cells.length),
      figures: { sameSizeAsEverybodys: Number(forged.cells.length === setting.published.cells.length) },
    };
  },
};
