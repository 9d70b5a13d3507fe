import { defineConfig } from "vitest/config";

// Tests run the TypeScript sources of every workspace package (export condition "glasshouse:src"), so coverage is of the sources.
const conditions = ["glasshouse:src", "module", "node", "development|production"];
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Two cores may be shared: only a hang should time out.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One worker per processor; by default one processor is left to a watching terminal.
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [
            "packages/*/test/**/*.test.ts",
            "fixtures/test/**/*.test.ts",
            "bench/test/**/*.test.ts",
            "scripts/test/**/*.test.ts",
          ],
        },
      },
      { extends: true, test: { name: "browser", include: ["e2e/**/*.test.ts"], fileParallelism: false } },
      { extends: true, test: { name: "pictures", include: ["e2e/**/*.picture.ts"], fileParallelism: false } },
    ],
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts"],
      exclude: ["**/*.as.ts"],
      reporter: ["text-summary", "text"],
    },
  },
});
