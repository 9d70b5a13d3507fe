// Documents point at files: every link within the repository and every path of the map must lead somewhere.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const documentsIn = (folder: string): string[] =>
  fs.existsSync(path.join(root, folder))
    ? fs
        .readdirSync(path.join(root, folder))
        .filter((name) => name.endsWith(".md"))
        .map((name) => path.posix.join(folder, name))
    : [];
const packageFolders = fs.readdirSync(path.join(root, "packages")).map((name) => `packages/${name}`);
const documents = [".", "docs", "fixtures", "bench", "e2e", ...packageFolders].flatMap(documentsIn);
const read = (document: string): string => fs.readFileSync(path.join(root, document), "utf8");
const exists = (file: string): boolean => fs.existsSync(path.join(root, file));

/** `a/{b,c}.ts` as `a/b.ts` and `a/c.ts`. */
function expandBraces(text: string): string[] {
  const [, before, names, after] = /^(.*?)\{([^}]*)\}(.*)$/.exec(text) ?? [];
  if (names === undefined) return [text];
  return names.split(",").flatMap((name) => expandBraces(`${before}${name}${after}`));
}

test.each(documents)("links of %s lead to files", (document) => {
  const links = [...read(document).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, target]) => target ?? "");
  const missing = links.filter((target) => !exists(path.posix.join(path.posix.dirname(document), target)));
  expect(missing).toEqual([]);
});

test("paths of the map exist", () => {
  const paths = [...read("docs/map.md").matchAll(/`([^`\s]*\/[^`\s]*)`/g)].flatMap(([, text]) =>
    expandBraces(text ?? ""),
  );
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((file) => !exists(file))).toEqual([]);
});
