import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const script = fileURLToPath(new URL("../check-words.mjs", import.meta.url));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "glasshouse-words-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function check(name: string, text: string): { status: number | null; lines: readonly string[] } {
  fs.writeFileSync(path.join(folder, name), text);
  const { status, stdout } = spawnSync(process.execPath, [script, name], { cwd: folder, encoding: "utf8" });
  return { status, lines: stdout.split("\n").filter(Boolean) };
}
const slash = "/"; // this file is checked, too

test.each([
  ["a.ts", `const folder = "${slash}home/somebody/photos";`, "machine-path"],
  ["a.md", `See ${slash}root/notes.`, "machine-path"],
  ["a.json", `{ "path": "C:${"\\\\"}Users${"\\\\"}somebody" }`, "machine-path"],
  ["pnpm-lock.yaml", "resolution: {tarball: https://registry.example/a.tgz}", "lockfile-host"],
  ["a.md", `The false-positive rate was 0${" "}%.`, "zero-rate"],
  ["a.md", `| crop | 0.00${""}% |`, "zero-rate"],
])("%s: %s", (name, line, rule) => {
  const { status, lines } = check(name, `first\n${line}\n`);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`${name}:2: ${rule}: `);
  expect(status).toBe(1);
});

test.each([
  ["a.ts", `app.get("/api/work/items"); const home = \`\${process.env.HOME}/photos\`; @keyframes { 0% {} }`],
  ["a.md", `0 of 500, at most 3/500; 10 % and 0.5 % and 100%; never "0 %"; ~/Pictures`],
  ["package-lock.json", `"url": "https://opencollective.com/x"`],
  ["a.png", `\0${slash}root/x`],
])("%s may say: %s", (name, line) => {
  expect(check(name, line)).toEqual({ status: 0, lines: [] });
});
