import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Soak } from "./soak.js";

const worlds = 10_000;
const root = fileURLToPath(new URL("../../../", import.meta.url));
const testFiles = ["threshold-psi", "oprf-bloom"].map((name) => `packages/matcher/test/${name}.ideal.test.ts`);

/** The matcher's own comparison, longer: its worlds and its fast group are test code and stay there. */
export const ideal: Soak = {
  description: `every protocol equals the ideal reference on ${worlds} random worlds`,
  run: async (log) => {
    const require = createRequire(path.join(root, "package.json"));
    const vitest = path.join(path.dirname(require.resolve("vitest/package.json")), "vitest.mjs");
    log(`${testFiles.join(", ")}: ${worlds} worlds\n`);
    const child = spawn(process.execPath, [vitest, "run", "--project", "unit", ...testFiles], {
      cwd: root,
      env: { ...process.env, GLASSHOUSE_WORLDS: String(worlds) },
      stdio: ["ignore", "inherit", "inherit"],
    });
    // A child that outlives this process would hold a core for many minutes.
    const stop = () => child.kill();
    process.once("SIGINT", stop).once("SIGTERM", stop);
    const [code, signal] = await once(child, "close");
    if (signal !== null) log(`ended by ${signal}, nothing is known about the rest\n`);
    process.off("SIGINT", stop).off("SIGTERM", stop);
    return code === 0;
  },
};
