import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { algorithms, type HashAlgorithm } from "../src/index.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

function algorithmTable(): string {
  const rows = Object.values<HashAlgorithm>(algorithms).map(
    ({ id, bits, matchRadius, qualityFloor, dihedral, source }) =>
      `| \`${id}\` | ${bits} | ${matchRadius} | ${qualityFloor} | ${dihedral ? "yes" : ""} | ${source} |`,
  );
  return ["| id | bits | radius | floor | dihedral | source |", "|---|---|---|---|---|---|", ...rows].join("\n");
}

test("the table of algorithms is that of the registry", () => {
  const [, table] = /<!-- algorithms -->\n([\s\S]*?)\n<!-- \/algorithms -->/.exec(readme) ?? [];
  expect(table).toBe(algorithmTable());
});
