import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { commands } from "../src/commands/index.js";
import { Interruption } from "../src/terminal/terminal.js";
import { sampleFolder } from "./support/pictures.js";
import { parseLines, runCommand, startCommand } from "./support/terminal.js";

describe("usage", () => {
  test.each([[["--help"]], [["help"]], [["--version"]], [["list", "build", "--help"]]])("%j is data", async (argv) => {
    const { code, stdout, stderr } = await runCommand(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.length).toBeGreaterThan(5);
  });

  test("every command has help with an example", async () => {
    expect(commands.length).toBeGreaterThanOrEqual(5);
    const { stdout } = await runCommand(["--help"]);
    for (const name of ["demo", "hash", "corpus", "list", "match", "serve"])
      expect(stdout).toMatch(new RegExp(`^ +${name}\\b`, "m"));
    for (const argv of [["hash"], ["corpus", "build"], ["list", "build"], ["match"], ["serve"], ["demo"]]) {
      const help = await runCommand([...argv, "--help"]);
      expect(help.stdout).toContain(`  glasshouse ${argv.join(" ")}`);
    }
  });

  test.each([
    [[]],
    [["nonsense"]],
    [["list"]],
    [["hash"]],
    [["hash", "--nonsense", "."]],
    [["hash", "--algorithm", "md5", "."]],
    [["hash", "--json", "--jsonl", "."]],
    [["hash", "--parallel", "0", "."]],
    [["hash", "--parallel", "1.5", "."]],
    [["hash", "--files-from", "/nowhere/at/all"]],
    [["match", "."]],
    [["match", ".", "--list", "/nowhere/at/all.json"]],
    [["match", ".", "--list", "x", "--threshold", "0"]],
    [["match", ".", "--list", "x", "--threshold", "1025"]],
    [["match", ".", "--list", "x", "--counting", "sheep"]],
    [["match", ".", "--list", "x", "--table", "round"]],
    [["serve"]],
  ])("%j is refused", async (argv) => {
    const { code, stdout, stderr } = await runCommand(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).not.toBe("");
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe("a run that is ended early", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["output-closed", 0],
  ] as const)("%s: %i", async (kind, expected) => {
    let lines = 0;
    const { finished, interrupt } = startCommand(["hash", "--jsonl", "--parallel", "1", "."], {
      cwd: sampleFolder,
      onData() {
        if (++lines === 3) interrupt(new Interruption(kind));
      },
    });
    const { code, stdout, stderr } = await finished;
    expect({ code, stderr }).toEqual({ code: expected, stderr: "" });
    expect(parseLines(stdout)).toHaveLength(3);
  });
});

describe("a terminal", () => {
  test("lines on their way to the same terminal leave no room for a bar", async () => {
    const { stderr } = await runCommand(["hash", "."], { cwd: sampleFolder, isTTY: true });
    expect(stderr).toBe("16 images hashed, 34 other files passed over\n");
  });

  test("a bar is shown while a document is in the making, and taken away", async () => {
    const { stderr, stdout } = await runCommand(["hash", "--json", "."], { cwd: sampleFolder, isTTY: true });
    expect(stderr).toContain("hashing [");
    expect(stderr.endsWith("\u001b[2K")).toBe(true); // erase in line
    expect(JSON.parse(stdout).hashed).toBe(16);
  });
});

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const isBuilt = existsSync(main);
describe.skipIf(!isBuilt)(`the program itself${isBuilt ? "" : " (skipped: not built)"}`, () => {
  test("hashes, and reports by its exit code", () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [main, "hash", "--jsonl", "puffy_white.png", "none.png"],
      {
        cwd: sampleFolder,
        encoding: "utf8",
      },
    );
    expect(status).toBe(1);
    expect(parseLines(stdout)).toMatchObject([
      { path: "none.png", error: { code: "unreadable" } },
      { path: "puffy_white.png", width: 800, height: 600 },
    ]);
    expect(stderr).toBe("1 image hashed, 1 could not be read\n");
  });

  test.skipIf(process.platform === "win32")("is quiet when nobody reads on", () => {
    const { stdout, stderr } = spawnSync(
      "sh",
      ["-c", 'yes . | head -n 6 | "$0" "$1" hash --jsonl --files-from - | head -n 1; true', process.execPath, main],
      { cwd: sampleFolder, encoding: "utf8" },
    );
    expect(parseLines(stdout)).toHaveLength(1);
    expect(stderr).toBe("");
  });
});
