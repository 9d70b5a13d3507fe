import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { AccountsResult } from "../src/accounts/model.js";
import { createFolder, runCommand } from "./support/terminal.js";

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

test("sweeps hold the assumed value, and rise and fall as they must", async () => {
  const { stdout } = await runCommand(["accounts", "--json", "--photos", "12345"]);
  const { sweeps, flags }: AccountsResult = JSON.parse(stdout);
  expect(sweeps.map(({ over }) => over)).toEqual(["imageFpr", "photos", "threshold"]);
  for (const { over, rows } of sweeps)
    for (const photos of ["independent", "fixed", "shifted-poisson", "geometric"] as const) {
      const values = rows.map(({ log10 }) => log10[photos]);
      expect(values).toEqual(values.toSorted((a, b) => (over === "threshold" ? b - a : a - b)));
    }
  const assumed = sweeps[1]?.rows.find(({ value }) => value === 12345);
  for (const { photos, log10 } of flags) expect(assumed?.log10[photos]).toBe(log10);
});

test("every table is a CSV file, with its label and list size", async () => {
  const { folder, remove } = await createFolder();
  await runCommand(["accounts", "--csv", folder]);
  const text = await readFile(path.join(folder, "accounts.flags.csv"), "utf8");
  expect(text.split("\r\n")[0]).toBe(
    "photos,flagged_log10,flagged_list_entries,flagged_origin,threshold,threshold_origin",
  );
  expect(text).toMatch(
    /^independent of one another,-92\.4\d+,100000,assumed by the options,5,assumed by the options\r$/m,
  );
  expect(await readdir(folder)).toHaveLength(5);
  await remove();
});

test.each([
  ["a rate of 0", ["--image-fpr", "0"]],
  ["a rate above 1", ["--recall", "1.1"]],
  ["no number", ["--burst-mean", "x"]],
  ["a burst that matches less than a photograph", ["--within-burst", "1e-9"]],
])("refuses %s", async (_, argv) => {
  expect((await runCommand(["accounts", ...argv])).code).toBe(2);
});
