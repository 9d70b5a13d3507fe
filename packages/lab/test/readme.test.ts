import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commands } from "../src/commands/index.js";
import { sampleFolder, sampleNames } from "./support/pictures.js";
import { createFolder, runCommand } from "./support/terminal.js";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
/** Every command of the README with the output printed below it, in order: each builds on the files of those before. */
const examples = Array.from(
  readme.matchAll(/^\$ glasshouse (.*)\n((?:(?!```|\$ ).*\n)*)/gm),
  ([, line = "", output = ""]) => ({
    line,
    output,
  }),
);

let folder = "";
let remove = async () => {};
beforeAll(async () => {
  ({ folder, remove } = await createFolder());
  for (const [name, files] of [
    ["pictures", sampleNames],
    ["listed", sampleNames.slice(0, 6)],
  ] as const) {
    await mkdir(path.join(folder, name));
    for (const file of files) await copyFile(path.join(sampleFolder, file), path.join(folder, name, file));
  }
  await writeFile(path.join(folder, "pictures/half.jpg"), await halfOf(path.join(sampleFolder, sampleNames[0] ?? "")));
});
afterAll(() => remove());

const halfOf = async (file: string): Promise<Uint8Array> => {
  const bytes = await readFile(file);
  return bytes.subarray(0, bytes.length >> 1);
};

/** Times, and what depends on them, are of one machine. */
const withoutFigures = (text: string) => text.replaceAll(/[\d.]+ ms/g, "... ms");

test.skipIf(process.platform === "win32").each(examples)("glasshouse $line", async ({ line, output }) => {
  const [command = "", file] = line.split(" > ");
  const { screen, stdout } = await runCommand(command.split(" "), { cwd: folder });
  if (file !== undefined) await writeFile(path.join(folder, file), stdout);
  const shown = file === undefined ? screen : screen.replace(stdout, "");
  expect(withoutFigures(shown).trimEnd()).toBe(withoutFigures(output).trimEnd());
});

test("the README shows every command", () => {
  for (const { name } of commands) expect(readme).toContain(`glasshouse ${name}`);
  expect(examples.length).toBeGreaterThanOrEqual(6);
});
