import { createServer, type Server, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type Group, loadSodiumGroup } from "@glasshouse/crypto";
import type { CreatedTable } from "@glasshouse/matcher";
import { createApp } from "./app.js";
import { createOpeningWorker, type OpeningCost } from "./opening.js";
import type { HttpErrorCode } from "./problem-codes.js";
import { createProblem, problemMediaType } from "./problems.js";
import { openSqliteStore } from "./sqlite.js";
import type { Store } from "./store.js";
import { loadTables } from "./tables.js";

/** How a server is started. */
export interface ServerOptions {
  /** SQLite file, created if absent; or a store that is open already (the server closes it). */
  readonly store: string | Store;
  /** Bearer token of the operator's routes, at least 16 characters. */
  readonly operatorToken: string;
  /** Bearer token of the reviewer's routes, another one. */
  readonly reviewerToken: string;
  /** Default "127.0.0.1". */
  readonly host?: string;
  /** 0 (the default) picks a free one. */
  readonly port?: number;
  /** Default: libsodium. */
  readonly group?: Group;
  /** Errors that clients see only as `internal-error`, and what stops the opening worker. Default: standard error. */
  readonly onError?: (error: unknown) => void;
}

/** A server that listens. */
export interface RunningServer {
  /** Such as "http://127.0.0.1:41234", without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /**
   * Offers a table to devices; from its epoch on the largest is the current one.
   * @throws ProtocolError `invalid-parameters` for a used epoch or blinding key, `unknown-table` for a supplement before
   *   its base
   */
  publishTable(table: CreatedTable): Promise<void>;
  /** Resolves when every stored voucher has been tried and every account evaluated. */
  whenIdle(): Promise<void>;
  openingCost(): OpeningCost;
  /** Stops listening, lets requests under way finish, stops the worker, closes the store. */
  close(): Promise<void>;
}

/** How long requests under way have after `close`, in ms. */
const closingPatience = 5_000;

/** Opens the store, takes up openings that an earlier process left, and listens. */
export async function startServer({
  store: storeOrFile,
  operatorToken,
  reviewerToken,
  host = "127.0.0.1",
  port = 0,
  group: givenGroup,
  onError = (error) => console.error(error),
}: ServerOptions): Promise<RunningServer> {
  const group = givenGroup ?? (await loadSodiumGroup());
  const store = typeof storeOrFile === "string" ? await openSqliteStore(storeOrFile) : storeOrFile;
  const tables = await loadTables(store);
  const worker = createOpeningWorker(group, tables, store, onError);
  let server: Server;
  try {
    const app = createApp({ group, store, tables, operatorToken, reviewerToken, onStored: worker.wake, onError });
    server = createServer(
      {
        maxHeaderSize: 8 << 10,
        headersTimeout: 10_000,
        requestTimeout: 120_000, // a full batch at 2.2 Mbit/s
        keepAliveTimeout: 5_000,
        connectionsCheckingInterval: 5_000,
      },
      app,
    );
    server.on("clientError", refuseConnection);
    await listen(server, port, host);
  } catch (error) {
    await store.close();
    throw error;
  }
  worker.wake();
  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`,
    port: address.port,
    publishTable: (table) => tables.publish(table),
    whenIdle: () => worker.whenIdle(),
    openingCost: () => worker.cost(),
    async close() {
      await closeListener(server);
      await worker.close();
      await store.close();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function closeListener(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const impatience = setTimeout(() => server.closeAllConnections(), closingPatience);
    server.close(() => {
      clearTimeout(impatience);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** Requests that never reach the application: headers too large or too slow, or no HTTP at all. */
function refuseConnection(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const code = connectionProblems[error.code ?? ""] ?? "invalid-request";
  const problem = createProblem(code, "the request could not be read");
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nContent-Type: ${problemMediaType}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

const connectionProblems: Readonly<Record<string, HttpErrorCode>> = {
  HPE_HEADER_OVERFLOW: "headers-too-large",
  ERR_HTTP_REQUEST_TIMEOUT: "request-timeout",
};
