/** How many hashes an attacker has to look at who sees nothing else. */
import type { SeededRandom } from "@glasshouse/fixtures";
import { defaultAlgorithm } from "@glasshouse/hasher";
import { measureRate, type Origin, type Table } from "../../findings/index.js";
import type { Carrier } from "../perturbation/carrier.js";
import { peakSignalToNoise } from "../perturbation/carrier.js";
import type { AimableId } from "../perturbation/patterns.js";
import { rulesOf, searchAway } from "./attempts.js";

const budgets = [1, 2, 4] as const;
const schemes = ["within 30 bits", "blocks-4x64-f2"];

/** Every rule at every budget. */
export const searchesPerScene: number = budgets.length * schemes.length;

/** One search. */
export interface Searched {
  readonly rule: string;
  readonly budget: number;
  /** The query that escaped, counted from 1; `null` if none did. */
  readonly query: number | null;
}

export async function runSearches(
  carriers: readonly Carrier[],
  queries: number,
  random: SeededRandom,
  step: () => void | Promise<void>,
): Promise<Searched[]> {
  const id = defaultAlgorithm.id as AimableId;
  const rules = rulesOf(id).filter((rule) => schemes.includes(rule.id));
  const searched: Searched[] = [];
  for (const carrier of carriers) {
    for (const rule of rules) {
      for (const budget of budgets) {
        const draws = random.fork(`${carrier.picture.seed} ${rule.id} ${budget}`);
        const query = searchAway(carrier, id, rule, { rms: budget, queries, random: draws });
        searched.push({ rule: rule.id, budget, query });
        await step();
      }
    }
  }
  return searched;
}

export function queryTable(searched: readonly Searched[], queries: number, origin: Origin): Table {
  const looks = [...new Set([1, 10, 100, 1000, queries])].filter((count) => count <= queries).sort((a, b) => a - b);
  const groups = schemes.flatMap((rule) => budgets.map((budget) => ({ rule, budget })));
  return {
    id: "evasion-by-queries",
    title: `Scenes that escape ${defaultAlgorithm.id} by a search that sees only hashes`,
    origin,
    columns: [
      { key: "rule", title: "rule", format: "text" },
      { key: "budget", title: "distortion allowed, levels RMS", format: "number" },
      { key: "psnr", title: "PSNR, dB", format: "number" },
      { key: "queries", title: "hashes looked at", format: "count" },
      { key: "escaped", title: "escape", format: "rate" },
    ],
    rows: groups.flatMap(({ rule, budget }) => {
      const some = searched.filter((one) => one.rule === rule && one.budget === budget);
      return looks.map((count) => ({
        rule,
        budget,
        psnr: peakSignalToNoise(budget),
        queries: count,
        escaped: measureRate(
          { events: some.filter(({ query }) => query !== null && query <= count).length, trials: some.length },
          { kind: "share", unit: "scene" },
        ),
      }));
    }),
    note: "A simple climb over smooth changes; better searches need fewer queries. On a device queries are free: hashing happens there.",
  };
}
