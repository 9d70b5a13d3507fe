import { createTable, prepareTable } from "../../protocols/threshold-psi/index.js";
import { listTokens } from "../../tokens.js";
import type { Attack } from "../attack.js";
import { testWithKey } from "../recover-list.js";
import { algorithmDigest, createImages } from "../setting.js";

/** A key that was to be destroyed at rotation, or that leaked. */
export const keptAlpha: Attack = {
  id: "kept-alpha",
  who: "server",
  what: "Whoever keeps or steals alpha after rotation tests a corpus of candidate pictures against the old table.",
  noticedBy: "nobody",
  atStep: null,
  succeeds: true,
  effect:
    "Every listed picture in the corpus is recognised, at one multiplication per token; without the key none is. The old key opens nothing of the next table; but what that still lists, the old table gives away.",
  cost: { multiplications: 0, pointChecks: 0 },
  async mount(setting) {
    const { group, table, list, published, params, listed, unlisted, random } = setting;
    const inCorpus = Math.floor((listed.length * 3) / 4);
    const corpus = [...listed.slice(0, inCorpus), ...unlisted, ...createImages(random, 100)];
    const tokens = corpus.flatMap((image) => listTokens(params.tokenScheme, image));
    const next = createTable(group, list, params, { algorithmDigest, epoch: 2, random });
    const rotated = prepareTable(group, next.manifestBytes, next.cells, next.tableId);
    setting.takeCost(0);
    const recovered = (alpha: Uint8Array, from = table) => {
      const hits = testWithKey(group, from, alpha, tokens);
      return corpus.map((_, i) =>
        hits.slice(i * params.tokenScheme.blocks, (i + 1) * params.tokenScheme.blocks).some(Boolean),
      );
    };
    const withKey = recovered(published.secrets.alpha);
    const { multiplications } = setting.takeCost(0);
    const fromRotated = recovered(published.secrets.alpha, rotated);
    const withAnother = recovered(group.createScalars(1, random));
    setting.takeCost(0);
    return {
      notice: null,
      succeeded: withKey.every((hit, i) => hit === i < inCorpus),
      // Nobody but the attacker works.
      cost: setting.takeCost(0),
      figures: {
        corpus: corpus.length,
        listed: listed.length,
        recovered: withKey.filter(Boolean).length,
        recoveredFromNextTable: fromRotated.filter(Boolean).length,
        recoveredUnderAnotherKey: withAnother.filter(Boolean).length,
        attackerMultiplications: multiplications,
      },
    };
  },
};
