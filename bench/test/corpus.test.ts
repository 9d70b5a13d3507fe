import { expect, test } from "vitest";
import { soakCorpus } from "../src/soaks/corpus.js";

test("a small corpus is written, read and scanned, and its planted matches are found", async () => {
  let said = "";
  const isGood = await soakCorpus(20_000, 50, (text) => {
    said += text;
  });
  expect({ isGood, said }).toMatchObject({ isGood: true });
  expect(said).toContain("20 matches of 20 planted");
});
