import { loadSodiumGroup } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import { attacks } from "@glasshouse/matcher/attacks";
import { beforeAll, expect, test } from "vitest";
import { claims } from "../src/claims/claims.js";
import { publicArtefacts } from "../src/experiments/public-artefacts.js";
import type { Finding } from "../src/findings/index.js";

let finding: Finding;
beforeAll(async () => {
  finding = await publicArtefacts.run(
    {},
    {
      group: await loadSodiumGroup(),
      random: createSeededRandom("artefacts"),
      onProgress: () => {},
      benchmarks: [],
    },
  );
});

const rows = (id: string) => finding.tables.find((table) => table.id === id)?.rows ?? [];
const sum = (values: readonly unknown[]) => values.reduce((total: number, value) => total + (value as number), 0);

test("every claim is counted once, under who made it and in all", () => {
  const share = rows("share");
  const all = share.at(-1);
  expect(all?.["claims"]).toBe(claims.length);
  for (const column of ["claims", "today", "verified", "never"])
    expect(sum(share.slice(0, -1).map((row) => row[column])), column).toBe(all?.[column]);
  expect(rows("claims")).toHaveLength(claims.length);
});

test("2 of 20 claims can be checked today, 7 with public verification", () => {
  expect(rows("share").at(-1)).toMatchObject({ today: 2, verified: 7, never: 13 });
});

test("every attack of the server is counted under one noticer", () => {
  expect(sum(rows("noticed").map(({ attacks: count }) => count))).toBe(
    attacks.filter(({ who }) => who === "server").length,
  );
});

test("what a device notices gets the operator nothing; what nobody notices does in part", () => {
  const of = (who: string) => rows("noticed").find(({ noticer }) => noticer === who);
  expect(of("device")?.["succeed"]).toBe(0);
  expect(of("nobody")?.["succeed"]).toBeGreaterThan(0);
});

test("every check holds, and a promise cannot be verified", () => {
  expect(finding.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(finding.verdicts).toContainEqual(expect.objectContaining({ claim: "A16", verdict: "not verifiable" }));
});

test("takes no parameter", () => {
  expect(() => publicArtefacts.run({ pairs: 1 }, {} as never)).toThrow(
    expect.objectContaining({ code: "unknown-parameter" }),
  );
});
