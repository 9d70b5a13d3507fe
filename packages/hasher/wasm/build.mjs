// Compiles src/hamming/kernel.as.ts, once per width, and writes the modules as text: one file that Node, browsers and
// bundlers read alike, without a fetch. The same compiler gives the same bytes. Run by `pnpm install` and by every build.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const sourceName = "kernel.as.ts";
const folder = new URL("../src/hamming/", import.meta.url);
const source = readFileSync(new URL(sourceName, folder), "utf8");

async function compile(wordsPerHash) {
  const width = source.replace("declare const wordsPerHash: i32;", `const wordsPerHash: i32 = ${wordsPerHash};`);
  if (width === source) throw new Error(`${sourceName} does not declare wordsPerHash`);
  const { error, binary, stderr } = await asc.compileString(
    { [sourceName]: width },
    {
      optimizeLevel: 3,
      runtime: "stub",
      noAssert: true,
      importMemory: true,
      sharedMemory: true,
      initialMemory: 1,
      maximumMemory: 65_536,
      enable: ["threads"],
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return Buffer.from(binary).toString("base64");
}

writeFileSync(
  fileURLToPath(new URL("kernel.generated.ts", folder)),
  `// Generated from ${sourceName} by wasm/build.mjs.
/** WebAssembly modules in base64, by the bits of a hash. */
export const kernelModules: Readonly<Record<64 | 256, string>> = {
  64: "${await compile(1)}",
  256: "${await compile(4)}",
};
`,
);
