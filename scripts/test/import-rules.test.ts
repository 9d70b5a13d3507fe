// Plants a violation of every import rule in a small copy of the tree and runs the real configuration over it.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const configuration = path.join(root, ".dependency-cruiser.cjs");
const psi = "packages/matcher/src/protocols/threshold-psi";

/** What is allowed: file -> what it imports. Doors of the packages included, so that every name resolves. */
const clean: Record<string, readonly string[]> = {
  "packages/crypto/src/index.ts": ["@noble/curves", "./group.js"],
  "packages/crypto/src/group.ts": ["libsodium-wrappers-sumo"],
  "packages/crypto/src/filters/node-bloom.ts": ["bloom-filters"],
  "packages/crypto/src/node-bloom.ts": ["bloom-filters"],
  "packages/crypto/test/group.test.ts": ["@glasshouse/fixtures", "node:fs", "../src/group.js"],
  "packages/hasher/src/index.ts": ["blockhash-core"],
  "packages/hasher/src/node.ts": ["node:fs", "sharp", "./index.js", "./hamming/worker-node.js"],
  "packages/hasher/src/hamming/worker-node.ts": ["node:worker_threads"],
  "packages/matcher/src/index.ts": ["@glasshouse/crypto", "cborg", "./protocols/threshold-psi/index.js"],
  [`${psi}/params.ts`]: [],
  [`${psi}/messages.ts`]: ["./params.js"],
  [`${psi}/threshold.ts`]: ["./params.js"],
  [`${psi}/list-authority.ts`]: ["./messages.js"],
  [`${psi}/device.ts`]: ["./messages.js", "./params.js"],
  [`${psi}/auditor.ts`]: ["./messages.js"],
  [`${psi}/server.ts`]: ["./messages.js", "./threshold.js"],
  [`${psi}/simulate.ts`]: ["./list-authority.js", "./device.js", "./server.js"],
  [`${psi}/index.ts`]: ["./device.js", "./server.js", "./simulate.js"],
  "packages/matcher/test/threshold.test.ts": ["@glasshouse/fixtures", "../src/protocols/threshold-psi/threshold.js"],
  "packages/server/src/index.ts": ["@glasshouse/matcher", "@glasshouse/crypto", "express", "node:http"],
  "packages/server/src/client.ts": ["@glasshouse/matcher"],
  "packages/server/src/store.ts": ["node:fs"],
  "packages/server/test/store.test.ts": ["@glasshouse/fixtures", "../src/store.js"],
  "fixtures/src/index.ts": ["@glasshouse/hasher"],
  "fixtures/src/node.ts": ["@glasshouse/hasher/node", "node:fs"],
  "packages/lab/src/index.ts": ["@glasshouse/server", "@glasshouse/server/client", "@glasshouse/fixtures", "sharp"],
  "packages/lab/src/scenarios/index.ts": [
    "@glasshouse/crypto",
    "@glasshouse/hasher",
    "@glasshouse/matcher",
    "@glasshouse/matcher/attacks",
    "@glasshouse/matcher/leak-matrix",
    "@glasshouse/fixtures",
    "../models/queue.js",
    "../images/matchable.js",
  ],
  "packages/lab/src/models/queue.ts": ["../statistics/rates.js"],
  "packages/lab/src/statistics/rates.ts": ["jstat"],
  "packages/lab/src/images/matchable.ts": ["@glasshouse/hasher"],
  "packages/lab/src/list/build.ts": ["node:fs", "../models/queue.js"],
  "packages/matcher/src/attacks/index.ts": [],
  "packages/matcher/src/transcript/leak/index.ts": [],
  "packages/web/src/main.ts": ["@glasshouse/lab", "@glasshouse/server/client", "@glasshouse/hasher"],
  "bench/src/main.ts": ["@glasshouse/lab", "@glasshouse/crypto", "node:fs"],
  "e2e/page.test.ts": ["@glasshouse/lab", "node:fs"],
};

/** What is forbidden: file -> what it imports and exactly the rules that must be reported for it. */
const planted: Record<string, { imports: readonly string[]; breaks: readonly string[] }> = {
  "packages/crypto/src/cycle-a.ts": { imports: ["./cycle-b.js"], breaks: ["no-cycles"] },
  "packages/crypto/src/cycle-b.ts": { imports: ["./cycle-a.js"], breaks: [] }, // a cycle is reported once
  "packages/lab/src/absent.ts": { imports: ["./not-there.js"], breaks: ["no-unresolved"] },
  "packages/lab/src/undeclared.ts": { imports: ["not-in-the-manifest"], breaks: ["no-undeclared"] },
  "packages/matcher/src/by-path.ts": { imports: ["../../crypto/src/group.js"], breaks: ["packages-by-name"] },
  "packages/matcher/test/by-path.test.ts": { imports: ["../../crypto/src/group.js"], breaks: ["packages-by-name"] },
  "packages/crypto/src/bloom.ts": { imports: ["bloom-filters"], breaks: ["core-has-no-node-library"] },
  "packages/crypto/src/unvetted.ts": { imports: ["cborg"], breaks: ["crypto-vetted-only"] },
  "packages/crypto/src/filters/bloom.ts": { imports: ["bloom-filters"], breaks: ["core-has-no-node-library"] },
  "packages/hasher/src/ours.ts": { imports: ["@glasshouse/crypto"], breaks: ["hasher-alone"] },
  "packages/hasher/test/ours.test.ts": { imports: ["@glasshouse/fixtures"], breaks: ["hasher-alone"] },
  "packages/matcher/src/image.ts": { imports: ["@glasshouse/hasher"], breaks: ["matcher-sees-crypto"] },
  "packages/matcher/src/unlinked.ts": {
    imports: ["@glasshouse/server/absent"],
    breaks: ["matcher-sees-crypto", "no-unresolved", "server-by-its-doors"],
  },
  "packages/server/src/lab.ts": {
    imports: ["@glasshouse/lab"],
    breaks: ["server-sees-crypto-and-matcher", "lab-is-above", "server-cannot-reach-a-hasher"],
  },
  "packages/server/src/hash.ts": {
    imports: ["@glasshouse/hasher"],
    breaks: ["server-sees-crypto-and-matcher", "server-cannot-hash", "server-cannot-reach-a-hasher"],
  },
  "packages/server/src/decode.ts": {
    imports: ["sharp"],
    breaks: ["server-cannot-hash", "server-cannot-reach-a-hasher"],
  },
  "packages/server/test/hash.test.ts": { imports: ["@glasshouse/hasher"], breaks: ["server-cannot-hash"] },
  "packages/server/src/through-matcher.ts": {
    imports: ["../../matcher/src/image.js"],
    breaks: ["packages-by-name", "server-cannot-reach-a-hasher"],
  },
  "packages/server/src/seeded.ts": {
    imports: ["@glasshouse/fixtures"],
    breaks: ["server-sees-crypto-and-matcher", "seeded-randomness-in-tests-only", "server-cannot-reach-a-hasher"],
  },
  "packages/crypto/src/seeded.ts": {
    imports: ["@glasshouse/fixtures"],
    breaks: ["crypto-vetted-only", "seeded-randomness-in-tests-only"],
  },
  "fixtures/src/crypto.ts": { imports: ["@glasshouse/crypto"], breaks: ["fixtures-see-hasher"] },
  "packages/lab/src/store.ts": {
    imports: ["@glasshouse/server/dist/store.js"],
    breaks: ["server-by-its-doors", "no-unresolved"],
  },
  "bench/src/store.ts": {
    imports: ["../../packages/server/src/store.js"],
    breaks: ["packages-by-name", "server-by-its-doors"],
  },
  "fixtures/src/lab.ts": { imports: ["@glasshouse/lab"], breaks: ["fixtures-see-hasher", "lab-is-above"] },
  "packages/lab/src/bench.ts": { imports: ["@glasshouse/bench"], breaks: ["web-and-bench-are-on-top"] },
  "packages/matcher/src/reads-files.ts": { imports: ["node:fs"], breaks: ["core-is-browser-safe"] },
  "packages/crypto/src/random.ts": { imports: ["node:crypto"], breaks: ["core-is-browser-safe"] },
  "packages/hasher/src/codec.ts": { imports: ["sharp"], breaks: ["core-has-no-node-library"] },
  "fixtures/src/pictures.ts": { imports: ["./node.js"], breaks: ["core-has-no-node-library"] },
  "packages/web/src/file.ts": { imports: ["node:fs"], breaks: ["web-is-browser-safe"] },
  "packages/web/src/pictures.ts": { imports: ["@glasshouse/hasher/node"], breaks: ["web-has-no-node-library"] },
  "packages/lab/src/findings/file.ts": { imports: ["node:fs"], breaks: ["lab-stories-are-browser-safe"] },
  "packages/lab/src/scenarios/from-a-list.ts": {
    imports: ["../list/build.js"],
    breaks: ["lab-stories-by-browser-doors"],
  },
  "packages/lab/src/claims/report.ts": { imports: ["express"], breaks: ["lab-stories-by-browser-doors"] },
  "packages/lab/src/models/pictures.ts": {
    imports: ["@glasshouse/hasher/node"],
    breaks: ["lab-stories-by-browser-doors"],
  },
  "packages/lab/src/samples/codec.ts": {
    imports: ["@glasshouse/fixtures/node"],
    breaks: ["lab-stories-by-browser-doors"],
  },
  "packages/lab/src/statistics/hosted.ts": {
    imports: ["@glasshouse/server/client"],
    breaks: ["lab-stories-by-browser-doors"],
  },
  "packages/matcher/src/protocols/direct/device.ts": {
    imports: ["../threshold-psi/auditor.js"],
    breaks: ["roles-never-meet"],
  },
  "packages/matcher/src/protocols/chain/device.ts": { imports: ["./shared.js"], breaks: ["roles-never-meet"] },
  "packages/matcher/src/protocols/chain/shared.ts": { imports: ["./auditor.js"], breaks: ["roles-meet-in-simulate"] },
  "packages/matcher/src/protocols/chain/auditor.ts": { imports: [], breaks: [] },
  "packages/matcher/src/protocols/chain/threshold.ts": { imports: [], breaks: [] },
  "packages/matcher/src/protocols/chain/list-authority.ts": {
    imports: ["./threshold.js"],
    breaks: ["threshold-in-server-only"],
  },
};

const tree = fs.mkdtempSync(path.join(os.tmpdir(), "glasshouse-import-rules-"));
afterAll(() => fs.rmSync(tree, { recursive: true, force: true }));

const write = (file: string, text: string): void => {
  const target = path.join(tree, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
};
const importing = (specifiers: readonly string[]): string =>
  `${specifiers.map((specifier, i) => (i % 2 === 0 ? `import "${specifier}";\n` : `import type { T } from "${specifier}";\n`)).join("")}export {};\n`;

const libraries = [
  "@noble/curves",
  "blockhash-core",
  "bloom-filters",
  "cborg",
  "express",
  "jstat",
  "libsodium-wrappers-sumo",
  "sharp",
  "not-in-the-manifest",
];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}
let violations: readonly Violation[] = [];

beforeAll(() => {
  write("package.json", JSON.stringify({ name: "copy", private: true, type: "module" }));
  for (const library of libraries) {
    write(`node_modules/${library}/package.json`, JSON.stringify({ name: library, main: "index.js" }));
    write(`node_modules/${library}/index.js`, "export {};\n");
  }
  // Every package can find every other one: as if each import had been declared as well.
  const dependencies = Object.fromEntries(libraries.slice(0, -1).map((library) => [library, "*"]));
  for (const folder of [
    "packages/crypto",
    "packages/hasher",
    "packages/matcher",
    "packages/server",
    "packages/lab",
    "packages/web",
    "fixtures",
    "bench",
    "e2e",
  ]) {
    const { name, exports } = JSON.parse(fs.readFileSync(path.join(root, folder, "package.json"), "utf8"));
    write(`${folder}/package.json`, JSON.stringify({ name, type: "module", exports, dependencies }));
    fs.mkdirSync(path.join(tree, "node_modules/@glasshouse"), { recursive: true });
    fs.symlinkSync(path.join(tree, folder), path.join(tree, "node_modules", name), "junction");
  }
  for (const [file, imports] of Object.entries(clean)) write(file, importing(imports));
  for (const [file, { imports }] of Object.entries(planted)) write(file, importing(imports));

  const cruiser = path.join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [cruiser, "--config", configuration, "--output-type", "json", "packages", "fixtures", "bench", "e2e"],
    { cwd: tree, encoding: "utf8", maxBuffer: 1 << 26 },
  );
  if (!stdout.startsWith("{")) throw new Error(`dependency-cruiser printed no report: ${stderr}`);
  violations = JSON.parse(stdout).summary.violations;
}, 60_000);

const reported = (file: string): readonly string[] =>
  [...new Set(violations.filter(({ from }) => from === file).map(({ rule }) => rule.name))].sort();

test.each(Object.entries(planted))("%s is reported by exactly its rules", (file, { breaks }) => {
  expect(reported(file)).toEqual([...breaks].sort());
});

test("allowed imports are not reported", () => {
  const files = new Set(violations.map(({ from }) => from));
  expect(Object.keys(clean).filter((file) => files.has(file))).toEqual([]);
});

test("every rule has a planted violation", () => {
  const { forbidden }: { forbidden: readonly { name: string }[] } = createRequire(import.meta.url)(configuration);
  const covered = new Set(Object.values(planted).flatMap(({ breaks }) => breaks));
  expect(forbidden.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
});
