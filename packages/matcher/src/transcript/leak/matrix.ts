import type { Group, RandomBytes } from "@glasshouse/crypto";
import type { Role, View } from "../transcript.js";
import type { Design } from "./design.js";
import { extractors } from "./extractors.js";
import { type Draw, type Fact, facts, type Game, ownsImages } from "./facts.js";
import { compareBytes, features } from "./features.js";

/** Whether a role knows a fact. */
export type Verdict =
  | "yes"
  /** Not the fact, but its size. */
  | "count only"
  | "no"
  /** Something tells the worlds apart at times, and nothing always does: the tests here do not decide. */
  | "undecided";

/** One cell of the matrix. */
export interface Cell {
  readonly fact: string;
  readonly role: Role;
  readonly verdict: Verdict;
  /** What tells the worlds apart, for `yes` and `count only`. */
  readonly by: string | null;
  /** Pairs of worlds that were run for it. */
  readonly pairs: number;
  /** For `no`: how differently bytes are distributed, in standard deviations; see `compareBytes`. */
  readonly byteDifference: number | null;
}

/** Bytes of one distribution differ by more once in about 10^6 cells. */
const byteDifferenceLimit = 5;

/** Drawn for every pair: both worlds, each with randomness of its own. */
interface Pair {
  readonly game: Game;
  readonly views: readonly [ReadonlyMap<Role, View>, ReadonlyMap<Role, View>];
}

/**
 * Decides one design's columns. For every fact, `pairs` pairs of worlds that differ in it alone are run. A role knows the
 * fact when an extractor finds the truth in its view of every world, or when one feature of its view has in all worlds
 * of the one kind one value, and in all of the other another. A role does not know it when no feature ever differs and
 * bytes are alike.
 * @param random gives every world and every run its own stream
 */
export async function decideDesign(
  group: Group,
  design: Design,
  pairs: number,
  random: (label: string) => RandomBytes,
): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const fact of facts)
    for (const { roles, draws, to } of splitByOwner(design, fact)) {
      const play = (draw: Draw, label: string) =>
        runPairs(group, design, roles, pairs, draw, (run) => random(`${fact.id} ${to} ${label} ${run}`));
      const content = await play(draws.content, "content");
      const count = draws.count ? await play(draws.count, "count") : null;
      for (const role of roles) cells.push(decideCell(group, fact, role, content, count));
    }
  return cells;
}

/** Which worlds are run for whom: the same for all roles, unless those who own the images need others. */
function splitByOwner({ roles }: Design, { toOwner, ...draws }: Fact) {
  if (!toOwner) return [{ to: "all", roles, draws }];
  return [
    { to: "others", roles: roles.filter((role) => !ownsImages(role)), draws },
    { to: "owners", roles: roles.filter(ownsImages), draws: toOwner },
  ];
}

async function runPairs(
  group: Group,
  design: Design,
  roles: readonly Role[],
  pairs: number,
  draw: Draw,
  random: (run: string) => RandomBytes,
): Promise<Pair[]> {
  const played: Pair[] = [];
  for (let i = 0; i < pairs; i++) {
    const game = draw(random(`${i} worlds`));
    const run = async (side: 0 | 1) => {
      const transcript = await design.run(group, game.worlds[side], random(`${i} run ${side}`));
      return new Map(roles.map((role) => [role, transcript.view(role)] as const));
    };
    played.push({ game, views: [await run(0), await run(1)] });
  }
  return played;
}

function decideCell(
  group: Group,
  fact: Fact,
  role: Role,
  content: readonly Pair[],
  count: readonly Pair[] | null,
): Cell {
  const cell = { fact: fact.id, role, pairs: content.length, byteDifference: null };
  const extracted = findExtractor(group, fact, role, content);
  if (extracted) return { ...cell, verdict: "yes", by: extracted };
  const told = compareViews(role, content);
  if (told.kind !== "alike") return { ...cell, verdict: told.kind === "apart" ? "yes" : "undecided", by: told.by };
  if (!count) return { ...cell, verdict: "no", by: null, byteDifference: told.byteDifference };
  const counted = findExtractor(group, fact, role, count);
  if (counted) return { ...cell, verdict: "count only", by: counted };
  const toldCount = compareViews(role, count);
  if (toldCount.kind !== "alike")
    return { ...cell, verdict: toldCount.kind === "apart" ? "count only" : "undecided", by: toldCount.by };
  return { ...cell, verdict: "no", by: null, byteDifference: Math.max(told.byteDifference, toldCount.byteDifference) };
}

/** An extractor that finds the truth in every view of the role. */
function findExtractor(group: Group, fact: Fact, role: Role, pairs: readonly Pair[]): string | null {
  const { truth } = fact;
  if (!truth) return null;
  const right = extractors.find(
    (extractor) =>
      extractor.role === role &&
      pairs.every(({ game, views }) =>
        game.worlds.every((world, side) => {
          const { form, value } = truth(world);
          return extractor.extract(group, viewOf(views, side, role))?.[form] === value;
        }),
      ),
  );
  return right?.label ?? null;
}

type Comparison =
  | { readonly kind: "apart" | "unclear"; readonly by: string }
  | { readonly kind: "alike"; readonly byteDifference: number };

/** Whether features tell the worlds apart: always, at times or never. */
function compareViews(role: Role, pairs: readonly Pair[]): Comparison {
  let unclear: string | null = null;
  for (const { label, of } of features) {
    const values = ([0, 1] as const).map((side) =>
      pairs.map(({ game, views }) => of(viewOf(views, side, role), game.marks)),
    ) as [string[], string[]];
    const [first, second] = values.map((of) => new Set(of)) as [Set<string>, Set<string>];
    if (first.size === 1 && second.size === 1 && values[0][0] !== values[1][0]) return { kind: "apart", by: label };
    if (new Set([...first, ...second]).size > 1) unclear ??= label;
  }
  if (unclear !== null) return { kind: "unclear", by: unclear };
  const [a, b] = ([0, 1] as const).map((side) => pairs.map(({ views }) => viewOf(views, side, role))) as [
    View[],
    View[],
  ];
  const byteDifference = compareBytes(a, b);
  return byteDifference > byteDifferenceLimit
    ? { kind: "unclear", by: "distribution of bytes" }
    : { kind: "alike", byteDifference };
}

function viewOf(views: Pair["views"], side: number, role: Role): View {
  return views[side]?.get(role) ?? [];
}
