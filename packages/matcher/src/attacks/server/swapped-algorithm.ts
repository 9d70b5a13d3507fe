import { prepareTable } from "../../protocols/threshold-psi/index.js";
import type { Attack } from "../attack.js";
import { forgeTable } from "../forge-table.js";
import { attempt } from "../serve.js";
import { honestVouchers } from "../vouchers.js";

/** Another algorithm, by its name. */
export const swappedAlgorithm: Attack = {
  id: "swapped-algorithm",
  who: "server",
  what: "A new manifest names another hash algorithm than the device has.",
  noticedBy: "device",
  atStep: "create voucher",
  code: "wrong-algorithm",
  succeeds: false,
  effect: "The device makes no voucher. It would have to be given other software.",
  cost: { multiplications: 0, pointChecks: 130 },
  async mount(setting) {
    const forged = forgeTable(setting, { manifest: { algorithm: "random-64-b" } });
    setting.takeCost(0);
    const { value, notice } = attempt("device", "create voucher", () => {
      const table = prepareTable(setting.group, forged.manifestBytes, forged.cells, forged.tableId);
      return honestVouchers(setting, setting.listed.slice(0, 1), { table });
    });
    return { notice, succeeded: value !== null, cost: setting.takeCost(forged.cells.length), figures: {} };
  },
};

/** Another definition under the same name. */
export const swappedDefinition: Attack = {
  id: "swapped-definition",
  who: "server",
  what: "A new manifest keeps the algorithm's name and carries the digest of another definition.",
  noticedBy: "auditor",
  atStep: "inspect tables",
  succeeds: true,
  effect:
    "The device goes on. The digest is public and part of the table's id, so whoever compares manifests sees that it changed; a device that runs the old software hashes as before. What a definition does on the sly no digest shows.",
  cost: { multiplications: 0, pointChecks: 130 },
  async mount(setting) {
    const { group, random, published } = setting;
    const forged = forgeTable(setting, { manifest: { algorithmDigest: random(32) } });
    setting.takeCost(0);
    const { value, notice } = attempt("device", "prepare table", () =>
      prepareTable(group, forged.manifestBytes, forged.cells, forged.tableId),
    );
    const swapped = String(forged.manifest.algorithmDigest) !== String(published.manifest.algorithmDigest);
    return {
      notice: notice ?? (swapped ? { by: "auditor", at: "inspect tables" } : null),
      succeeded: value !== null,
      cost: setting.takeCost(forged.cells.length),
      figures: {},
    };
  },
};
