import { mkdir, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import path from "node:path";
import { decodeManifest } from "@glasshouse/matcher";
import { createClient } from "@glasshouse/server/client";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServeReport } from "../src/commands/serve.js";
import { Interruption } from "../src/terminal/terminal.js";
import { drawPicture } from "./support/pictures.js";
import { createFolder, type Finished, runCommand, startCommand } from "./support/terminal.js";

let folder = "";
let remove = async () => {};
beforeAll(async () => {
  ({ folder, remove } = await createFolder());
  await mkdir(path.join(folder, "listed"));
  await writeFile(path.join(folder, "listed/a.jpg"), await drawPicture(1).jpeg().toBuffer());
  await runCommand(["list", "build", "listed", "-o", "list.json"], { cwd: folder });
});
afterAll(() => remove());

/** Starts the server, lets `use` talk to it, and ends it as Ctrl-C would. */
async function serve(argv: readonly string[], use: (report: ServeReport) => Promise<void>): Promise<Finished> {
  let started: (text: string) => void = () => {};
  const ready = new Promise<string>((resolve) => {
    started = resolve;
  });
  const { finished, interrupt } = startCommand(["serve", "--db", "s.sqlite", "--port", "0", "--json", ...argv], {
    cwd: folder,
    onData: (text) => started(text),
  });
  const text = await Promise.race([ready, finished.then(({ stderr }) => Promise.reject(new Error(stderr)))]);
  try {
    await use(JSON.parse(text) as ServeReport);
  } finally {
    interrupt(new Interruption("SIGINT"));
  }
  return finished;
}

test("publishes a table of the list, goes on with it, and publishes another when told to", async () => {
  const tableIds: string[] = [];
  const first = await serve(["--list", "list.json", "--threshold", "5"], async ({ url, tableId, operatorToken }) => {
    tableIds.push(tableId);
    const manifest = decodeManifest(await createClient(url).manifest());
    expect(manifest).toMatchObject({ epoch: 1, threshold: 5, algorithm: "pdq-tent", table: "fuse" });
    expect(await createClient(url, { token: operatorToken }).accounts()).toEqual({ accounts: [] });
  });
  expect(first.code).toBe(0);
  expect(first.stderr).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+\n/);
  expect(first.stderr).toMatch(/stopping\n$/);

  const again = await serve(["--list", "list.json"], async ({ tableId }) => void tableIds.push(tableId));
  expect(again.stderr).toContain("the list is not used");
  await serve(["--list", "list.json", "--new-table"], async ({ url, tableId }) => {
    tableIds.push(tableId);
    expect(decodeManifest(await createClient(url).manifest()).epoch).toBe(2);
  });
  expect(tableIds[1]).toBe(tableIds[0]);
  expect(tableIds[2]).not.toBe(tableIds[0]);
});

test("what cannot be served is refused", async () => {
  await writeFile(path.join(folder, "text.sqlite"), "this is no database, whatever its name says ".repeat(99));
  const refused = (...argv: string[]) => runCommand(["serve", ...argv], { cwd: folder });
  expect(await refused("--db", "text.sqlite", "--list", "list.json")).toMatchObject({ code: 2, stdout: "" });
  expect(await refused("--db", "fresh.sqlite")).toMatchObject({ code: 2, stdout: "" });
  expect(await refused("--db", "fresh.sqlite", "--new-table")).toMatchObject({ code: 2, stdout: "" });
  expect(await refused("--db", "fresh.sqlite", "--list", "listed/a.jpg")).toMatchObject({ code: 2, stdout: "" });
  const busy = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => busy.once("listening", resolve));
  const { port } = busy.address() as AddressInfo;
  const { code, stderr } = await refused("--db", "fresh.sqlite", "--list", "list.json", "--port", String(port));
  busy.close();
  expect(code).toBe(2);
  expect(stderr).toContain("EADDRINUSE");
});
