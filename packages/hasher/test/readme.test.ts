import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type AlgorithmFacts, algorithms, fileAlgorithms, type HashAlgorithm } from "../src/index.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

function algorithmTable(): string {
  const row = (facts: AlgorithmFacts, input: string, dihedral: boolean): string =>
    `| \`${facts.id}\` | ${input} | ${facts.bits} | ${facts.matchRadius} | ${facts.qualityFloor} | ${dihedral ? "yes" : ""} | ${facts.source} |`;
  return [
    "| id | input | bits | radius | floor | dihedral | source |",
    "|---|---|---|---|---|---|---|",
    ...Object.values<HashAlgorithm>(algorithms).map((a) => row(a, a.input, a.dihedral !== undefined)),
    ...Object.values(fileAlgorithms).map((a) => row(a, a.input, false)),
  ].join("\n");
}

test("the table of algorithms is that of the registry", () => {
  const [, table] = /<!-- algorithms -->\n([\s\S]*?)\n<!-- \/algorithms -->/.exec(readme) ?? [];
  expect(table).toBe(algorithmTable());
});
