import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../src/corpus/database.js";
import { createPhotoFolder } from "./support/photo-folder.js";
import { createFolder, runCommand } from "./support/terminal.js";

const page = await readFile(new URL("../../../docs/fpr.md", import.meta.url), "utf8");
const blocks = Array.from(page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm), ([, language = "", text = ""]) => ({
  language,
  text,
}));

let folder = "";
let remove = async () => {};
beforeAll(async () => {
  ({ folder, remove } = await createFolder());
  await createPhotoFolder(path.join(folder, "photos"));
});
afterAll(() => remove());

/** Every part between lines of three dots, in this order. */
function expectParts(got: string, shown: string): void {
  let from = 0;
  for (const part of shown.split(/^\.\.\.\n/m).filter((text) => text !== "")) {
    const at = got.indexOf(part, from);
    expect(at, `${part}\nis not in\n${got.slice(from)}`).toBeGreaterThanOrEqual(0);
    from = at + part.length;
  }
}

test.skipIf(process.platform === "win32")("the tutorial does what it shows", async () => {
  let last = "";
  let commands = 0;
  for (const { language, text } of blocks) {
    const [, line, output = ""] = /^\$ glasshouse (.*)\n([\s\S]*)$/.exec(text) ?? [];
    if (line !== undefined) {
      const { code, stdout, screen } = await runCommand(line.split(" "), { cwd: folder });
      expect(code).toBe(0);
      last = stdout;
      commands++;
      expectParts(screen, output);
    } else if (language === "csv") {
      const written = await readFile(path.join(folder, "results/review.csv"), "utf8");
      expect(text.replace(/^(\w{16}),[\w-]+,/gm, "$1,,").trim()).toBe(written.replaceAll("\r\n", "\n").trim());
      await writeFile(path.join(folder, "results/review.csv"), text);
    } else if (language === "sql") {
      const { connection, close } = await openDatabase();
      const sql = text.replaceAll(/'([^']+\.(?:csv|parquet))'/g, (_, file) => `'${path.join(folder, file)}'`);
      const rows = await (await connection.run(sql)).getRows();
      close();
      expect(rows.map(([, images]) => Number(images)).reduce((sum, images) => sum + images, 0)).toBe(10);
      expect(rows.every(([file]) => String(file).startsWith("photos/camera/"))).toBe(true);
    } else expectParts(last, text);
  }
  expect(commands).toBe(4);
});
