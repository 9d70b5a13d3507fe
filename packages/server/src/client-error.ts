import type { ProblemCode } from "./problem-codes.js";

/** What a client can fail with: the server's codes, and two of its own. */
export type ClientErrorCode = ProblemCode | "network" | "unexpected-response";

/** A request that did not succeed. */
export class ClientError extends Error {
  readonly code: ClientErrorCode;
  /** HTTP status; `null` when there was no answer. */
  readonly status: number | null;

  constructor(code: ClientErrorCode, status: number | null, message: string) {
    super(message);
    this.name = "ClientError";
    this.code = code;
    this.status = status;
  }
}
