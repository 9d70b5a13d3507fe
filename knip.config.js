// Unused files, exports and dependencies.

/** Style sheets import fonts and one another. */
const styleSheetImports = (text) =>
  [...text.matchAll(/@import\s+("[^"]+")/g)].map(([, file]) => `import ${file};`).join("\n");

export default {
  treatConfigHintsAsErrors: true,
  compilers: { css: styleSheetImports },
  // A type that stands in a signature of its own file is part of what the file offers, imported by name or not.
  ignoreExportsUsedInFile: { interface: true, type: true },
  workspaces: {
    ".": {
      entry: ["scripts/*.mjs"],
      // Run through `pnpm exec` in every published package, where knip does not look.
      ignoreDependencies: ["publint", "@arethetypeswrong/cli"],
    },
    "packages/hasher": { entry: ["src/hamming/kernel.as.ts"] }, // compiled by wasm/build.mjs
    "packages/lab": { entry: ["src/main.ts", "src/results/main.ts", "src/runs/worker.ts"] }, // programs, and a thread
    "packages/web": { entry: ["src/styles/index.css"] }, // index.html links to it
    fixtures: { entry: ["src/node-pictures.ts", "src/node-scene-statistics.ts"] }, // run by its scripts
    e2e: { entry: ["*.test.ts", "*.picture.ts"] },
  },
};
