// HTTP: what is served, to whom, how it is cached, and what is refused before any protocol is spoken.
import http from "node:http";
import net from "node:net";
import { type Problem, startServer } from "@glasshouse/server";
import request from "supertest";
import { describe, expect, test } from "vitest";
import { createPhone, operatorToken, reviewerToken, startWorld, temporaryFile } from "./world.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

function download(call: request.Test): Promise<request.Response> {
  return call.buffer(true).parse((response, done) => {
    const pieces: Buffer[] = [];
    response.on("data", (piece: Buffer) => pieces.push(piece));
    response.on("end", () => done(null, Buffer.concat(pieces)));
  });
}

describe("manifests and tables", () => {
  test("before the first table there is none", async () => {
    const server = await startServer({ store: ":memory:", operatorToken, reviewerToken });
    const answer = await request(server.url).get("/v1/manifest");
    expect([answer.status, answer.body.code]).toEqual([404, "unknown-table"]);
    await request(server.url).get("/v1/health").expect(200, { status: "ok" });
    await server.close();
  });

  test("bytes as published, immutable by id, checked again when current", async () => {
    const { server, table } = await startWorld();
    const current = await download(request(server.url).get("/v1/manifest"));
    expect(Buffer.compare(current.body, table.manifestBytes)).toBe(0);
    expect(current.headers["cache-control"]).toBe("no-cache");
    expect(current.headers["etag"]).toBe(`"${hex(table.tableId)}"`);
    const manifest = await download(request(server.url).get(`/v1/manifests/${hex(table.tableId)}`));
    expect(Buffer.compare(manifest.body, table.manifestBytes)).toBe(0);
    expect(manifest.headers["cache-control"]).toContain("immutable");
    const cells = await download(request(server.url).get(`/v1/tables/${hex(table.tableId)}`));
    expect(Buffer.compare(cells.body, table.cells)).toBe(0);
    expect(cells.headers["content-length"]).toBe(String(table.cells.length));
    expect(cells.headers["etag"]).toBe(`"${hex(table.manifest.tableDigest)}"`);
    expect(cells.headers["accept-ranges"]).toBe("bytes");
    for (const [path, etag] of [
      ["/v1/manifest", current.headers["etag"]],
      [`/v1/manifests/${hex(table.tableId)}`, manifest.headers["etag"]],
      [`/v1/tables/${hex(table.tableId)}`, cells.headers["etag"]],
    ] as const) {
      await request(server.url)
        .get(path)
        .set("If-None-Match", etag ?? "")
        .expect(304);
      await request(server.url).get(path).set("If-None-Match", '"other"').expect(200);
      const head = await request(server.url).head(path).expect(200);
      expect(Number(head.headers["content-length"])).toBeGreaterThan(0);
    }
  });

  test.each([
    ["bytes=0-31", 0, 31],
    ["bytes=32-", 32, null],
    ["bytes=-32", -32, null],
    ["bytes=10-999999999", 10, null],
  ] as const)("range %s", async (range, from, to) => {
    const { server, table } = await startWorld();
    const size = table.cells.length;
    const answer = await download(
      request(server.url)
        .get(`/v1/tables/${hex(table.tableId)}`)
        .set("Range", range),
    );
    const expected = table.cells.slice(from, to === null ? size : to + 1);
    const start = from < 0 ? size + from : from;
    expect(answer.status).toBe(206);
    expect(Buffer.compare(answer.body, expected)).toBe(0);
    expect(answer.headers["content-range"]).toBe(`bytes ${start}-${start + expected.length - 1}/${size}`);
    expect(answer.headers["content-length"]).toBe(String(expected.length));
  });

  test("ranges that cannot be served, several at once, and ranges of other bytes", async () => {
    const { server, table } = await startWorld();
    const size = table.cells.length;
    const path = `/v1/tables/${hex(table.tableId)}`;
    const beyond = await request(server.url).get(path).set("Range", `bytes=${size}-`);
    expect([beyond.status, beyond.body.code]).toEqual([416, "range-not-satisfiable"]);
    expect(beyond.headers["content-range"]).toBe(`bytes */${size}`);
    expect(beyond.headers["etag"]).toBeUndefined();
    for (const headers of [
      { Range: "bytes=0-1,4-5" },
      { Range: "lines=0-1" },
      { Range: "bytes=0-1", "If-Range": '"other"' },
    ]) {
      const whole = await download(request(server.url).get(path).set(headers));
      expect(whole.status).toBe(200);
      expect(whole.body).toHaveLength(size);
    }
    const same = request(server.url)
      .get(path)
      .set({ Range: "bytes=0-1", "If-Range": `"${hex(table.manifest.tableDigest)}"` });
    expect((await download(same)).status).toBe(206);
  });

  test("unknown and malformed ids", async () => {
    const { server } = await startWorld();
    for (const kind of ["manifests", "tables"]) {
      const unknown = await request(server.url).get(`/v1/${kind}/${"0".repeat(64)}`);
      expect([unknown.status, unknown.body.code]).toEqual([404, "unknown-table"]);
      for (const id of ["00", "Z".repeat(64), "A".repeat(64), "..%2f..%2fetc%2fpasswd"]) {
        const malformed = await request(server.url).get(`/v1/${kind}/${id}`);
        expect([malformed.status, malformed.body.code], id).toEqual([400, "invalid-request"]);
      }
    }
  });
});

const operatorPaths = ["/v1/operator/accounts", `/v1/operator/accounts/${"0".repeat(64)}`, "/v1/operator/vouchers"];
const reviewerPaths = [
  "/v1/review/accounts",
  `/v1/review/accounts/${"0".repeat(64)}`,
  `/v1/review/accounts/${"0".repeat(64)}/payloads/${"0".repeat(32)}`,
];

describe("bearer tokens", () => {
  test.each([
    ["operator", operatorPaths, operatorToken, reviewerToken],
    ["reviewer", reviewerPaths, reviewerToken, operatorToken],
  ] as const)("%s routes", async (_name, paths, right, wrong) => {
    const { server } = await startWorld();
    for (const path of paths) {
      const bodies = new Set<string>();
      for (const authorization of [
        undefined,
        "",
        "Bearer",
        "Bearer ",
        `Bearer ${wrong}`,
        `Bearer ${right}x`,
        `Bearer ${right.slice(0, -1)}`,
        `Bearer ${right} `.repeat(2),
        `Basic ${Buffer.from(right).toString("base64")}`,
        right,
      ]) {
        const call = request(server.url).get(path);
        const answer = await (authorization === undefined ? call : call.set("Authorization", authorization));
        expect([answer.status, answer.body.code], `${path} ${authorization}`).toEqual([401, "unauthorized"]);
        expect(answer.headers["www-authenticate"]).toBe("Bearer");
        bodies.add(answer.text);
      }
      expect(bodies.size).toBe(1);
      const answer = await request(server.url).get(path).set("Authorization", `Bearer ${right}`);
      expect(answer.status, path).not.toBe(401);
      expect(answer.headers["cache-control"]).toBe("no-store");
    }
  });

  test("short or equal tokens do not start a server", async () => {
    const base = { store: ":memory:", operatorToken, reviewerToken };
    await expect(startServer({ ...base, operatorToken: "short" })).rejects.toThrow(RangeError);
    await expect(startServer({ ...base, reviewerToken: operatorToken })).rejects.toThrow(RangeError);
  });
});

describe("limits", () => {
  test("methods", async () => {
    const { server } = await startWorld();
    for (const [path, allowed] of [
      ["/v1/manifest", "GET, HEAD"],
      [`/v1/tables/${"0".repeat(64)}`, "GET, HEAD"],
      ["/v1/devices", "POST"],
      ["/v1/batches", "POST"],
      ...operatorPaths.map((path) => [path, "GET, HEAD"] as const),
      ...reviewerPaths.map((path) => [path, "GET, HEAD"] as const),
    ] as const) {
      const answer = await request(server.url).delete(path);
      expect([answer.status, answer.body.code], path).toEqual([405, "method-not-allowed"]);
      expect(answer.headers["allow"]).toBe(allowed);
    }
  });

  test("paths that do not exist or cannot be decoded", async () => {
    const { server } = await startWorld();
    for (const path of ["/", "/v1", "/v1/manifest/", "/V1/manifest", "/v1/review/accounts/"]) {
      const answer = await request(server.url).get(path);
      expect([answer.status, answer.body.code], path).toEqual([404, "not-found"]);
    }
    const answer = await request(server.url).get("/v1/tables/%ff");
    expect([answer.status, answer.body.code]).toEqual([400, "invalid-request"]);
  });

  test("queries", async () => {
    const { server, group, table } = await startWorld();
    const account = hex(createPhone(group, table).account.account);
    for (const query of [
      "",
      "account=00",
      `account=${account}&account=${account}`,
      `account=${account}&limit=0`,
      `account=${account}&limit=1001`,
      `account=${account}&after=-1`,
      `account=${account}&after=x`,
    ]) {
      const answer = await request(server.url)
        .get(`/v1/operator/vouchers?${query}`)
        .set("Authorization", `Bearer ${operatorToken}`);
      expect([answer.status, answer.body.code], query).toEqual([400, "invalid-request"]);
    }
  });

  test("uploads at once", async () => {
    const { server } = await startWorld();
    const headers = { "Content-Type": "application/cbor", "Content-Length": 100 };
    const uploads = await Promise.all(
      Array.from({ length: 16 }, async () => {
        const upload = http.request(`${server.url}/v1/batches`, { method: "POST", headers });
        upload.on("error", () => {}); // ended by the test
        await new Promise((resolve) => upload.write("x", resolve));
        return upload;
      }),
    );
    const post = () =>
      request(server.url).post("/v1/batches").set("Content-Type", "application/cbor").send(Buffer.of(0));
    await expect.poll(async () => (await post()).body.code).toBe("overloaded");
    expect((await post()).headers["retry-after"]).toBe("1");
    for (const upload of uploads) upload.destroy();
    await expect.poll(async () => (await post()).body.code).toBe("malformed-message");
  });

  test("headers", async () => {
    const { server } = await startWorld();
    const answer = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const call = http.get(`${server.url}/v1/health`, { headers: { "X-Long": "x".repeat(9000) } }, (response) => {
        let body = "";
        response.on("data", (piece: Buffer) => {
          body += piece.toString();
        });
        response.on("end", () => resolve({ status: response.statusCode, body }));
      });
      call.on("error", reject);
    });
    const problem: Problem = JSON.parse(answer.body);
    expect([answer.status, problem.code]).toEqual([431, "headers-too-large"]);
  });

  test("what is no HTTP", async () => {
    const { server } = await startWorld();
    const text = await new Promise<string>((resolve, reject) => {
      let received = "";
      const socket = net.connect(server.port, "127.0.0.1", () => socket.write("\0\0\0\r\n\r\n"));
      socket.on("data", (piece) => {
        received += piece.toString();
      });
      socket.on("end", () => resolve(received));
      socket.on("error", reject);
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toContain('"code":"invalid-request"');
  });

  test("every answer carries the protective headers and none names the software", async () => {
    const { server } = await startWorld();
    for (const path of ["/v1/manifest", "/nothing", "/v1/operator/accounts"]) {
      const { headers } = await request(server.url).get(path);
      expect(headers["content-security-policy"]).toBe("default-src 'none';frame-ancestors 'none'");
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["x-powered-by"]).toBeUndefined();
    }
  });
});

test("an error that nobody foresaw says nothing to the client and everything to the host", async () => {
  const errors: unknown[] = [];
  const { openSqliteStore } = await import("@glasshouse/server");
  const store = await openSqliteStore(temporaryFile());
  const broken = {
    ...store,
    accounts: () => Promise.reject(new Error("secret detail")),
  };
  const server = await startServer({
    store: broken,
    operatorToken,
    reviewerToken,
    onError: (error) => errors.push(error),
  });
  const answer = await request(server.url).get("/v1/operator/accounts").set("Authorization", `Bearer ${operatorToken}`);
  expect([answer.status, answer.body.code]).toEqual([500, "internal-error"]);
  expect(answer.text).not.toContain("secret");
  expect(errors).toHaveLength(1);
  await server.close();
});
