// One command on a machine with nothing but Node and npm: gets the pinned pnpm, installs, builds, runs the task.
// Set-up speaks on standard error; standard output belongs to the task. What is done already is skipped (stamps).
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { once } from "./once.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const callerFolder = process.env.INIT_CWD ?? process.cwd(); // where `npm run` was typed: paths given to a task are relative to it
process.chdir(root);
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node 20.19 or newer is needed, this is ${process.versions.node}`);
  process.exit(2);
}

// --- environments
// npm hands all of its settings down as npm_*. pnpm would take (and warn about) those it does not share, so it gets only
// what says how to reach a registry.
const shared = /^npm_config_(registry|cafile|ca|strict_ssl|https?_proxy|proxy|noproxy|userconfig|globalconfig)$/i;
const taskEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) || shared.test(name)),
);
const pathName = Object.keys(taskEnvironment).find((name) => name.toUpperCase() === "PATH") ?? "PATH"; // "Path" on Windows
const pnpmFolder = path.join(root, "tools/pnpm");
const pnpmEnvironment = {
  CI: "1", // pnpm must not ask
  ...taskEnvironment,
  [pathName]: [
    path.join(pnpmFolder, "node_modules/.bin"), // publint calls `pnpm` by name
    path.join(root, "node_modules/.bin"),
    path.dirname(process.execPath),
    taskEnvironment[pathName] ?? "",
  ].join(path.delimiter),
};

// --- processes
/** Runs a command to its end; ends this process with the command's exit code if that is not 0. */
async function run(command, args, options) {
  const child = spawn(command, args, { stdio: "inherit", ...options });
  // Ctrl-C in a terminal reaches the child by itself; a second one from here could cut its orderly end short.
  const forward = (signal) => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal));
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, forward);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (...ending) => resolve(ending));
  });
  for (const name of signals) process.off(name, forward);
  if (signal !== null) process.exit(128 + os.constants.signals[signal]);
  if (code !== 0) process.exit(code);
}

const toStandardError = ["inherit", 2, 2];
const node = (script, args, options) => run(process.execPath, [script, ...args], options);
const pnpm = (args, options) =>
  node(path.join(pnpmFolder, "node_modules/pnpm/bin/pnpm.cjs"), args, { env: pnpmEnvironment, ...options });

/** npm as a script for this Node, wherever it is: beside Node on Windows, below lib elsewhere; on Windows `npm` cannot be spawned. */
async function npm(args, options) {
  const beside = path.dirname(process.execPath);
  const script = [
    process.env.npm_execpath?.endsWith("npm-cli.js") ? process.env.npm_execpath : undefined,
    path.join(beside, "node_modules/npm/bin/npm-cli.js"),
    path.join(beside, "../lib/node_modules/npm/bin/npm-cli.js"),
  ].find((candidate) => candidate !== undefined && fs.existsSync(candidate));
  if (script !== undefined) await node(script, args, options);
  else await run("npm", args, options);
}

// --- set-up
const workspaceFolders = [
  ...fs.readdirSync("packages").map((name) => `packages/${name}`),
  "fixtures",
  "bench",
  "e2e",
].filter((folder) => fs.existsSync(`${folder}/package.json`));
const hasDependencies = (folder) => {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(fs.readFileSync(`${folder}/package.json`, "utf8"));
  return Object.keys({ ...dependencies, ...devDependencies }).length > 0;
};
const notBuilt = new Set(["node_modules", "dist", ".types", "test", "e2e"]); // made, or run from its sources
const sourcesBelow = (folder) =>
  fs
    .readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !notBuilt.has(name))
    .flatMap((entry) => (entry.isDirectory() ? sourcesBelow(`${folder}/${entry.name}`) : `${folder}/${entry.name}`))
    .sort();

async function install() {
  await once(
    "tools/pnpm/node_modules/.stamp",
    ["tools/pnpm/package.json", "tools/pnpm/package-lock.json"],
    ["tools/pnpm/node_modules/pnpm/bin/pnpm.cjs"],
    () =>
      npm(["ci", "--no-progress", "--no-audit", "--no-fund", "--loglevel=error"], {
        cwd: pnpmFolder,
        stdio: toStandardError,
      }),
  );
  await once(
    "node_modules/.stamp",
    [
      "pnpm-lock.yaml",
      "pnpm-workspace.yaml",
      "package.json",
      ...workspaceFolders.map((folder) => `${folder}/package.json`),
    ],
    workspaceFolders.filter(hasDependencies).map((folder) => `${folder}/node_modules`),
    () => pnpm(["install", "--frozen-lockfile", "--reporter=append-only"], { stdio: toStandardError }),
  );
}

const build = () =>
  once(
    ".cache/build.stamp",
    [
      "pnpm-lock.yaml",
      "tsconfig.base.json",
      ...workspaceFolders.filter((folder) => !notBuilt.has(folder)).flatMap(sourcesBelow),
    ],
    ["packages/lab/dist/main.js", "packages/web/dist/index.html", "bench/dist/main.js"],
    () => pnpm(["run", "x:build"], { stdio: toStandardError }),
  );

// --- tasks
/** Tasks that are a program of ours run where the caller is, in the caller's environment. */
const program = (script, args) => node(path.join(root, script), args, { cwd: callerFolder, env: taskEnvironment });
const programs = {
  demo: (args) => program("packages/lab/dist/main.js", ["demo", ...args]),
  glasshouse: (args) => program("packages/lab/dist/main.js", args),
  bench: (args) => program("bench/dist/main.js", ["bench", ...args]),
  soak: (args) => program("bench/dist/main.js", ["soak", ...args]),
  results: (args) => program("packages/lab/dist/results/main.js", args),
};
const needsBuild = new Set([...Object.keys(programs), "test", "coverage", "pack", "docs", "screenshot"]);

const { scripts } = JSON.parse(fs.readFileSync("package.json", "utf8"));
const tools = Object.keys(scripts)
  .filter((name) => name.startsWith("x:"))
  .map((name) => name.slice(2));
const tasks = ["install", ...Object.keys(programs), ...tools];

const [task = "", ...rest] = process.argv.slice(2);
if (!tasks.includes(task)) {
  console.error(`usage: node scripts/run.mjs TASK [ARGUMENT...]\ntasks: ${tasks.join(", ")}`);
  process.exit(2);
}
await install();
if (needsBuild.has(task)) await build();
if (task in programs) await programs[task](rest);
else if (task !== "install") await pnpm(["run", `x:${task}`, ...rest]);
