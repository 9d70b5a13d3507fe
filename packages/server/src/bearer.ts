import { createHash, timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";
import { HttpError } from "./problems.js";

/** Shortest token taken, in characters. */
export const shortestToken = 16;

/** Refuses every request that does not carry this bearer token (RFC 6750). Missing, malformed and wrong look the same. */
export function requireBearer(token: string): RequestHandler {
  const expected = digest(token);
  return (request, response, next) => {
    const presented = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? "")?.[1];
    // Digests have one length, so the comparison takes the same time whatever was sent.
    if (presented !== undefined && timingSafeEqual(digest(presented), expected)) {
      next();
      return;
    }
    response.set("WWW-Authenticate", "Bearer");
    throw new HttpError("unauthorized", "this route needs its bearer token");
  };
}

function digest(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}
