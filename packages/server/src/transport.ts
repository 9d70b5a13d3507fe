import { z } from "zod";
import { ClientError, type ClientErrorCode } from "./client-error.js";
import { problemStatus } from "./problem-codes.js";

/** One request and its answer, as they crossed the network. */
export interface Exchange {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly requestBytes: Uint8Array | null;
  readonly status: number;
  readonly responseBytes: Uint8Array;
}

/** Choices of a client. */
export interface TransportOptions {
  /** Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch;
  /** Bearer token, for operators and reviewers. */
  readonly token?: string;
  /** Sees every answered request. */
  readonly onTraffic?: (exchange: Exchange) => void;
  /** Most attempts at a request that gets no answer, or one of 429 or 5xx. Default 6. */
  readonly attempts?: number;
  /** Pause after the first failed attempt; each further one is twice as long, up to 10 s, varied by a half. Default 200. */
  readonly firstPauseMs?: number;
  readonly signal?: AbortSignal;
}

/** A request; what is sent again must be safe to send again, which all of these are. */
export interface Outgoing {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A whole answer of a success status. */
export interface Incoming {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

/** Sends requests, with retries. */
export interface Transport {
  send(outgoing: Outgoing): Promise<Incoming>;
  /** One attempt, whose body the caller reads; for downloads that go on where they stopped. */
  open(outgoing: Outgoing): Promise<Response>;
  /** Runs `attempt` until it succeeds, pausing between. `network` errors, 429 and 5xx are tried again. */
  retry<T>(attempt: () => Promise<T>): Promise<T>;
  report(exchange: Exchange): void;
}

const longestPauseMs = 10_000;

/** @param baseUrl with or without a slash at the end */
export function createTransport(
  baseUrl: string,
  { fetch = globalThis.fetch, token, onTraffic, attempts = 6, firstPauseMs = 200, signal }: TransportOptions,
): Transport {
  const base = baseUrl.replace(/\/+$/, "");

  async function open({ method, path, body, headers }: Outgoing): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(base + path, {
        method,
        headers: {
          ...(body && { "Content-Type": "application/cbor" }),
          ...(token !== undefined && { Authorization: `Bearer ${token}` }),
          ...headers,
        },
        redirect: "error",
        ...(body && { body: new Uint8Array(body) }),
        ...(signal && { signal }),
      });
    } catch (error) {
      throw networkError(error, signal);
    }
    if (response.ok) return response;
    const bytes = await readWhole(response, signal);
    onTraffic?.({ method, path, requestBytes: body ?? null, status: response.status, responseBytes: bytes });
    throw readProblem(response.status, bytes);
  }

  async function retry<T>(attempt: () => Promise<T>): Promise<T> {
    for (let failed = 1; ; failed++) {
      try {
        return await attempt();
      } catch (error) {
        if (failed >= attempts || !isTemporary(error)) throw error;
        const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** (failed - 1));
        await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random() / 2)));
      }
    }
  }

  return {
    open,
    retry,
    report: (exchange) => onTraffic?.(exchange),
    send: (outgoing) =>
      retry(async () => {
        const response = await open(outgoing);
        const bytes = await readWhole(response, signal);
        const { method, path, body } = outgoing;
        onTraffic?.({ method, path, requestBytes: body ?? null, status: response.status, responseBytes: bytes });
        return { status: response.status, headers: response.headers, bytes };
      }),
  };
}

/** A connection that failed. An abort of the caller's own is passed on as it is, and not tried again. */
export function networkError(error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) return signal.reason;
  return new ClientError("network", null, error instanceof Error ? error.message : "the connection failed");
}

async function readWhole(response: Response, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    throw networkError(error, signal);
  }
}

function isTemporary(error: unknown): boolean {
  if (!(error instanceof ClientError)) return false;
  return error.code === "network" || error.status === 429 || (error.status ?? 0) >= 500;
}

const problemShape = z.object({ code: z.string(), detail: z.string() });

function readProblem(status: number, bytes: Uint8Array): ClientError {
  try {
    const { code, detail } = problemShape.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return new ClientError(isProblemCode(code) ? code : "unexpected-response", status, detail);
  } catch {
    return new ClientError("unexpected-response", status, `status ${status} without a problem document`);
  }
}

function isProblemCode(code: string): code is Exclude<ClientErrorCode, "network" | "unexpected-response"> {
  return Object.hasOwn(problemStatus, code);
}
