import { ProtocolError } from "@glasshouse/matcher";
import { type HttpErrorCode, type ProblemCode, problemStatus } from "./problem-codes.js";

/** Media type of problem responses (RFC 9457). */
export const problemMediaType = "application/problem+json";

/** The body of every response that is not a success (RFC 9457), with the code as an extension member. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
}

/** Thrown inside routes; becomes a problem response. */
export class HttpError extends Error {
  readonly code: HttpErrorCode;

  constructor(code: HttpErrorCode, message: string) {
    super(message);
    this.name = "HttpError";
    this.code = code;
  }
}

/** The problem of a code. */
export function createProblem(code: ProblemCode, detail: string): Problem {
  return {
    type: `urn:glasshouse:problem:${code}`,
    title: code.replaceAll("-", " "),
    status: problemStatus[code],
    code,
    detail,
  };
}

/** What a thrown value becomes on the wire. Errors that nobody foresaw say nothing: their texts may quote data. */
export function toProblem(error: unknown): Problem {
  if (error instanceof ProtocolError || error instanceof HttpError) return createProblem(error.code, error.message);
  const type = error instanceof Error && "type" in error ? error.type : undefined;
  switch (type) {
    case "entity.too.large":
      return createProblem("message-too-large", "the body is larger than this route takes");
    case "encoding.unsupported":
      return createProblem("unsupported-media-type", "bodies come without a content encoding");
    case "request.aborted":
    case "request.size.invalid":
      return createProblem("invalid-request", "the body is not as long as announced");
  }
  // A malformed percent escape in the path.
  if (error instanceof URIError) return createProblem("invalid-request", "the path cannot be decoded");
  return createProblem("internal-error", "the request could not be completed");
}
