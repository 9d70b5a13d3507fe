// The client against a network that fails: it resumes, repeats what is safe to repeat, and gives up with a code.
import http from "node:http";
import type { AddressInfo } from "node:net";
import { ClientError, createClient, type Exchange } from "@glasshouse/server/client";
import { expect, onTestFinished, test } from "vitest";
import { createPhone, startWorld } from "./world.js";

/** A server whose answers are written by hand, one function per request. */
async function scripted(...answers: ((request: http.IncomingMessage, response: http.ServerResponse) => void)[]) {
  const seen: http.IncomingMessage[] = [];
  const server = http.createServer((request, response) => {
    request.resume();
    seen.push(request);
    const answer = answers[Math.min(seen.length, answers.length) - 1];
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, seen };
}

const table = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);
const etag = '"the table"';

const broken = (from: number, to: number) => (_request: http.IncomingMessage, response: http.ServerResponse) => {
  response.writeHead(from === 0 ? 200 : 206, {
    ETag: etag,
    "Content-Length": table.length - from,
    ...(from > 0 && { "Content-Range": `bytes ${from}-${table.length - 1}/${table.length}` }),
  });
  response.write(table.subarray(from, to), () => setTimeout(() => response.destroy(), 20));
};

const whole = (_request: http.IncomingMessage, response: http.ServerResponse) => {
  response.writeHead(200, { ETag: etag, "Content-Length": table.length });
  response.end(table);
};

const rest = (request: http.IncomingMessage, response: http.ServerResponse) => {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1]);
  response.writeHead(206, { ETag: etag, "Content-Range": `bytes ${from}-${table.length - 1}/${table.length}` });
  response.end(table.subarray(from));
};

const unavailable = (_request: http.IncomingMessage, response: http.ServerResponse) => {
  response.writeHead(503, { "Content-Type": "application/problem+json" });
  response.end(JSON.stringify({ code: "overloaded", detail: "later", status: 503 }));
};

const drop = (request: http.IncomingMessage) => request.socket.destroy();

test("a download goes on where it stopped, on condition that the bytes are the same", async () => {
  const { url, seen } = await scripted(broken(0, 70_000), drop, rest);
  const progress: number[] = [];
  const bytes = await createClient(url, { firstPauseMs: 1 }).table(new Uint8Array(32), table.length, (here) =>
    progress.push(here),
  );
  expect(Buffer.compare(bytes, table)).toBe(0);
  expect(seen.map(({ headers }) => headers.range)).toEqual([undefined, "bytes=70000-", "bytes=70000-"]);
  expect(seen[2]?.headers["if-range"]).toBe(etag);
  expect(progress.at(-1)).toBe(table.length);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
});

test("a download begins again when the server answers with the whole", async () => {
  const { url } = await scripted(broken(0, 70_000), whole);
  const bytes = await createClient(url, { firstPauseMs: 1 }).table(new Uint8Array(32), table.length);
  expect(Buffer.compare(bytes, table)).toBe(0);
});

test("an answer with another range than was asked for is refused", async () => {
  const { url } = await scripted(broken(0, 70_000), broken(60_000, table.length));
  const attempt = createClient(url, { firstPauseMs: 1 }).table(new Uint8Array(32), table.length);
  await expect(attempt).rejects.toMatchObject({ code: "unexpected-response", status: 206 });
});

test.each([
  ["shorter", table.length + 1],
  ["longer", table.length - 1],
])("a table that is %s than its manifest says is refused", async (_name, length) => {
  const { url, seen } = await scripted(whole);
  const attempt = createClient(url, { firstPauseMs: 1 }).table(new Uint8Array(32), length);
  await expect(attempt).rejects.toMatchObject({ code: "unexpected-response" });
  expect(seen).toHaveLength(1);
});

test("a batch is sent again until it is acknowledged", async () => {
  const acknowledge = (_request: http.IncomingMessage, response: http.ServerResponse) => {
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ vouchers: [{ voucherId: "ab".repeat(16), status: "already-stored" }] }));
  };
  const { url, seen } = await scripted(drop, unavailable, acknowledge);
  const receipt = await createClient(url, { firstPauseMs: 1 }).sendBatch(new Uint8Array([1, 2, 3]));
  expect(receipt.vouchers).toEqual([{ voucherId: "ab".repeat(16), status: "already-stored" }]);
  expect(seen).toHaveLength(3);
});

test("it gives up with the last code after the attempts allowed, and at once on a refusal", async () => {
  const { url, seen } = await scripted(unavailable);
  const attempt = createClient(url, { firstPauseMs: 1, attempts: 3 }).health();
  await expect(attempt).rejects.toBeInstanceOf(ClientError);
  await expect(attempt).rejects.toMatchObject({ code: "overloaded", status: 503 });
  expect(seen).toHaveLength(3);
  const { device, operator } = await startWorld();
  await expect(device.sendBatch(new Uint8Array([1]))).rejects.toMatchObject({ code: "malformed-message", status: 400 });
  await expect(device.accounts()).rejects.toMatchObject({ code: "unauthorized", status: 401 });
  await expect(operator.openedAccounts()).rejects.toMatchObject({ code: "unauthorized", status: 401 });
  await expect(createClient("http://127.0.0.1:1", { attempts: 1 }).health()).rejects.toMatchObject({
    code: "network",
    status: null,
  });
});

test.each([
  ["no JSON", "<html>", 200],
  ["another shape", '{"status":"fine"}', 200],
  ["a refusal without a problem document", "nginx", 404],
  ["a code that is none", '{"code":"teapot","detail":""}', 418],
])("an answer that is none of this interface: %s", async (_name, body, status) => {
  const { url } = await scripted((_request, response) => {
    response.writeHead(status);
    response.end(body);
  });
  await expect(createClient(url).health()).rejects.toMatchObject({ code: "unexpected-response" });
});

test("an abort ends the attempts with the caller's reason", async () => {
  const { url, seen } = await scripted(unavailable);
  const reason = new Error("the user left");
  const attempt = createClient(url, { signal: AbortSignal.abort(reason) }).health();
  await expect(attempt).rejects.toBe(reason);
  expect(seen).toHaveLength(0);
});

test("all traffic of a device can be recorded, byte for byte", async () => {
  const exchanges: Exchange[] = [];
  const { device, group, table: created } = await startWorld({ traffic: (exchange) => exchanges.push(exchange) });
  const phone = createPhone(group, created);
  const batch = phone.batch(phone.vouchers(["listed 1"]));
  await device.manifest();
  await device.manifestOf(created.tableId);
  await device.table(created.tableId, created.cells.length);
  await device.registerDevice(phone.registration);
  await device.sendBatch(batch);
  await expect(device.sendBatch(batch.slice(1))).rejects.toThrow(ClientError);
  expect(exchanges.map(({ method, status }) => `${method} ${status}`)).toEqual([
    "GET 200",
    "GET 200",
    "GET 200",
    "POST 201",
    "POST 200",
    "POST 400",
  ]);
  expect(exchanges[0]?.responseBytes).toEqual(created.manifestBytes);
  expect(exchanges[2]?.responseBytes).toEqual(created.cells);
  expect(exchanges[4]?.requestBytes).toEqual(batch);
});
