import type { Role } from "../transcript.js";
import { facts } from "./facts.js";
import type { Cell, DecidedDesign } from "./matrix.js";

/** The matrix as Markdown: what servers know in all designs, then every design with all its roles. */
export function renderLeakMatrix(decided: readonly DecidedDesign[]): string {
  const pairs = decided[0]?.cells[0]?.pairs ?? 0;
  const worst = Math.max(...decided.flatMap(({ cells }) => cells.map(({ byteDifference }) => byteDifference ?? 0)));
  return [
    "# Who learns what",
    "",
    `Written by \`packages/matcher/test/leak-matrix.test.ts\` from the transcripts of runs; nothing in the tables is written by hand (\`GLASSHOUSE_WRITE=1\` writes them anew). For every cell ${pairs} pairs of worlds that differ in the one fact are run, and the role's view alone decides:`,
    "",
    "- **yes**: an extractor finds the truth in every view, or a feature of the view (named in the cell) tells the two worlds apart every time. Whoever guesses at the fact can confirm the guess.",
    "- **count only**: not the fact, but its size.",
    "- **estimate**: an extractor's findings are more than twice as often nearer to the truth than to the other world's as the reverse. How good the estimate is depends on numbers that these small worlds do not have.",
    `- **no**: views have as many messages of the same lengths, repeat themselves as often, hold what marks one world no more often than what marks the other, and their bytes are alike (chi-square, at most ${worst.toFixed(1)} standard deviations from its mean in any cell). This is what these tests see, not a proof; what the proof rests on is in the threat model.`,
    "",
    "The device's own images are its own: there the list differs and not the images, where a fact is about matching. Hashes are random, payloads stand for a small picture from which the hash follows. Transcripts have an order and no clock: *when images leave the device* asks whether one message per image can be told from one for all. All roles follow the protocol here and only keep what they see: what active ones get is in [attacks.md](attacks.md), and what a device gets by asking the oracle about pictures that are not its own is limited by its meter alone.",
    "",
    "## The servers compared",
    "",
    ...renderTable(decided.map(({ design, cells }) => ({ heading: design.label, cells, role: "server" }))),
    "",
    ...decided.flatMap(({ design, cells }) => [
      `## ${design.label[0]?.toUpperCase()}${design.label.slice(1)}`,
      "",
      design.note,
      "",
      ...renderTable(design.roles.map((role) => ({ heading: role.replace("-", " "), cells, role }))),
      "",
    ]),
  ].join("\n");
}

function renderTable(
  columns: readonly { readonly heading: string; readonly cells: readonly Cell[]; readonly role: Role }[],
): string[] {
  return [
    `| | ${columns.map(({ heading }) => heading).join(" | ")} |`,
    `|---|${"---|".repeat(columns.length)}`,
    ...facts.map(({ id, label }) => {
      const row = columns.map(({ cells, role }) => {
        const cell = cells.find((cell) => cell.fact === id && cell.role === role);
        if (!cell) return "-";
        return cell.by === null ? cell.verdict : `**${cell.verdict}** (${cell.by})`;
      });
      return `| ${label} | ${row.join(" | ")} |`;
    }),
  ];
}
