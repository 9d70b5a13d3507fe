import type { Group } from "@glasshouse/crypto";
import { acceptBatch, acceptRegistration, batchLimits, type Directory } from "@glasshouse/matcher";
import express, { type RequestHandler, type Router } from "express";
import { encodeHex } from "../hex.js";
import { paths } from "../paths.js";
import { HttpError } from "../problems.js";
import type { BatchReceipt, DeviceReceipt } from "../resources.js";
import type { Store } from "../store.js";
import type { TableCatalog } from "../tables.js";
import { allowOnly, cborMediaType, createRouter, noStore, readBody } from "./request.js";

/** A registration is two keys and a signature. */
const registrationLimit = 1024;

/** Largest number of batches in memory at once: each may have `batchLimits.bytes`. */
const concurrentBatches = 16;

/**
 * What a device may send. An answer says what is on disk, never what it holds: vouchers are opened after it, elsewhere.
 * @param onStored called after vouchers were stored and acknowledged
 */
export function createDeviceRoutes(group: Group, store: Store, tables: TableCatalog, onStored: () => void): Router {
  const router = createRouter();
  const directory: Directory = {
    devicePublicKey: (account, device) => store.devicePublicKey(account, device),
    manifest: (tableId) => tables.find(tableId)?.manifest ?? null,
  };

  router
    .route(paths.devices)
    .post(noStore, rawBody(registrationLimit), async (request, response) => {
      const registration = acceptRegistration(readBody(request));
      const status = await store.registerDevice(registration);
      const { account, device } = registration;
      const receipt: DeviceReceipt = { account: encodeHex(account), device: encodeHex(device), status };
      response.status(status === "stored" ? 201 : 200).json(receipt);
    })
    .all(allowOnly("POST"));

  router
    .route(paths.batches)
    .post(noStore, limitConcurrency(concurrentBatches), rawBody(batchLimits.bytes), async (request, response) => {
      const { account, device, vouchers } = await acceptBatch(group, readBody(request), directory);
      const stored = await store.storeVouchers(account, device, vouchers);
      const receipt: BatchReceipt = {
        vouchers: stored.map(({ voucherId, status }) => ({ voucherId: encodeHex(voucherId), status })),
      };
      response.json(receipt);
      if (response.destroyed) onStored();
      else response.once("close", onStored);
    })
    .all(allowOnly("POST"));

  return router;
}

/** Compressed bodies are refused: a small one could hold more than the limit, and vouchers do not compress. */
function rawBody(limit: number): RequestHandler {
  return express.raw({ type: cborMediaType, limit, inflate: false });
}

function limitConcurrency(limit: number): RequestHandler {
  let running = 0;
  return (_request, response, next) => {
    if (running >= limit) {
      response.set("Retry-After", "1");
      throw new HttpError("overloaded", `${limit} uploads are under way`);
    }
    running += 1;
    response.once("close", () => {
      running -= 1;
    });
    next();
  };
}
