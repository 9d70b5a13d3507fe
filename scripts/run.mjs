// One command on a machine with nothing but Node and npm: gets the pinned pnpm, installs, builds, runs the task.
// Set-up speaks on standard error; standard output belongs to the task. What is done already is skipped (stamps).
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const callerFolder = process.env.INIT_CWD ?? process.cwd(); // where `npm run` was typed: paths given to a task are relative to it
process.chdir(root);
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node 20.19 or newer is needed, this is ${process.versions.node}`);
  process.exit(2);
}

// npm passes its own settings down as npm_config_*; pnpm would read them (and warn), so they are dropped.
const env = Object.fromEntries(
  Object.entries(process.env).filter(([k]) => !/^npm_(?!config_(registry|cafile|https?_proxy|noproxy)$)/i.test(k)),
);
const taskEnv = { ...env };
env.CI ??= "1"; // pnpm must not ask
env.PATH = [
  path.join(root, "tools/pnpm/node_modules/.bin"),
  path.join(root, "node_modules/.bin"),
  path.dirname(process.execPath),
  env.PATH ?? "",
].join(path.delimiter); // publint calls `pnpm` by name

const toStderr = ["inherit", 2, 2];
const run = (command, args, options = {}) => {
  const result = spawnSync(command, args, { stdio: "inherit", env, shell: false, ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
};
const stamp = (file, inputs, make) => {
  const hash = createHash("sha256");
  for (const input of inputs) hash.update(`${input}\n`).update(fs.readFileSync(input));
  const want = hash.digest("hex");
  if (fs.existsSync(file) && fs.readFileSync(file, "utf8") === want) return;
  make();
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, want);
};

const npmBeside = path.join(path.dirname(process.execPath), "npm");
const npmCli = process.env.npm_execpath?.endsWith("npm-cli.js")
  ? [process.execPath, process.env.npm_execpath]
  : [fs.existsSync(npmBeside) ? npmBeside : "npm"];
const pnpmFolder = path.join(root, "tools/pnpm");
stamp(path.join(pnpmFolder, "node_modules/.stamp"), [path.join(pnpmFolder, "package-lock.json")], () =>
  run(npmCli[0], [...npmCli.slice(1), "ci", "--no-progress", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: pnpmFolder,
    stdio: toStderr,
  }),
);
const pnpm = (args, options) =>
  run(process.execPath, [path.join(pnpmFolder, "node_modules/pnpm/bin/pnpm.cjs"), ...args], options);

const workspaceFolders = [...fs.readdirSync("packages").map((name) => `packages/${name}`), "fixtures", "bench", "e2e"];
const manifests = workspaceFolders.map((folder) => `${folder}/package.json`).filter((file) => fs.existsSync(file));
stamp("node_modules/.stamp", ["pnpm-lock.yaml", "package.json", "pnpm-workspace.yaml", ...manifests], () =>
  pnpm(["install", "--frozen-lockfile", "--reporter=append-only"], { stdio: toStderr }),
);

const filesBelow = (folder) =>
  fs.existsSync(folder)
    ? fs
        .readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .sort()
    : [];
const build = () =>
  stamp(
    ".cache/build.stamp",
    [
      "pnpm-lock.yaml",
      "tsconfig.base.json",
      "tsconfig.tests.json",
      ...workspaceFolders.flatMap((folder) => [...filesBelow(`${folder}/src`), ...filesBelow(`${folder}/test`)]),
      ...filesBelow("packages/web/public"),
      "packages/web/index.html",
      "packages/web/vite.config.ts",
    ].filter((file) => fs.existsSync(file)),
    () => pnpm(["run", "x:build"], { stdio: toStderr }),
  );
const node = (script, args) =>
  run(process.execPath, [path.join(root, script), ...args], { cwd: callerFolder, env: taskEnv });

const [task = "test", ...rest] = process.argv.slice(2);
switch (task) {
  case "install":
    break;
  case "demo":
    build();
    node("packages/lab/dist/main.js", ["demo", ...rest]);
    break;
  case "glasshouse":
    build();
    node("packages/lab/dist/main.js", rest);
    break;
  case "bench":
  case "soak":
    build();
    node("bench/dist/main.js", [task, ...rest]);
    break;
  case "test":
  case "coverage":
  case "pack":
    build();
    pnpm(["run", `x:${task}`, ...rest]);
    break;
  default:
    pnpm(["run", `x:${task}`, ...rest]);
}
