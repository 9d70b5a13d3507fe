import { stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../src/terminal/make-folder.js";
import { createFolder, runCommand } from "./support/terminal.js";

test("makes what is missing, takes what is there, refuses a file in the way", async () => {
  const { folder, remove } = await createFolder();
  const deep = path.join(folder, "a/b/c");
  await makeFolder(deep);
  await makeFolder(deep);
  expect((await stat(deep)).isDirectory()).toBe(true);
  await writeFile(path.join(folder, "file"), "");
  await expect(makeFolder(path.join(folder, "file"))).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeFolder(path.join(folder, "file/below"))).rejects.toMatchObject({ code: "ENOTDIR" });
  await remove();
});

// `mkdir` with `recursive` goes on for ever here.
test.skipIf(process.platform !== "linux")("a place that takes no folder is refused", async () => {
  await expect(makeFolder("/proc/nothing/below")).rejects.toMatchObject({ code: "ENOENT" });
  expect((await runCommand(["accounts", "--csv", "/proc/nothing"])).code).toBe(2);
});
