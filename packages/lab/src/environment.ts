/** What results depend on beside the code: no path, host or user. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import os from "node:os";
import { fileURLToPath } from "node:url";
import { generatorVersion, sceneVersion } from "@glasshouse/fixtures";

/** The machine that a result was made on. */
export interface Environment {
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  /** Model name as the system gives it. */
  readonly cpu: string;
  readonly cores: number;
  /** `null` without git; ends in `+` when files were changed since. */
  readonly commit: string | null;
}

/** The programs that a result follows from, given its settings and seed. */
export interface ProgramVersions {
  readonly lab: string;
  /** Of seeded randomness. */
  readonly generator: number;
  /** Of generated pictures. */
  readonly scenes: number;
}

const packageFolder = new URL("../", import.meta.url);

/** The machine, now. */
export function describeEnvironment(): Environment {
  const processors = os.cpus();
  return {
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    cpu: processors[0]?.model.trim() || "unknown",
    cores: processors.length,
    commit: readCommit(),
  };
}

/** Versions of this package and of the generators below it. */
export function programVersions(): ProgramVersions {
  const { version } = JSON.parse(readFileSync(new URL("package.json", packageFolder), "utf8")) as { version: string };
  return { lab: version, generator: generatorVersion, scenes: sceneVersion };
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
  return execFileSync("git", args, { cwd: fileURLToPath(packageFolder), stdio: ["ignore", "pipe", "ignore"] })
    .toString()
    .trim();
}
