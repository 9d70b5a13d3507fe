import type { ProtocolErrorCode } from "@glasshouse/matcher";

/** What the host itself refuses, beside what the protocol refuses. A closed list. */
export const httpErrorCodes = [
  "invalid-request", // a path, query or header that does not fit its schema
  "unauthorized", // no bearer token, a malformed one, or not the one for this route
  "not-found", // no such route, account or payload, or none that this reader may see
  "method-not-allowed",
  "range-not-satisfiable",
  "unsupported-media-type",
  "headers-too-large",
  "request-timeout",
  "overloaded", // too many uploads at once; try again later
  "internal-error",
] as const;

/** One of {@link httpErrorCodes}. */
export type HttpErrorCode = (typeof httpErrorCodes)[number];

/** Everything that a problem response can carry in `code`. */
export type ProblemCode = ProtocolErrorCode | HttpErrorCode;

/** The one table from codes to status codes. */
export const problemStatus: Readonly<Record<ProblemCode, number>> = {
  "malformed-message": 400,
  "unsupported-version": 400,
  "invalid-parameters": 400,
  "wrong-algorithm": 400,
  "wrong-token-scheme": 400,
  "wrong-table": 400,
  "wrong-account": 400,
  "wrong-device": 400,
  "invalid-point": 400,
  "identity-point": 400,
  "duplicate-voucher": 400,
  "payload-too-large": 400,
  "window-full": 400,
  "table-digest-mismatch": 400,
  "wrong-filter": 400,
  "stale-epoch": 400,
  "filter-digest-mismatch": 400,
  "invalid-filter": 400,
  "wrong-request": 400,
  "invalid-proof": 400,
  "invalid-request": 400,
  "invalid-signature": 401,
  unauthorized: 401,
  "unknown-table": 404,
  "unknown-filter": 404,
  "unknown-device": 404,
  "not-found": 404,
  "method-not-allowed": 405,
  "request-timeout": 408,
  conflict: 409,
  "message-too-large": 413,
  "unsupported-media-type": 415,
  "range-not-satisfiable": 416,
  "rate-limited": 429,
  "headers-too-large": 431,
  "table-build-failed": 500,
  "filter-build-failed": 500,
  "internal-error": 500,
  overloaded: 503,
};
