import { loadSodiumGroup } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import { facts } from "@glasshouse/matcher/leak-matrix";
import { beforeAll, expect, test } from "vitest";
import { endToEnd } from "../src/experiments/end-to-end.js";
import type { Finding, Settings } from "../src/findings/index.js";

let finding: Finding;
const progress: number[] = [];
beforeAll(async () => {
  finding = await endToEnd.run(
    { pairs: 1 },
    {
      group: await loadSodiumGroup(),
      random: createSeededRandom("end to end"),
      onProgress: (done) => {
        progress.push(done);
      },
      benchmarks: [],
    },
  );
});

const rows = (id: string) => finding.tables.find((table) => table.id === id)?.rows ?? [];
const reading = (design: string) => rows("readings").find((row) => row["design"] === design);

test("every fact is a row for every party", () => {
  for (const role of ["server", "reviewer", "recipient", "device"])
    expect(rows(`knows-${role}`).map(({ fact }) => fact)).toEqual(facts.map(({ label }) => label));
  expect(progress.at(-1)).toBe(facts.length);
});

test("no scanning keeps every reading, a scanning server none", () => {
  expect(reading("end-to-end encrypted, no scanning")).toMatchObject({
    unread: true,
    unlearned: true,
    unchanged: true,
  });
  expect(reading("the server scans")).toMatchObject({ unread: false, unlearned: false, unchanged: false });
});

test("vouchers keep the narrowest reading below the threshold, and none from it on", () => {
  expect(reading("encrypted, vouchers, below the threshold")).toMatchObject({
    unread: true,
    unlearned: false,
    unchanged: false,
  });
  expect(reading("encrypted, vouchers, from the threshold on")).toMatchObject({ unread: false, unlearned: false });
});

test("where the device learns, the server learns nothing new of the pictures", () => {
  expect(reading("encrypted, the device learns")).toMatchObject({ unread: true, unlearned: true, unchanged: true });
});

test("a wider reading is never kept where a narrower one is broken", () => {
  for (const row of rows("readings")) expect(row["unread"] || !row["unlearned"]).toBe(true);
});

test("every check holds; the claim about the funded tools holds and fails, by what encrypted means", () => {
  expect(finding.checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(new Set(finding.verdicts.filter(({ claim }) => claim === "B3").map(({ verdict }) => verdict))).toEqual(
    new Set(["holds", "fails"]),
  );
  expect(finding.verdicts).toContainEqual(expect.objectContaining({ claim: "A15", verdict: "not verifiable" }));
});

test.each([{ pairs: 0 }, { pairs: 1.5 }])("refuses %o", (settings) => {
  expect(() => endToEnd.run(settings as Settings, {} as never)).toThrow(
    expect.objectContaining({ code: "invalid-value" }),
  );
});
