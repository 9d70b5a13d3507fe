import type { Router } from "express";
import { z } from "zod";
import { requireBearer } from "../bearer.js";
import { decodeHex, encodeHex } from "../hex.js";
import { paths } from "../paths.js";
import { HttpError } from "../problems.js";
import { type AccountList, type AccountSummary, accountId, type VoucherPage } from "../resources.js";
import type { Store, StoredAccount } from "../store.js";
import { allowOnly, createRouter, noStore, readParameter } from "./request.js";

const after = z.coerce.number().int().nonnegative().default(0);
const limit = z.coerce.number().int().min(1).max(1000).default(1000);

/** What the server learned, in counts. No payload: those are for reviewers. */
export function createOperatorRoutes(store: Store, token: string): Router {
  const router = createRouter();
  const guard = requireBearer(token);

  router
    .route(paths.operatorAccounts)
    .get(noStore, guard, async (_request, response) => {
      const list: AccountList = { accounts: (await store.accounts()).map(toSummary) };
      response.json(list);
    })
    .all(allowOnly("GET", "HEAD"));

  router
    .route(paths.operatorAccount(":account"))
    .get(noStore, guard, async (request, response) => {
      const account = await store.account(decodeHex(readParameter(accountId, "account", request.params["account"])));
      if (!account) throw new HttpError("not-found", "no such account");
      response.json(toSummary(account));
    })
    .all(allowOnly("GET", "HEAD"));

  router
    .route(paths.operatorVouchers)
    .get(noStore, guard, async (request, response) => {
      const { query } = request;
      const account = decodeHex(readParameter(accountId, "account", query["account"]));
      const atMost = readParameter(limit, "limit", query["limit"]);
      const rows = await store.vouchers(account, readParameter(after, "after", query["after"]), atMost);
      const page: VoucherPage = {
        vouchers: rows.map(({ voucherId, device, tableId, bytes, status, openedSlots }) => ({
          voucherId: encodeHex(voucherId),
          device: encodeHex(device),
          tableId: encodeHex(tableId),
          bytes,
          status,
          openedSlots,
        })),
        next: rows.length === atMost ? (rows.at(-1)?.sequence ?? null) : null,
      };
      response.json(page);
    })
    .all(allowOnly("GET", "HEAD"));

  return router;
}

function toSummary(stored: StoredAccount): AccountSummary {
  return { ...stored, account: encodeHex(stored.account) };
}
