/** Planted pictures and what certification makes of them: counted on drawn lists, and in runs of the protocol. */
import { sha256 } from "@glasshouse/crypto";
import type { ListSource } from "@glasshouse/fixtures";
import { simulateAccount } from "@glasshouse/matcher";
import { type Cell, measureRate, type Rate, type RunContext } from "../../findings/index.js";
import {
  type CertifiedListPlan,
  certify,
  drawCertifiedList,
  survivalProbability,
} from "../../models/certified-lists.js";
import { noDistance, publishHashes, toAccountImages, toImage } from "../../samples/random-hashes.js";

/** Planted pictures that survive, for one number of organisations that submit and one that must. */
export interface Survival {
  readonly planting: number;
  readonly required: number;
  /** If nobody copies. */
  readonly alone: Rate;
  /** If others copy. */
  readonly copied: Rate;
  readonly model: number;
}

/** What is counted. */
export interface CertificationCounts {
  readonly survival: readonly Survival[];
  /** By organisations that submit: whether an account with three planted pictures opens. */
  readonly opens: readonly { readonly planting: number; readonly opens: boolean }[];
  /** By organisations that must submit: what survives of honest lists. */
  readonly price: readonly Readonly<Record<string, Cell>>[];
}

/** Hash of a listed picture: random bits that follow from its name, for what only the protocol decides. */
const hashOf = ({ seed }: ListSource) => toImage(sha256(new TextEncoder().encode(seed)).subarray(0, 8));

/** Other pictures of the table that an account is run under: more of them take time, and change nothing for the account. */
const mostOthers = 500;

/** Whether an account that holds planted pictures opens under the certified list, in a run of the protocol. */
async function opensAccount(
  { group, random }: Pick<RunContext, "group" | "random">,
  certified: readonly ListSource[],
  held: readonly ListSource[],
): Promise<boolean> {
  const { published, table } = publishHashes(group, certified.map(hashOf), random, { threshold: held.length });
  const { outcome } = await simulateAccount(group, table, published, toAccountImages(held.map(hashOf)), {
    distance: noDistance,
    random: random.bytes,
  });
  return outcome.opened;
}

/** Draws the lists and counts. `required` decides in the runs of the protocol; everything else is counted for every number. */
export async function measureCertification(
  plan: Omit<CertifiedListPlan, "seed" | "planting"> & { readonly required: number },
  context: RunContext,
): Promise<CertificationCounts> {
  const { random, onProgress } = context;
  const { authorities, copying, required } = plan;
  const draw = (planting: number, copied: number) => {
    return drawCertifiedList(
      { ...plan, seed: String(random.fork(`list ${planting}`).uint32()), planting, copying: copied },
      random.fork(`copies ${planting} ${copied}`),
    );
  };
  const rateOf = (sources: readonly ListSource[], k: number): Rate =>
    measureRate(
      { events: certify(sources, k).length, trials: sources.length },
      { kind: "share", unit: "listed picture" },
    );
  const isPlanted = ({ planted: purpose }: ListSource) => purpose !== undefined;
  const counts = Array.from({ length: authorities }, (_, i) => i + 1);

  const survival: Survival[] = [];
  const opens: { planting: number; opens: boolean }[] = [];
  for (const planting of counts) {
    const [alone, copied] = [draw(planting, 0), draw(planting, copying)];
    for (const k of counts)
      survival.push({
        planting,
        required: k,
        alone: rateOf(alone.filter(isPlanted), k),
        copied: rateOf(copied.filter(isPlanted), k),
        model: survivalProbability({ authorities, planting, copying }, k),
      });
    const runContext = { ...context, random: random.fork(`account ${planting}`) };
    const held = alone.filter(isPlanted).slice(0, 3);
    let others = 0;
    const shown = certify(alone, required).filter((source) => isPlanted(source) || others++ < mostOthers);
    opens.push({ planting, opens: await opensAccount(runContext, shown, held) });
    await onProgress(planting, authorities + 2);
  }
  const honest = draw(0, 0);
  const [right, wrong] = [honest.filter(({ mistaken }) => !mistaken), honest.filter(({ mistaken }) => mistaken)];
  const price = counts.map((k) => ({
    required: k,
    genuine: right.length > 0 ? rateOf(right, k) : null,
    mistaken: wrong.length > 0 ? rateOf(wrong, k) : null,
  }));
  return { survival, opens, price };
}
