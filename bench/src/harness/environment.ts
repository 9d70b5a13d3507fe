import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import os from "node:os";
import { fileURLToPath } from "node:url";

/** What a figure depends on beside the code. No path, host or user. */
export interface Environment {
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  /** Model name as the system gives it. */
  readonly cpu: string;
  readonly cores: number;
  /** Null without git; ends in `+` when files were changed since. */
  readonly commit: string | null;
  /** Installed versions of what the suites call, and of what those packages of ours call. */
  readonly packages: Readonly<Record<string, string>>;
}

const benchFolder = new URL("../../", import.meta.url);

export function describeEnvironment(): Environment {
  const processors = os.cpus();
  return {
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    cpu: processors[0]?.model.trim() || "unknown",
    cores: processors.length,
    commit: readCommit(),
    packages: Object.fromEntries([...collectVersions(benchFolder)].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function readCommit(): string | null {
  try {
    const commit = git("rev-parse", "HEAD");
    return git("status", "--porcelain", "--untracked-files=no") === "" ? commit : `${commit}+`;
  } catch {
    return null; // no git, or not a clone: the figure then stands without a commit
  }
}

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: fileURLToPath(benchFolder), stdio: ["ignore", "pipe", "ignore"] })
    .toString()
    .trim();
}

function collectVersions(folder: URL, found: Map<string, string> = new Map()): Map<string, string> {
  for (const name of Object.keys(readPackage(folder).dependencies)) {
    if (found.has(name)) continue;
    const installed = new URL(`node_modules/${name}/`, folder);
    found.set(name, readPackage(installed).version);
    if (name.startsWith("@glasshouse/")) collectVersions(installed, found);
  }
  return found;
}

function readPackage(folder: URL): { version: string; dependencies: Record<string, string> } {
  const { version, dependencies = {} } = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
  return { version, dependencies };
}
