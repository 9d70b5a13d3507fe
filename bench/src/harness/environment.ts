import { readFileSync } from "node:fs";
import { describeEnvironment, type Environment } from "@glasshouse/lab";

/** What a figure depends on beside the code. */
export interface BenchEnvironment extends Environment {
  /** Installed versions of what the suites call, and of what those packages of ours call. */
  readonly packages: Readonly<Record<string, string>>;
}

const benchFolder = new URL("../../", import.meta.url);

/** The machine and the packages, now. */
export function describeBench(): BenchEnvironment {
  const packages = Object.fromEntries([...collectVersions(benchFolder)].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...describeEnvironment(), packages };
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
