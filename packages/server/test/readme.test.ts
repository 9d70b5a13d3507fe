// The README's example runs and prints what it says; its routes are those that are mounted.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { paths } from "../src/paths.js";

const folder = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(`${folder}/README.md`, "utf8");

function block(language: string): string {
  return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(readme)?.[1] ?? "";
}

test("the example runs, on the build", { timeout: 30_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", block("js")], {
    cwd: folder,
  });
  expect(stdout).toBe(block("text"));
});

test("the table of routes is complete", () => {
  const documented = [...readme.matchAll(/^\| `(?:GET|POST) ([^`]*)`/gm)].map(([, route]) => route);
  const mounted = Object.values(paths).map((route) => (typeof route === "string" ? route : route(":id", ":id")));
  const withoutNames = (routes: readonly (string | undefined)[]) =>
    routes.map((route) => route?.replaceAll(/:\w+/g, ":id")).sort();
  expect(withoutNames(documented)).toEqual(withoutNames(mounted));
});
