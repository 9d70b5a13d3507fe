import type { Role } from "@glasshouse/matcher";
import { type Design, decideDesigns, designs, facts, type Cell as LeakCell } from "@glasshouse/matcher/leak-matrix";
import type { Cell, Check, Origin, RunContext, Table } from "../findings/index.js";
import { defineExperiment, type Experiment } from "./experiment.js";

/** The four designs, and the last one from the threshold on. Short names for columns. */
const carriers = [
  { id: "messenger-without-scan", name: "end-to-end encrypted, no scanning" },
  { id: "cloud-server-scan", name: "the server scans" },
  { id: "messenger-device-learns", name: "encrypted, the device learns" },
  { id: "messenger-threshold-psi", name: "encrypted, vouchers, below the threshold" },
  { id: "messenger-threshold-psi-from", name: "encrypted, vouchers, from the threshold on" },
] as const;
type Carrier = (typeof carriers)[number]["id"];

const parties: readonly Role[] = ["server", "reviewer", "recipient", "device"];
/** Facts about what pictures show, as against how many there are and when they go. */
const readable = ["non-matching-payloads", "matching-payloads"];
const content = [
  ...readable,
  "non-matching-hashes",
  "matching-images",
  "opened-slots",
  "equal-shares",
  "matched-entry",
];

const find = (id: string): Design => {
  const design = designs.find((known) => known.id === id);
  if (!design) throw new Error(`no design ${id}`);
  return design;
};

/** The designs in the order in which they add to one another. */
function chooseDesigns(): readonly Design[] {
  const from: Design = {
    ...find("messenger-threshold-psi"),
    id: "messenger-threshold-psi-from",
    beneath: find("threshold-psi-from"),
  };
  const beneath = ["plaintext", "threshold-psi-below", "threshold-psi-from", "oprf-bloom"].map(find);
  return [...beneath, ...carriers.map(({ id }) => (id === from.id ? from : find(id)))];
}

/** Who learns what, cell by cell. */
type Matrix = ReadonlyMap<string, LeakCell>;
const key = (design: string, role: Role, fact: string) => `${design} ${role} ${fact}`;

async function decideMatrix({ group, random, onProgress }: RunContext, pairs: number): Promise<Matrix> {
  const chosen = chooseDesigns();
  const matrix = new Map<string, LeakCell>();
  for (const [done, fact] of facts.entries()) {
    const decided = await decideDesigns(group, chosen, pairs, (label) => random.fork(label).bytes, [fact]);
    for (const { design, cells } of decided)
      for (const cell of cells) matrix.set(key(design.id, cell.role, cell.fact), cell);
    await onProgress(done + 1, facts.length);
  }
  return matrix;
}

/** What can be meant by end-to-end encryption, from the narrowest reading on, as cells of the matrix. */
const readings = [
  {
    id: "unread",
    title: "nobody but the two ends reads a picture",
    isKept: (matrix: Matrix, design: string) => outsidersKnowNone(matrix, design, readable),
  },
  {
    id: "unlearned",
    title: "nobody but the two ends learns anything of what pictures show",
    isKept: (matrix: Matrix, design: string) => outsidersKnowNone(matrix, design, content),
  },
  {
    id: "unchanged",
    title: "the server learns what it learns without scanning, of the pictures",
    isKept: (matrix: Matrix, design: string) =>
      facts
        // The list is the server's own in every design that scans.
        .filter(({ id }) => id !== "list-entries")
        .every(
          ({ id }) =>
            matrix.get(key(design, "server", id))?.verdict ===
            matrix.get(key("messenger-without-scan", "server", id))?.verdict,
        ),
  },
] as const;

function outsidersKnowNone(matrix: Matrix, design: string, known: readonly string[]): boolean {
  return (["server", "reviewer"] as const).every((role) =>
    known.every((fact) => (matrix.get(key(design, role, fact))?.verdict ?? "no") === "no"),
  );
}

/** O16. */
export const endToEnd: Experiment = defineExperiment({
  id: "O16",
  title: "No longer end-to-end encrypted",
  objection: "With matching on the device, a message is no longer between its two ends alone.",
  adversary: "each party, keeping what it sees",
  method:
    "One message with pictures is carried by four designs. For every fact about it, pairs of worlds that differ in that fact alone are run, and whether a party's recorded view tells them apart decides whether it knows the fact. What end-to-end encryption promises is then read in three ways, from the narrowest on, and each is looked up in the matrix.",
  parameters: {
    pairs: {
      type: "number",
      what: "pairs of worlds per fact",
      default: 1,
      range: [1, 20],
      whole: true,
      assumedBy: "Glasshouse",
    },
  },
  nightly: { pairs: 6 },
  doesNotShow:
    "Parties that do more than follow the protocol and keep what they see. What a device's software does for or against its owner: it stands in no message. Which reading of the words is the right one. Hashes are random, and lengths of encrypted messages are not padded.",
  async run({ pairs }, context) {
    const matrix = await decideMatrix(context, pairs);
    const verdictOf = (design: string, role: Role, fact: string) =>
      matrix.get(key(design, role, fact))?.verdict ?? null;
    const origin: Origin = {
      label: "measured",
      on: `recorded views of ${pairs} pair${pairs > 1 ? "s" : ""} of worlds per fact and design`,
    };
    const columns = carriers.map(({ id, name }) => ({ key: id, title: name, format: "text" }) as const);

    const partyTables = parties.map(
      (role): Table => ({
        id: `knows-${role}`,
        title: `What the ${role} learns`,
        origin,
        columns: [{ key: "fact", title: "fact", format: "text" }, ...columns],
        rows: facts.map(({ id, label }) => ({
          fact: label,
          ...Object.fromEntries(
            carriers.map(({ id: design }) => [design, describe(matrix.get(key(design, role, id)))]),
          ),
        })),
        ...(role === "reviewer" && { note: "No entry: the design has no reviewer." }),
      }),
    );
    const kept = carriers.map(({ id, name }) => ({
      design: name,
      ...(Object.fromEntries(readings.map((reading) => [reading.id, reading.isKept(matrix, id)])) as Record<
        (typeof readings)[number]["id"],
        boolean
      >),
    }));
    const keeps = (design: Carrier) => kept[carriers.findIndex(({ id }) => id === design)] as (typeof kept)[number];
    const tally = carriers.flatMap(({ id, name }) =>
      parties.flatMap((role) => {
        const verdicts = facts.map((fact) => verdictOf(id, role, fact.id)).filter((verdict) => verdict !== null);
        if (verdicts.length === 0) return [];
        const number = (verdict: string) => verdicts.filter((each) => each === verdict).length;
        return [
          {
            design: name,
            role,
            yes: number("yes"),
            estimate: number("estimate"),
            count: number("count only"),
            no: number("no"),
          },
        ];
      }),
    );

    const differing = content.filter(
      (fact) =>
        verdictOf("threshold-psi-below", "server", fact) !== verdictOf("messenger-threshold-psi", "server", fact),
    );
    const undecided = [...matrix.values()].filter(({ verdict }) => verdict === "undecided").length;
    const serverKnows = (design: Carrier) => content.filter((fact) => verdictOf(design, "server", fact) !== "no");
    const [scan, bare] = [serverKnows("cloud-server-scan"), serverKnows("messenger-without-scan")];
    const vouchers = serverKnows("messenger-threshold-psi");
    const learns = serverKnows("messenger-device-learns");
    const checks: Check[] = [
      { name: "every cell is decided", expected: "0 undecided", got: `${undecided} undecided`, holds: undecided === 0 },
      {
        name: "controls: a server that scans knows every fact of content, one that only carries ciphertext none",
        expected: `${content.length} and 0`,
        got: `${scan.length} and ${bare.length}`,
        holds: scan.length === content.length && bare.length === 0,
      },
      {
        name: "the ends keep what they had: the recipient reads every picture in every design",
        expected: `${carriers.length} of ${carriers.length}`,
        got: `${carriers.filter(({ id }) => readable.every((fact) => verdictOf(id, "recipient", fact) === "yes")).length} of ${carriers.length}`,
        holds: carriers.every(({ id }) => readable.every((fact) => verdictOf(id, "recipient", fact) === "yes")),
      },
    ];
    const ofContent = (design: Carrier) => serverKnows(design).length;
    const known = (design: Carrier, role: Role) =>
      readable.filter((fact) => verdictOf(design, role, fact) !== "no").length;
    const labels = (of: readonly string[]) =>
      of.map((id) => facts.find((fact) => fact.id === id)?.label ?? id).join("; ") || "none";
    return {
      summary: `Of ${content.length} facts about what pictures show, the server learns ${bare.length} without scanning, ${learns.length} if only the device learns, ${vouchers.length} from vouchers below the threshold, ${ofContent("messenger-threshold-psi-from")} from it on, ${scan.length} if it scans. It reads payloads of ${known("messenger-threshold-psi", "server")} of ${readable.length} kinds (matching, others) below, ${known("messenger-threshold-psi-from", "server")} from it on. Whether that is end-to-end encryption depends on its definition.`,
      controls: [
        {
          id: "controls",
          title: "Facts of content that the server learns where the answer is known",
          origin,
          columns: [
            { key: "design", title: "design", format: "text" },
            { key: "known", title: `known, of ${content.length}`, format: "count" },
          ],
          rows: [
            { design: "the server scans", known: scan.length },
            { design: "end-to-end encrypted, no scanning", known: bare.length },
          ],
        },
      ],
      tables: [
        {
          id: "readings",
          title: "What end-to-end encryption can mean, and which design keeps it",
          origin,
          columns: [
            { key: "design", title: "design", format: "text" },
            ...readings.map(({ id, title }) => ({ key: id, title, format: "yes-no" }) as const),
          ],
          rows: kept as readonly Record<string, Cell>[],
          note: "A fourth reading, that the device works for its owner alone, is in no transcript: it is about software.",
        },
        ...partyTables,
        {
          id: "tally",
          title: "How many facts each party learns",
          origin,
          columns: [
            { key: "design", title: "design", format: "text" },
            { key: "role", title: "party", format: "text" },
            { key: "yes", title: "yes", format: "count" },
            { key: "estimate", title: "estimate", format: "count" },
            { key: "count", title: "count only", format: "count" },
            { key: "no", title: "no", format: "count" },
          ],
          rows: tally,
        },
      ],
      plots: [],
      checks,
      published: [],
      verdicts: [
        {
          claim: "B3",
          verdict: keeps("messenger-threshold-psi").unread ? "holds" : "fails",
          under:
            "vouchers, below the threshold; encrypted means that nobody but the two ends reads a picture; matching of known content only",
          because: `of ${readable.length} facts about payloads the server learns ${known("messenger-threshold-psi", "server")} and a reviewer ${known("messenger-threshold-psi", "reviewer")}.`,
        },
        {
          claim: "B3",
          verdict: keeps("messenger-threshold-psi").unlearned ? "holds" : "fails",
          under:
            "vouchers, below the threshold; encrypted means that nobody but the two ends learns anything of what pictures show",
          because: `the server learns ${vouchers.length} of ${content.length} facts of content: ${labels(vouchers)}.`,
        },
        {
          claim: "B3",
          verdict: keeps("messenger-threshold-psi-from").unread ? "holds" : "fails",
          under: "vouchers, from the threshold on",
          because: `of ${readable.length} facts about payloads, those that match and those that do not, the server learns ${known("messenger-threshold-psi-from", "server")} and a reviewer ${known("messenger-threshold-psi-from", "reviewer")}: the payloads of what matches.`,
        },
        {
          claim: "B3",
          verdict: keeps("messenger-device-learns").unlearned ? "holds" : "fails",
          under: "the device learns and tells nobody",
          because: `the server learns ${learns.length} of ${content.length} facts of content, as without scanning; what the device does with what it learns is its software's policy.`,
        },
        {
          claim: "A15",
          verdict: "not verifiable",
          under: "whoever looks at vouchers alone",
          because: `in ${content.length - differing.length} of ${content.length} facts of content the server learns the same from a messenger's vouchers as from a cloud's. Nothing in a voucher says why it was made.`,
        },
      ],
    };
  },
});

/** "yes (opens vouchers with alpha)"; `null` where the design has no such party. */
function describe(cell: LeakCell | undefined): string | null {
  if (!cell) return null;
  return cell.by ? `${cell.verdict} (${cell.by})` : cell.verdict;
}
