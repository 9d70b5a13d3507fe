import { listTokens } from "../../tokens.js";
import type { Attack } from "../attack.js";
import { testWithKey } from "../recover-list.js";
import { createImages } from "../setting.js";

/** A key that was to be destroyed at rotation, or that leaked. */
export const keptAlpha: Attack = {
  id: "kept-alpha",
  who: "server",
  what: "Whoever keeps or steals alpha after rotation tests a corpus of candidate pictures against the old table.",
  noticedBy: "nobody",
  atStep: null,
  succeeds: true,
  effect:
    "Every listed picture in the corpus is recognised, at one multiplication per token; without the key none is. Rotation protects what the new table adds, not what the old one held.",
  cost: { multiplications: 0, pointChecks: 0 },
  async mount(setting) {
    const { group, table, published, params, listed, unlisted, random } = setting;
    const inCorpus = Math.floor((listed.length * 3) / 4);
    const corpus = [...listed.slice(0, inCorpus), ...unlisted, ...createImages(random, 100)];
    const tokens = corpus.flatMap((image) => listTokens(params.tokenScheme, image));
    setting.takeCost(0);
    const recovered = (alpha: Uint8Array) => {
      const hits = testWithKey(group, table, alpha, tokens);
      return corpus.map((_, i) =>
        hits.slice(i * params.tokenScheme.blocks, (i + 1) * params.tokenScheme.blocks).some(Boolean),
      );
    };
    const withKey = recovered(published.secrets.alpha);
    const { multiplications } = setting.takeCost(0);
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
        recoveredUnderAnotherKey: withAnother.filter(Boolean).length,
        attackerMultiplications: multiplications,
      },
    };
  },
};
