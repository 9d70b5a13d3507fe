import type { Router } from "express";
import { requireBearer } from "../bearer.js";
import { decodeHex, encodeHex } from "../hex.js";
import { paths } from "../paths.js";
import { HttpError } from "../problems.js";
import { accountId, type OpenedAccount, type OpenedAccounts, voucherId } from "../resources.js";
import type { Store } from "../store.js";
import { allowOnly, createRouter, noStore, readParameter } from "./request.js";

/** Payloads of opened accounts and nothing else. An account below its threshold looks like one that does not exist. */
export function createReviewerRoutes(store: Store, token: string): Router {
  const router = createRouter();
  const guard = requireBearer(token);

  router
    .route(paths.reviewAccounts)
    .get(noStore, guard, async (_request, response) => {
      const list: OpenedAccounts = {
        accounts: (await store.openedAccounts()).map(({ account, payloads }) => ({
          account: encodeHex(account),
          payloads,
        })),
      };
      response.json(list);
    })
    .all(allowOnly("GET", "HEAD"));

  router
    .route(paths.reviewAccount(":account"))
    .get(noStore, guard, async (request, response) => {
      const account = readParameter(accountId, "account", request.params["account"]);
      const payloads = await store.payloads(decodeHex(account));
      if (!payloads) throw nothingHere();
      const opened: OpenedAccount = {
        account,
        payloads: payloads.map((row) => ({
          voucherId: encodeHex(row.voucherId),
          device: encodeHex(row.device),
          payload: Buffer.from(row.payload).toString("base64"),
        })),
      };
      response.json(opened);
    })
    .all(allowOnly("GET", "HEAD"));

  router
    .route(paths.reviewPayload(":account", ":voucherId"))
    .get(noStore, guard, async (request, response) => {
      const payload = await store.payload(
        decodeHex(readParameter(accountId, "account", request.params["account"])),
        decodeHex(readParameter(voucherId, "voucherId", request.params["voucherId"])),
      );
      if (!payload) throw nothingHere();
      // Made by a device: never to be taken for a page.
      response.set({ "Content-Type": "application/octet-stream", "Content-Disposition": "attachment" });
      response.send(Buffer.from(payload));
    })
    .all(allowOnly("GET", "HEAD"));

  return router;
}

function nothingHere(): HttpError {
  return new HttpError("not-found", "nothing to review under this id");
}
