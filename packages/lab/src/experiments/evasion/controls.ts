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

/** Runs them; `step` is called for every algorithm and waited for. */
export async function runControls(
  carriers: readonly Carrier[],
  ids: readonly AimableId[],
  strangers: readonly MultiHashedScene[],
  random: SeededRandom,
  step: () => void | Promise<void>,
): Promise<Controls> {
  const self: boolean[] = [];
  const falsePositives: Controls["falsePositives"][number][] = [];
  const distances: Controls["distances"][] = [];
  for (const [i, id] of ids.entries()) {
    const algorithm = algorithms[id];
    const usable = ({ quality }: PerceptualHash) => quality >= algorithm.qualityFloor;
    const listed = carriers.map((carrier) => carrier.hash(algorithm)).filter(usable);
    const others = strangers.map(({ hashes }) => hashes[i] as PerceptualHash).filter(usable);
    for (const rule of rulesOf(id)) {
      self.push(...listed.map((hash) => matches(rule, hash, [hash])));
      const counted = { events: rule.countMatching(others, listed), trials: others.length };
      const facts = { kind: "image FPR", listEntries: listed.length, unit: "scene" } as const;
      falsePositives.push({ algorithm: id, rule: rule.id, rate: measureRate(counted, facts) });
    }
    const nearest = others.map(({ bits }) => Math.min(...listed.map((entry) => hammingDistance(entry.bits, bits))));
    distances.push({ nearest, entries: listed.length });
    await step();
  }
  const worst = Math.max(...budgets);
  const escapesConstant = carriers.filter((carrier) => {
    const changed = carrier.perturb(drawSmooth(carrier, worst, random.fork(carrier.picture.seed)));
    return hammingDistance(changed.hash(algorithms.constant).bits, carrier.hash(algorithms.constant).bits) > 0;
  });
  return {
    unchanged: { events: self.filter(Boolean).length, trials: self.length },
    constant: { events: escapesConstant.length, trials: carriers.length },
    falsePositives,
    distances: distances[0] as Controls["distances"],
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
