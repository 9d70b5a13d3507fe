import { describe, expect, test } from "vitest";
import { assessClaims } from "../src/claims/assess.js";
import { claims } from "../src/claims/claims.js";
import type { ClaimVerdict } from "../src/findings/index.js";

const verdictOf = (...kinds: ClaimVerdict["verdict"][]) => {
  const verdicts = kinds.map(
    (verdict) => ({ claim: "A1", verdict, under: "a condition", because: "a figure" }) as const,
  );
  return assessClaims([{ id: "O1", verdicts }])[0];
};

test("the register holds the claims in order, each once", () => {
  const numbered = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);
  expect(claims.map(({ id }) => id)).toEqual([...numbered("A", 17), ...numbered("B", 3)]);
});

describe("verdicts taken together", () => {
  test.each([
    [[], "nothing measured"],
    [["holds", "holds"], "holds"],
    [["fails"], "fails"],
    [["holds", "fails"], "depends"],
    [["fails", "not verifiable yet"], "depends"],
    [["holds", "not verifiable yet"], "not verifiable yet"],
    [["holds", "not verifiable yet", "not verifiable"], "not verifiable"],
  ] as const)("%j is %s", (kinds, overall) => {
    expect(verdictOf(...kinds)?.overall).toBe(overall);
  });

  test("each keeps the run that gave it", () => {
    expect(verdictOf("holds")?.verdicts).toEqual([
      { claim: "A1", verdict: "holds", under: "a condition", because: "a figure", from: "O1" },
    ]);
  });
});
