import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

type Once = (stampFile: string, inputs: string[], outputs: string[], make: () => void) => Promise<void>;
const { once }: { once: Once } = await import(new URL("../once.mjs", import.meta.url).href);

let folder: string;
let made: number;
const file = (name: string): string => path.join(folder, name);
const make = (): void => {
  made++;
  fs.writeFileSync(file("output"), fs.readFileSync(file("input")));
};
const attempt = (how: () => void = make): Promise<void> =>
  once(file("stamps/stamp"), [file("input")], [file("output")], how);

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "glasshouse-once-"));
  made = 0;
  fs.writeFileSync(file("input"), "one");
  await attempt();
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

test("what is made is not made again", async () => {
  await attempt();
  expect(made).toBe(1);
});

test("another input makes again", async () => {
  fs.writeFileSync(file("input"), "two");
  await attempt();
  expect(made).toBe(2);
});

test("a missing output makes again", async () => {
  fs.rmSync(file("output"));
  await attempt();
  expect(made).toBe(2);
});

test("after a failed attempt, going back to the inputs before it makes again", async () => {
  fs.writeFileSync(file("input"), "two");
  const failed = attempt(() => {
    fs.writeFileSync(file("output"), "half");
    throw new Error("failed half-way");
  });
  await expect(failed).rejects.toThrow("failed half-way");
  fs.writeFileSync(file("input"), "one");
  await attempt();
  expect(fs.readFileSync(file("output"), "utf8")).toBe("one");
});
