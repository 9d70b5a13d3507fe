// When the opening worker runs, down to the microtask.
import { setTimeout } from "node:timers/promises";
import { loadSodiumGroup } from "@glasshouse/crypto";
import { loadTables, openSqliteStore } from "@glasshouse/server";
import { expect, test } from "vitest";
import { createOpeningWorker, type OpeningWorker } from "../src/opening.js";

const microtasks = Array.from({ length: 13 }, (_, i) => i);

test.each(microtasks)("woken %i microtasks after it found nothing to do, the worker looks again", async (delay) => {
  const store = await openSqliteStore(":memory:");
  let looked = 0;
  const watched = {
    ...store,
    nextPendingVoucher: async () => {
      looked += 1;
      return null;
    },
    nextPendingAccount: async () => {
      if (looked === 1) void wakeAfter(delay);
      return null;
    },
  };
  const worker: OpeningWorker = createOpeningWorker(
    await loadSodiumGroup(),
    await loadTables(store),
    watched,
    () => {},
  );
  const wakeAfter = async (count: number) => {
    for (let i = 0; i < count; i++) await null;
    worker.wake();
  };
  worker.wake();
  await setTimeout(10);
  expect(looked).toBe(2);
  await worker.close();
  await store.close();
});
