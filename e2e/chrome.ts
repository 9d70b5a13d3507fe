// A real Chromium for tests on a machine that has none: the npm package @sparticuz/chromium holds one for Linux x64.
import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { type Browser, chromium } from "playwright-core";
import { describe } from "vitest";

const cacheFolder = fileURLToPath(new URL("../.cache", import.meta.url));
const stalePartMs = 10 * 60_000;

/** Why no browser can be started here; undefined when one can. */
const whyNoBrowser: string | undefined =
  process.env.CHROMIUM_PATH || (process.platform === "linux" && process.arch === "x64")
    ? undefined
    : `the packed Chromium is for linux-x64 and this is ${process.platform}-${process.arch}; set CHROMIUM_PATH to a Chromium or Chrome`;

/** Like vitest's `describe`, for tests that need a browser: without one they are skipped and the reason is printed. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (whyNoBrowser !== undefined) console.warn(`skipped: ${name}: ${whyNoBrowser}`);
  describe.skipIf(whyNoBrowser !== undefined)(name, tests);
}

/** Starts the browser that CHROMIUM_PATH names, or the packed one (unpacked on first use, about 200 MB, some seconds). */
export async function launchBrowser(): Promise<Browser> {
  if (whyNoBrowser !== undefined) throw new Error(`no browser: ${whyNoBrowser}`);
  const args = ["--no-sandbox"]; // as root there is no sandbox; the package's own flags would switch web security off
  if (process.env.CHROMIUM_PATH) return chromium.launch({ executablePath: process.env.CHROMIUM_PATH, args });
  const folder = await unpackedChromium();
  const libraries = [path.join(folder, "al2023/lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  return chromium.launch({
    executablePath: path.join(folder, "chromium"),
    env: { ...process.env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: path.join(folder, "fonts.conf") },
    args,
  });
}

/**
 * The folder of the unpacked browser. The version is in its name: the package's own unpacking takes any copy it finds
 * in the temporary folder, of whatever version. It is made under another name and renamed, so a copy is whole or absent.
 */
async function unpackedChromium(): Promise<string> {
  const entry = fileURLToPath(import.meta.resolve("@sparticuz/chromium")); // <package>/build/esm/index.js; not imported, it changes the environment
  const packageFolder = path.resolve(entry, "../../..");
  const { version } = JSON.parse(await fs.readFile(path.join(packageFolder, "package.json"), "utf8"));
  const folder = path.join(cacheFolder, `chromium-${version}`);
  if (await exists(folder)) return folder;

  await fs.mkdir(cacheFolder, { recursive: true });
  await removeStaleParts();
  const part = await fs.mkdtemp(`${folder}.part-`);
  try {
    await unpack(path.join(packageFolder, "bin"), part);
    await fs.writeFile(path.join(part, "fonts.conf"), fontsConfiguration(folder));
    await fs.rename(part, folder);
  } catch (error) {
    await fs.rm(part, { recursive: true, force: true });
    if (!(await exists(folder))) throw error; // otherwise another process was faster, and its copy serves
  }
  return folder;
}

async function unpack(packed: string, into: string): Promise<void> {
  const decompressed = async (name: string, target: string, mode: number): Promise<void> => {
    const source = (await fs.open(path.join(packed, name))).createReadStream();
    const sink = (await fs.open(target, "wx", mode)).createWriteStream();
    await pipeline(source, zlib.createBrotliDecompress({ chunkSize: 1 << 21 }), sink);
  };
  const archive = async (name: string, folder: string): Promise<void> => {
    const tar = path.join(into, `${name}.tar`);
    await decompressed(`${name}.tar.br`, tar, 0o644);
    await fs.mkdir(folder, { recursive: true });
    await promisify(execFile)("tar", ["-xf", tar, "-C", folder]);
    await fs.rm(tar);
  };
  await Promise.all([
    decompressed("chromium.br", path.join(into, "chromium"), 0o755),
    archive("swiftshader", into), // Chromium looks for it beside itself
    archive("al2023", path.join(into, "al2023")), // the shared libraries a bare machine lacks
    archive("fonts", path.join(into, "fonts")),
  ]);
}

/** The packed configuration knows /tmp/fonts only, and without any font Chromium dies when it paints text. */
function fontsConfiguration(folder: string): string {
  const escaped = folder.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${escaped}/fonts/fonts</dir><cachedir>${escaped}/fonts-cache</cachedir></fontconfig>
`;
}

async function removeStaleParts(): Promise<void> {
  for (const name of await fs.readdir(cacheFolder)) {
    if (!/^chromium-.*\.part-/.test(name)) continue;
    const part = path.join(cacheFolder, name);
    if (Date.now() - (await fs.stat(part)).mtimeMs > stalePartMs) await fs.rm(part, { recursive: true, force: true });
  }
}

const exists = (file: string): Promise<boolean> =>
  fs.access(file).then(
    () => true,
    () => false,
  );
