import { expect, test } from "vitest";
import type { AccountsResult } from "../src/accounts/model.js";
import { runCommand } from "./support/terminal.js";

test("the claim of 2021 holds for independent photographs and not for bursts", async () => {
  const { stdout, code } = await runCommand(["accounts", "--json"]);
  const result: AccountsResult = JSON.parse(stdout);
  const row = (photos: string) => result.flags.find((flag) => flag.photos === photos);
  expect(code).toBe(0);
  expect(row("independent")?.flagProbability).toBeLessThan(1e-12);
  expect(row("geometric")?.flagProbability).toBeGreaterThan(1e-6);
  expect(row("geometric")?.thresholdForTarget).toBeGreaterThan(80);
  expect(row("each burst counted once")?.log10).toBeLessThan(-100);
  expect(result.found[0]).toMatchObject({ imagesHeld: 30 });
});

test("the text names every assumption and gives numbers too small for a double", async () => {
  const { stdout } = await runCommand(["accounts", "--photos", "1000", "--threshold", "200", "--list-entries", "5"]);
  expect(stdout).toContain("a list of 5 entries");
  expect(stdout).toMatch(/independent of one another +\d\.\de-\d{3,}/);
});

test.each([
  ["a rate of 0", ["--image-fpr", "0"]],
  ["a rate above 1", ["--recall", "1.1"]],
  ["no number", ["--burst-mean", "x"]],
  ["a burst that matches less than a photograph", ["--within-burst", "1e-9"]],
])("refuses %s", async (_, argv) => {
  expect((await runCommand(["accounts", ...argv])).code).toBe(2);
});
