// SIGKILL at any moment: everything acknowledged is there, the device resumes, nothing counts twice.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { fileURLToPath } from "node:url";
import { loadSodiumGroup } from "@glasshouse/crypto";
import { startServer } from "@glasshouse/server";
import { type Client, createClient } from "@glasshouse/server/client";
import { expect, onTestFinished, test } from "vitest";
import {
  createListTable,
  createPhone,
  dumpStore,
  listedNames,
  operatorToken,
  type Phone,
  reviewerToken,
  temporaryFile,
} from "./world.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

interface Host {
  readonly url: string;
  readonly process: ChildProcess;
  kill(): Promise<void>;
}

async function startHost(file: string): Promise<Host> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("host.mjs", import.meta.url)), file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  onTestFinished(kill);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.once("data", (line: Buffer) => resolve(line.toString().trim()));
    child.once("exit", (code) => reject(new Error(`the host ended with ${code}; is packages/server built?`)));
  });
  return { url, process: child, kill };
}

/** A store file with a published table and a registered phone, as an earlier server left it. */
async function prepareFile(): Promise<{ file: string; phone: Phone }> {
  const file = temporaryFile();
  const table = await createListTable();
  const server = await startServer({ store: file, operatorToken, reviewerToken });
  await server.publishTable(table);
  const phone = createPhone(await loadSodiumGroup(), table);
  await createClient(server.url).registerDevice(phone.registration);
  await server.close();
  return { file, phone };
}

const deviceOf = ({ url }: Host): Client => createClient(url, { attempts: 1 });

/** Ids of stored vouchers, and how many of them nobody had tried to open yet. */
function storedVouchers(file: string): { ids: string[]; pending: number } {
  const rows = dumpStore(file)["voucher"] ?? [];
  return {
    ids: rows.map((row) => hex(row["voucher_id"] as Uint8Array)),
    pending: rows.filter((row) => row["status"] === "stored").length,
  };
}

/** Sends the first half of a batch and resolves once the server has it; the rest never follows. */
async function sendHalf({ url }: Host, batch: Uint8Array): Promise<void> {
  const upload = http.request(`${url}/v1/batches`, {
    method: "POST",
    headers: { "Content-Type": "application/cbor", "Content-Length": batch.length },
  });
  upload.on("error", () => {}); // the connection dies with the server
  await new Promise((resolve) => upload.write(batch.subarray(0, batch.length >> 1), resolve));
}

test("killed between batches, during batches and in the middle of a body", { timeout: 60_000 }, async () => {
  const { file, phone } = await prepareFile();
  const names = Array.from({ length: 96 }, (_, i) => listedNames[i / 16] ?? `unlisted ${i}`);
  const vouchers = phone.vouchers(names);
  const batches = Array.from({ length: 4 }, (_, i) => phone.batch(vouchers.slice(24 * i, 24 * i + 24)));
  const halved = vouchers.slice(-24).map(({ voucherId }) => hex(voucherId));
  const acknowledged = new Set<string>();
  let leftPending = 0;

  for (const round of [0, 1, 2]) {
    const host = await startHost(file);
    await sendHalf(host, batches.at(-1) ?? new Uint8Array(0));
    const sent = batches.slice(0, round + 1).map(async (batch) => {
      const receipt = await deviceOf(host).sendBatch(batch);
      for (const { voucherId } of receipt.vouchers) acknowledged.add(voucherId);
    });
    const settled = Promise.allSettled(sent);
    // Twice it dies with its first acknowledgement on the way, once with requests at every stage.
    await (round < 2 ? Promise.any(sent) : new Promise((resolve) => setTimeout(resolve, 10)));
    await host.kill();
    await settled;
    const { ids, pending } = storedVouchers(file);
    leftPending += pending;
    expect(new Set(ids).size).toBe(ids.length);
    expect([...acknowledged].filter((id) => !ids.includes(id))).toEqual([]);
    expect(halved.filter((id) => ids.includes(id))).toEqual([]);
  }
  expect(acknowledged.size).toBeGreaterThan(0);
  expect(leftPending).toBeGreaterThan(0);

  // The server resumes by itself: it opens what was stored but not tried.
  const host = await startHost(file);
  const operator = createClient(host.url, { token: operatorToken });
  const { ids } = storedVouchers(file);
  await expect
    .poll(() => operator.account(phone.account.account), { timeout: 20_000 })
    .toMatchObject({ vouchers: ids.length, processed: ids.length });

  // The device resumes: it sends everything that it has no acknowledgement for, here simply everything.
  for (const batch of batches) await deviceOf(host).sendBatch(batch);
  await expect
    .poll(() => operator.account(phone.account.account), { timeout: 20_000 })
    .toMatchObject({ processed: 96, payloads: 5 });
  expect(await operator.account(phone.account.account)).toMatchObject({
    devices: 1,
    vouchers: 96,
    opened: 5,
    distinct: 5,
    status: "opened",
  });
  const listed = await operator.vouchers(phone.account.account);
  expect(listed.map(({ voucherId }) => voucherId).sort()).toEqual(
    vouchers.map(({ voucherId }) => hex(voucherId)).sort(),
  );
  await host.kill();
});
