import { readFile } from "node:fs/promises";
import path from "node:path";
import { decodeHex, hammingDistance } from "@glasshouse/hasher";
import { afterAll, beforeAll, expect, test } from "vitest";
import { corpusColumns } from "../src/corpus/columns.js";
import { openDatabase } from "../src/corpus/database.js";
import { importCorpus } from "../src/corpus/import.js";
import type { HashLine } from "../src/list/hash-line.js";
import { createFolder } from "./support/terminal.js";

const page = await readFile(new URL("../../../docs/corpora.md", import.meta.url), "utf8");
let folder = "";
let remove = async () => {};
beforeAll(async () => {
  ({ folder, remove } = await createFolder());
});
afterAll(() => remove());

test("the table of columns is that of the program", () => {
  const rows = Object.entries(corpusColumns).map(
    ([name, [type, meaning]]) => `| \`${name}\` | ${type} | ${meaning} |\n`,
  );
  expect(page).toContain(
    `<!-- columns -->\n| column | type | meaning |\n|---|---|---|\n${rows.join("")}<!-- /columns -->`,
  );
});

/** Hashes at distances 0, 1, 29, 30, 31, 200 and 256 of the first, and what else a line needs. */
function createLines(): HashLine[] {
  return [0, 0, 1, 29, 30, 31, 200, 256].map((distance, index) => {
    const bits = "10".repeat(128).split("");
    for (let i = 0; i < distance; i++) {
      const at = (97 * i) % 256; // every position once: 97 is odd
      bits[at] = bits[at] === "1" ? "0" : "1";
    }
    const hash = Array.from({ length: 64 }, (_, digit) =>
      Number.parseInt(bits.slice(4 * digit, 4 * digit + 4).join(""), 2).toString(16),
    ).join("");
    return {
      path: `${index}.jpg`,
      algorithm: "pdq",
      pins: {
        decoder: "test",
        colourConversion: "off",
        orientation: "exif",
        background: "white",
        frame: "first",
        shrinkOnLoad: "off",
      },
      hash,
      quality: 100,
      width: 1,
      height: 1,
      sha256: (index === 1 ? 0 : index).toString(16).padStart(64, "0"), // the second is a copy of the first
    };
  });
}

test("the SQL of the page finds what the hasher finds", async () => {
  const lines = createLines();
  const file = path.join(folder, "photos.parquet");
  await importCorpus(file, lines);
  const [, block = ""] = /## DuckDB[\s\S]*?```sql\n([\s\S]*?)```/.exec(page) ?? [];
  const [macro = "", pairs = "", forms = ""] = block.replaceAll("photos.parquet", file).split(";");
  const { connection, close } = await openDatabase();
  try {
    await connection.run(macro);
    const expected: unknown[][] = [];
    for (const a of lines) {
      for (const b of lines) {
        const distance = hammingDistance(decodeHex(a.hash), decodeHex(b.hash));
        if (a.path < b.path && a.sha256 !== b.sha256 && distance <= 30) expected.push([a.path, b.path, distance]);
      }
    }
    const got = await (await connection.run(pairs)).getRows();
    expect(new Set(got.map(String))).toEqual(new Set(expected.map(String)));
    expect(expected.length).toBeGreaterThan(5);
    const far = await connection.run(`SELECT max(hamming(a, b)) FROM '${file}' AS a, '${file}' AS b`);
    expect(await far.getRows()).toEqual([[256]]);
    expect((await (await connection.run(forms)).getRows()).flat()).toEqual(lines.map(({ hash }) => hash));
  } finally {
    close();
  }
});
