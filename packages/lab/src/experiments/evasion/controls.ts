/** What has to come out null, and the false-positive side of the same rules. */
import type { SeededRandom } from "@glasshouse/fixtures";
import { algorithms, hammingDistance, type PerceptualHash } from "@glasshouse/hasher";
import { measureRate, type Origin, type Rate, type Table } from "../../findings/index.js";
import type { MultiHashedScene } from "../../samples/scenes.js";
import { matches } from "../match-rule.js";
import type { Carrier } from "../perturbation/carrier.js";
import type { AimableId } from "../perturbation/patterns.js";
import { drawSmooth } from "../perturbation/search.js";
import { budgets, rulesOf } from "./attempts.js";

/** What the controls gave. */
export interface Controls {
  /** Scene, algorithm and rule at once. */
  readonly unchanged: { readonly events: number; readonly trials: number };
  /** Scenes that escape the constant hash under the largest budget. */
  readonly constant: { readonly events: number; readonly trials: number };
  /** Image FPR of unrelated scenes, by algorithm and rule. */
  readonly falsePositives: readonly { readonly algorithm: AimableId; readonly rule: string; readonly rate: Rate }[];
  /** Least distance of every unrelated scene to the list, under the first algorithm; and the list's size. */
  readonly distances: { readonly nearest: readonly number[]; readonly entries: number };
}

export function runControls(
  carriers: readonly Carrier[],
  ids: readonly AimableId[],
  strangers: readonly MultiHashedScene[],
  random: SeededRandom,
): Controls {
  const usable = (id: AimableId, hashes: readonly (PerceptualHash | undefined)[]) =>
    hashes.filter((hash) => hash !== undefined && hash.quality >= algorithms[id].qualityFloor) as PerceptualHash[];
  const listed = ids.map((id) =>
    usable(
      id,
      carriers.map((carrier) => carrier.hash(algorithms[id])),
    ),
  );
  const others = ids.map((id, i) =>
    usable(
      id,
      strangers.map(({ hashes }) => hashes[i]),
    ),
  );
  const self = ids.flatMap((id, i) =>
    rulesOf(id).flatMap((rule) => (listed[i] ?? []).map((hash) => matches(rule, hash, [hash]))),
  );
  const worst = budgets[budgets.length - 1] as number;
  const escapesConstant = carriers.filter((carrier) => {
    const changed = carrier.perturb(drawSmooth(carrier, worst, random.fork(carrier.picture.seed)));
    return hammingDistance(changed.hash(algorithms.constant).bits, carrier.hash(algorithms.constant).bits) > 0;
  });
  return {
    unchanged: { events: self.filter(Boolean).length, trials: self.length },
    constant: { events: escapesConstant.length, trials: carriers.length },
    falsePositives: ids.flatMap((id, i) =>
      rulesOf(id).map((rule) => {
        const [entries, images] = [listed[i] ?? [], others[i] ?? []];
        const counted = { events: rule.countMatching(images, entries), trials: images.length };
        const facts = { kind: "image FPR", listEntries: entries.length, unit: "scene" } as const;
        return { algorithm: id, rule: rule.id, rate: measureRate(counted, facts) };
      }),
    ),
    distances: {
      nearest: (others[0] ?? []).map(({ bits }) =>
        Math.min(...(listed[0] ?? []).map((entry) => hammingDistance(entry.bits, bits))),
      ),
      entries: listed[0]?.length ?? 0,
    },
  };
}

export function controlTable({ unchanged, constant, falsePositives }: Controls, origin: Origin): Table {
  return {
    id: "controls",
    title: "Before anything is changed on purpose",
    origin,
    columns: [
      { key: "what", title: "what", format: "text" },
      { key: "algorithm", title: "algorithm", format: "text" },
      { key: "rule", title: "rule", format: "text" },
      { key: "matching", title: "matches", format: "rate" },
    ],
    rows: [
      {
        what: "unchanged scenes match themselves",
        algorithm: "each",
        rule: "each",
        matching: measureRate(unchanged, { kind: "recall", unit: "scene, algorithm and rule" }),
      },
      {
        what: "scenes with smooth noise of 8 levels match",
        algorithm: "constant",
        rule: "within 0 bits",
        matching: measureRate(
          { events: constant.trials - constant.events, trials: constant.trials },
          { kind: "recall", unit: "scene" },
        ),
      },
      ...falsePositives.map(({ algorithm, rule, rate }) => ({
        what: "unrelated scenes match the list",
        algorithm,
        rule,
        matching: rate,
      })),
    ],
    note: "A hash that matches everything cannot be evaded, and is worth nothing: what escapes is read beside what matches falsely.",
  };
}
