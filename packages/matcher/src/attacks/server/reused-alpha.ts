import { prepareTable } from "../../protocols/threshold-psi/index.js";
import { listTokens, type Token } from "../../tokens.js";
import type { Attack } from "../attack.js";
import { forgeTable } from "../forge-table.js";
import { testBetweenTables } from "../recover-list.js";
import { attempt } from "../serve.js";
import { createImages, type Setting } from "../setting.js";

/** Tests listed and other tokens between the honest table and another, without a key. */
function recover(setting: Setting, other: Parameters<typeof testBetweenTables>[1]) {
  const { group, list, params, random, table } = setting;
  const strangers = createImages(random, 100).flatMap((image) => listTokens(params.tokenScheme, image));
  const found = (candidates: readonly Token[]) =>
    testBetweenTables(group, table, other, candidates).filter(Boolean).length;
  return {
    listedTokens: list.tokens.length,
    listedFound: found(list.tokens),
    otherTokens: strangers.length,
    othersFound: found(strangers),
  };
}

/** A rebuilt table under the old key. */
export const reusedAlpha: Attack = {
  id: "reused-alpha",
  who: "server",
  what: "A rebuilt table keeps the key of the one before: for tokens in both, both decode to the same point.",
  noticedBy: "auditor",
  atStep: "inspect tables",
  succeeds: true,
  effect:
    "Anybody with both tables tests candidates without the key, and finds all listed tokens and no other. Equal L in two manifests shows it; devices do not compare today.",
  cost: { multiplications: 0, pointChecks: 130 },
  async mount(setting) {
    const { group, published } = setting;
    const forged = forgeTable(setting, { alpha: published.secrets.alpha });
    setting.takeCost(0);
    const { value: table, notice } = attempt("device", "prepare table", () =>
      prepareTable(group, forged.manifestBytes, forged.cells, forged.tableId),
    );
    const cost = setting.takeCost(forged.cells.length);
    const figures = table ? recover(setting, table) : { listedTokens: 0, listedFound: 0 };
    const sameKey = String(forged.manifest.blindedGenerator) === String(published.manifest.blindedGenerator);
    return {
      notice: notice ?? (sameKey ? { by: "auditor", at: "inspect tables" } : null),
      succeeded: figures.listedFound === figures.listedTokens && figures.listedFound > 0,
      cost,
      figures,
    };
  },
};

/** A supplement under its base's key. */
export const reusedAlphaSupplement: Attack = {
  id: "reused-alpha-supplement",
  who: "server",
  what: "A supplement shares the key of its base.",
  noticedBy: "device",
  atStep: "prepare table",
  code: "invalid-parameters",
  succeeds: false,
  effect: "The device refuses the supplement before its first use.",
  cost: { multiplications: 0, pointChecks: 0 },
  async mount(setting) {
    const { group, published, table: base } = setting;
    const forged = forgeTable(setting, { alpha: published.secrets.alpha, manifest: { base: published.tableId } });
    setting.takeCost(0);
    const { value, notice } = attempt("device", "prepare table", () =>
      prepareTable(group, forged.manifestBytes, forged.cells, forged.tableId, base),
    );
    return { notice, succeeded: value !== null, cost: setting.takeCost(forged.cells.length), figures: {} };
  },
};
