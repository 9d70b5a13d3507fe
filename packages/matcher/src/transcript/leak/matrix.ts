import type { Group, RandomBytes } from "@glasshouse/crypto";
import { createTranscript, type Role, type Transcript, type View } from "../transcript.js";
import type { Design } from "./design.js";
import { extractors } from "./extractors.js";
import { type Draw, type Fact, facts, type Game, ownsImages } from "./facts.js";
import { compareBytes, features } from "./features.js";
import type { LeakWorld } from "./world.js";

/** Whether a role knows a fact. */
export type Verdict =
  | "yes"
  /** Not the fact, but its size. */
  | "count only"
  /** Something that is nearer to the fact than chance. */
  | "estimate"
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

/** One pair of worlds, each run with randomness of its own. */
interface Pair {
  readonly game: Game;
  readonly transcripts: readonly [Transcript, Transcript];
}

/** The cells of one design. */
export interface DecidedDesign {
  readonly design: Design;
  readonly cells: readonly Cell[];
}

/**
 * Decides the columns of some designs. For every fact, `pairs` pairs of worlds that differ in it alone are run, the same
 * worlds in every design. A role knows the fact when an extractor finds the truth in its view of every world, or when one
 * feature of its view has in all worlds of the one kind one value, and in all of the other another. It can
 * estimate the fact when an extractor's findings lean to the truth. It does not know it when no feature ever differs and
 * bytes are alike.
 * @param designs each after the one that it adds to
 * @param random gives every world and every run its own stream
 */
export async function decideDesigns(
  group: Group,
  designs: readonly Design[],
  pairs: number,
  random: (label: string) => RandomBytes,
  rows: readonly Fact[] = facts,
): Promise<DecidedDesign[]> {
  const decided = designs.map((design) => ({ design, cells: [] as Cell[] }));
  for (const fact of rows)
    for (const { owners, draws } of splitByOwner(fact)) {
      const play = (draw: Draw, label: string) =>
        runPairs(group, designs, pairs, draw, (run) => random(`${fact.id} ${owners} ${label} ${run}`));
      const content = await play(draws.content, "content");
      const count = draws.count && (await play(draws.count, "count"));
      for (const { design, cells } of decided)
        for (const role of design.roles) {
          if (owners !== null && ownsImages(role) !== owners) continue;
          const pairsOf = (played: typeof content) => played.get(design) ?? [];
          cells.push(decideCell(group, fact, role, pairsOf(content), count ? pairsOf(count) : null));
        }
    }
  return decided;
}

/** Which worlds are run for whom: the same for all roles, unless those who own the images need others. */
function splitByOwner({ toOwner, ...draws }: Fact): { owners: boolean | null; draws: Omit<Fact, "toOwner"> }[] {
  if (!toOwner) return [{ owners: null, draws }];
  const { count: _, ...fact } = draws;
  return [
    { owners: false, draws },
    { owners: true, draws: { ...fact, ...toOwner } },
  ];
}

async function runPairs(
  group: Group,
  designs: readonly Design[],
  pairs: number,
  draw: Draw,
  random: (run: string) => RandomBytes,
): Promise<Map<Design, Pair[]>> {
  const played = new Map(designs.map((design) => [design, [] as Pair[]]));
  for (let i = 0; i < pairs; i++) {
    const game = draw(random(`${i} worlds`));
    const runs = designs.map((design) => ({ design, run: design.begin(group) }));
    const play = async (side: 0 | 1) => {
      const transcripts = new Map<Design, Transcript>();
      for (const { design, run } of runs) {
        const beneath = design.beneath && transcripts.get(design.beneath);
        const transcript = createTranscript(beneath?.sightings);
        await run(game.worlds[side], random(`${i} run ${side} ${design.id}`), transcript);
        transcripts.set(design, transcript);
      }
      return transcripts;
    };
    const [first, second] = [await play(0), await play(1)];
    for (const design of designs)
      played.get(design)?.push({
        game,
        transcripts: [first.get(design) ?? createTranscript(), second.get(design) ?? createTranscript()],
      });
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
  const estimated = findEstimate(group, fact, role, content);
  if (estimated) return { ...cell, verdict: "estimate", by: estimated };
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
      pairs.every(({ game, transcripts }) =>
        game.worlds.every((world, side) => {
          const { form, value } = truth(world);
          return extractor.extract(group, viewOf(transcripts, side, role))?.[form] === value;
        }),
      ),
  );
  return right?.label ?? null;
}

/** An extractor whose findings are more than twice as often nearer to the truth than to the other world's as the reverse. */
function findEstimate(group: Group, fact: Fact, role: Role, pairs: readonly Pair[]): string | null {
  const { truth } = fact;
  if (!truth) return null;
  for (const { role: of, label, extract } of extractors) {
    if (of !== role) continue;
    const advantages = pairs.flatMap(({ game: { worlds }, transcripts }) =>
      worlds.map((world, side) => {
        const { form, value } = truth(world);
        const found = extract(group, viewOf(transcripts, side, role))?.[form];
        if (found === undefined) return 0;
        const other = truth(worlds[1 - side] as LeakWorld).value;
        return Math.sign(countDifferences(found, other) - countDifferences(found, value));
      }),
    );
    const nearer = advantages.filter((advantage) => advantage > 0).length;
    const farther = advantages.filter((advantage) => advantage < 0).length;
    if (nearer > 2 * farther)
      return `${label}: nearer to the truth in ${nearer}, farther in ${farther} of ${advantages.length}`;
  }
  return null;
}

/** Images about which two findings differ. */
function countDifferences(a: string, b: string): number {
  const others = b.split(",");
  return a.split(",").filter((value, i) => value !== others[i]).length;
}

type Comparison =
  | { readonly kind: "apart" | "unclear"; readonly by: string }
  | { readonly kind: "alike"; readonly byteDifference: number };

/** Whether features tell the worlds apart: always, at times or never. */
function compareViews(role: Role, pairs: readonly Pair[]): Comparison {
  let unclear: string | null = null;
  for (const { label, of } of features) {
    const values = ([0, 1] as const).map((side) =>
      pairs.map(({ game, transcripts }) => of(viewOf(transcripts, side, role), game.marks)),
    ) as [string[], string[]];
    const [first, second] = values.map((of) => new Set(of)) as [Set<string>, Set<string>];
    if (first.size === 1 && second.size === 1 && values[0][0] !== values[1][0]) return { kind: "apart", by: label };
    if (new Set([...first, ...second]).size > 1) unclear ??= label;
  }
  if (unclear !== null) return { kind: "unclear", by: unclear };
  const [a, b] = ([0, 1] as const).map((side) => pairs.map(({ transcripts }) => viewOf(transcripts, side, role))) as [
    View[],
    View[],
  ];
  const byteDifference = compareBytes(a, b);
  return byteDifference > byteDifferenceLimit
    ? { kind: "unclear", by: "distribution of bytes" }
    : { kind: "alike", byteDifference };
}

function viewOf(transcripts: Pair["transcripts"], side: number, role: Role): View {
  return transcripts[side]?.view(role) ?? [];
}
