import type { Contestant, Group } from "./contestant.js";
import { BenchError } from "./errors.js";
import type { RatioDefinition } from "./ratio.js";
import type { PreparedSuite } from "./suite.js";

/**
 * The groups as they are measured, oracle and null in front. Checked before anything is timed: a name has one meaning, and
 * both sides of a ratio take turns in one group.
 * @throws BenchError `invalid-suite`
 */
export function planGroups({ oracle, groups: [first, ...others], ratios }: PreparedSuite): Group[] {
  const empty = { name: "null: empty operation", run: () => undefined };
  const groups = [{ ...first, contestants: [oracle, empty, ...(first?.contestants ?? [])] }, ...others];
  requireOneMeaning(groups);
  for (const ratio of ratios) requireOneGroup(ratio, groups);
  return groups;
}

function requireOneMeaning(groups: readonly Group[]): void {
  const known = new Map<string, Contestant>();
  for (const { contestants } of groups) {
    const here = new Set<string>();
    for (const contestant of contestants) {
      const { name } = contestant;
      if (here.has(name)) throw new BenchError("invalid-suite", `contestant "${name}": got it twice in one group`);
      if ((known.get(name) ?? contestant) !== contestant) {
        throw new BenchError("invalid-suite", `contestant "${name}": got two operations of this name`);
      }
      here.add(name);
      known.set(name, contestant);
    }
  }
}

function requireOneGroup(ratio: RatioDefinition, groups: readonly Group[]): void {
  if ("ofBytes" in ratio) return;
  const names = [...Object.keys(ratio.of), ...Object.keys(ratio.to)];
  const holdsAll = ({ contestants }: Group) => names.every((name) => contestants.some((each) => each.name === name));
  if (!groups.some(holdsAll)) {
    throw new BenchError("invalid-suite", `ratio "${ratio.name}": expected one group to hold ${names.join(", ")}`);
  }
}
