import { type Request, type RequestHandler, Router } from "express";
import type { z } from "zod";
import { HttpError } from "../problems.js";

/** Media type of registrations and batches. */
export const cborMediaType = "application/cbor";

/** A router in which every route has one spelling. */
export function createRouter(): Router {
  return Router({ caseSensitive: true, strict: true });
}

/** Reads a path or query parameter. @throws HttpError `invalid-request`, without repeating what was sent. */
export function readParameter<T>(schema: z.ZodType<T>, name: string, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) {
    const expected = result.error.issues[0]?.message ?? "another form";
    throw new HttpError("invalid-request", `parameter "${name}": ${expected}`);
  }
  return result.data;
}

/** The body that the raw parser left. @throws HttpError `unsupported-media-type` when it was none of ours. */
export function readBody(request: Request): Uint8Array {
  const body: unknown = request.body;
  if (!request.is(cborMediaType)) throw new HttpError("unsupported-media-type", `expected ${cborMediaType}`);
  return body instanceof Uint8Array ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength) : new Uint8Array(0);
}

/** The last handler of a route: its path exists, its method does not. */
export function allowOnly(...methods: readonly string[]): RequestHandler {
  return (request, response) => {
    response.set("Allow", methods.join(", "));
    throw new HttpError("method-not-allowed", `${request.method}: expected ${methods.join(" or ")}`);
  };
}

/** What one reader may see must not stay in caches. */
export const noStore: RequestHandler = (_request, response, next) => {
  response.set("Cache-Control", "no-store");
  next();
};
