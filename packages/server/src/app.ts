import type { Group } from "@glasshouse/crypto";
import express, { type ErrorRequestHandler, type Express } from "express";
import helmet from "helmet";
import { shortestToken } from "./bearer.js";
import { HttpError, problemMediaType, toProblem } from "./problems.js";
import { createDeviceRoutes } from "./routes/device.js";
import { createOperatorRoutes } from "./routes/operator.js";
import { createPublicRoutes } from "./routes/public.js";
import { createReviewerRoutes } from "./routes/reviewer.js";
import type { Store } from "./store.js";
import type { TableCatalog } from "./tables.js";

/** What the routes need. */
export interface AppOptions {
  readonly group: Group;
  readonly store: Store;
  readonly tables: TableCatalog;
  /** Bearer tokens of at least 16 characters, different from one another. */
  readonly operatorToken: string;
  readonly reviewerToken: string;
  /** Called after vouchers were stored and acknowledged. */
  readonly onStored: () => void;
  /** Called with every error that a client sees only as `internal-error`. */
  readonly onError: (error: unknown) => void;
}

/** The application without a listener. @throws RangeError for tokens that are short or equal. */
export function createApp({
  group,
  store,
  tables,
  operatorToken,
  reviewerToken,
  onStored,
  onError,
}: AppOptions): Express {
  for (const [name, token] of Object.entries({ operatorToken, reviewerToken }))
    if (token.length < shortestToken)
      throw new RangeError(`${name}: got ${token.length} characters, expected at least ${shortestToken}`);
  if (operatorToken === reviewerToken) throw new RangeError("operatorToken and reviewerToken must differ");

  const app = express();
  app.disable("x-powered-by");
  app.disable("etag"); // strong ones are set where bytes never change; answers about accounts have none
  app.set("query parser", "simple");
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
      referrerPolicy: { policy: "no-referrer" },
    }),
  );
  app.use(createPublicRoutes(store, tables));
  app.use(createDeviceRoutes(group, store, tables, onStored));
  app.use(createOperatorRoutes(store, operatorToken));
  app.use(createReviewerRoutes(store, reviewerToken));
  app.use(() => {
    throw new HttpError("not-found", "no such route");
  });
  app.use(sendProblem(onError));
  return app;
}

function sendProblem(onError: (error: unknown) => void): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    const problem = toProblem(error);
    if (problem.code === "internal-error") onError(error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.removeHeader("ETag");
    response.set("Cache-Control", "no-store");
    response.status(problem.status).type(problemMediaType).send(JSON.stringify(problem));
  };
}
