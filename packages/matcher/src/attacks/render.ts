import type { Attack, AttackResult } from "./attack.js";

/** The table of all attacks with what happened, as Markdown. */
export function renderAttacks(results: readonly { readonly attack: Attack; readonly result: AttackResult }[]): string {
  const of = (who: Attack["who"]) => results.filter(({ attack }) => attack.who === who);
  const unnoticed = results.filter(({ attack, result }) => attack.succeeds && result.notice === null);
  return [
    "# Attacks on threshold-psi",
    "",
    "Written by `packages/matcher/test/attacks.test.ts`, which mounts every attack through the protocol's own code and holds what is said here to what happened (`GLASSHOUSE_WRITE=1` writes it anew). Costs are of the attacked side, in a setting with 4 slots per voucher, threshold 3 and tables of 128 cells; they are counts, the same on every machine. *Auditor* is whoever compares public data: manifests and tables of more than one device or time.",
    "",
    "## What nobody notices",
    "",
    ...unnoticed.map(({ attack }) => `- \`${attack.id}\`: ${attack.what} ${attack.effect}`),
    "",
    "## Hostile client",
    "",
    ...renderTable(of("client")),
    "",
    "## Hostile server",
    "",
    ...renderTable(of("server")),
    "",
  ].join("\n");
}

function renderTable(results: Parameters<typeof renderAttacks>[0]): string[] {
  return [
    "| attack | who notices | at which step | code | the attacker gets it | multiplications | points checked | bytes | measured |",
    "|---|---|---|---|---|---|---|---|---|",
    ...results
      .map(({ attack, result: { notice, succeeded, cost, figures } }) =>
        [
          `**${attack.id}**: ${attack.what} ${attack.effect}`,
          notice?.by ?? "nobody",
          notice?.at ?? "-",
          notice?.code ? `\`${notice.code}\`` : "-",
          succeeded ? "yes" : "no",
          cost.multiplications,
          cost.pointChecks,
          cost.bytes,
          Object.entries(figures)
            .map(([name, value]) => `${spaced(name)} ${value}`)
            .join(", ") || "-",
        ].join(" | "),
      )
      .map((row) => `| ${row} |`),
  ];
}

/** `openedUnderKeyOfL` as "opened under key of l". */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
