import type { Group } from "@glasshouse/crypto";
import { type Manifest, openAccount, openVoucher } from "@glasshouse/matcher";
import type { EvaluatedWindow, PendingVoucher, Store, StoredOpening } from "./store.js";
import type { PublishedTable, TableCatalog } from "./tables.js";

/** What opening has cost this process. */
export interface OpeningCost {
  /** Vouchers tried since the start. */
  readonly vouchers: number;
  /** CPU time of the group operations and seals, without the store. */
  readonly cpuMs: number;
}

/** Opens vouchers in the background, one between two turns of the event loop. */
export interface OpeningWorker {
  /** Says that there may be work. Returns at once. */
  wake(): void;
  /** Resolves when everything stored has been tried and every account evaluated; rejects with what stopped the worker. */
  whenIdle(): Promise<void>;
  cost(): OpeningCost;
  /** Finishes the voucher at hand and stops; the rest is taken up at the next start. */
  close(): Promise<void>;
}

/**
 * Vouchers tried between two evaluations. An evaluation reads all openings of an account, so one after each voucher
 * would cost the square of their number; waiting for an empty queue would let a busy server never evaluate.
 */
const vouchersPerEvaluation = 32;

/**
 * Creates the worker; call `wake` to start it. All of its state is in the store: what is not recorded is done again, what
 * is recorded is never done twice, so it may be killed at any moment.
 * @param onError told what stopped the worker; it goes on with the next `wake`
 */
export function createOpeningWorker(
  group: Group,
  tables: TableCatalog,
  store: Store,
  onError: (error: unknown) => void,
): OpeningWorker {
  let running: Promise<void> | null = null;
  let woken = false;
  let closed = false;
  let failure: unknown = null;
  const cost = { vouchers: 0, cpuMs: 0 };

  async function openNext(pending: PendingVoucher): Promise<void> {
    const table = requireTable(tables, pending.tableId);
    const base = table.manifest.base.length > 0 ? requireTable(tables, table.manifest.base) : null;
    const before = process.cpuUsage();
    const opening = openVoucher(group, table.manifest, table, pending.bytes, base);
    const { user, system } = process.cpuUsage(before);
    cost.vouchers += 1;
    cost.cpuMs += (user + system) / 1000;
    await store.recordVoucher(pending.sequence, opening);
  }

  async function evaluateNext(): Promise<boolean> {
    const account = await store.nextPendingAccount();
    if (!account) return false;
    await store.recordAccount(account, evaluateWindows(tables, account, await store.openings(account)));
    return true;
  }

  async function drain(): Promise<void> {
    while (woken) {
      woken = false;
      let sinceEvaluation = 0;
      while (!closed) {
        const pending = await store.nextPendingVoucher();
        if (pending) {
          await openNext(pending);
          sinceEvaluation += 1;
        }
        if (!pending || sinceEvaluation >= vouchersPerEvaluation) {
          const evaluated = await evaluateNext();
          if (!pending && !evaluated) break;
          sinceEvaluation = 0;
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  const wake = () => {
    woken = true;
    if (running || closed) return;
    failure = null;
    running = drain()
      .catch((error: unknown) => {
        failure = error;
        onError(error);
      })
      .finally(() => {
        running = null;
        // Woken between the last look and this line; after a failure the next wake is left to the caller.
        if (woken && !failure) wake();
      });
  };
  return {
    wake,
    async whenIdle() {
      // A device may have its acknowledgement before this process has noticed that it was sent.
      wake();
      while (running) await running;
      if (failure) throw failure;
    },
    cost: () => ({ ...cost }),
    async close() {
      closed = true;
      while (running) await running;
    },
  };
}

/**
 * Shares lie on one polynomial, and columns in one space, when they come from one window of the account and from tables
 * of one threshold and one number of detection columns. An honest device sees to one rate of synthetic vouchers too.
 */
function evaluateWindows(
  tables: TableCatalog,
  account: Uint8Array,
  openings: readonly StoredOpening[],
): EvaluatedWindow[] {
  const comparable = new Map<string, { window: number; manifest: Manifest; openings: StoredOpening[] }>();
  for (const opening of openings) {
    const { manifest } = requireTable(tables, opening.tableId);
    const key = [opening.window, manifest.threshold, manifest.detectionColumns].join(" ");
    const known = comparable.get(key);
    if (known) known.openings.push(opening);
    else comparable.set(key, { window: opening.window, manifest, openings: [opening] });
  }
  return Array.from(comparable.values(), ({ window, manifest, openings }) => ({
    window,
    threshold: manifest.threshold,
    detectionColumns: manifest.detectionColumns,
    outcome: openAccount(
      { ...manifest, syntheticPerMillion: largestRate(tables, openings) },
      account,
      openings.map((opening) => opening.voucher),
    ),
  }));
}

/** Synthetic vouchers must be looked for if any of these was made for a table that has them. */
function largestRate(tables: TableCatalog, openings: readonly StoredOpening[]): number {
  return openings.reduce(
    (most, { tableId }) => Math.max(most, requireTable(tables, tableId).manifest.syntheticPerMillion),
    0,
  );
}

function requireTable(tables: TableCatalog, tableId: Uint8Array): PublishedTable {
  const table = tables.find(tableId);
  if (!table) throw new Error("a stored voucher or supplement names a table that the store does not have");
  return table;
}
