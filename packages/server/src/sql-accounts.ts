import { type Kysely, sql, type Transaction } from "kysely";
import type { AccountState } from "./resources.js";
import type { Schema } from "./schema.js";
import type { EvaluatedWindow, StoredAccount } from "./store.js";

/** Payloads enter the store only with the evaluation that opened their window, in one transaction. */
export async function recordWindow(
  transaction: Transaction<Schema>,
  account: Uint8Array,
  { window, threshold, detectionColumns, outcome }: EvaluatedWindow,
): Promise<void> {
  const values = { status: outcome.status, distinct_shares: outcome.distinct };
  await transaction
    .insertInto("account_window")
    .values({ account, window_number: window, threshold, detection_columns: detectionColumns, ...values })
    .onConflict((conflict) =>
      conflict.columns(["account", "window_number", "threshold", "detection_columns"]).doUpdateSet((query) => ({
        distinct_shares: values.distinct_shares,
        status: query
          .case()
          .when("account_window.status", "=", "opened")
          .then(query.ref("account_window.status"))
          .else(values.status)
          .end(),
      })),
    )
    .execute();
  if (outcome.status !== "opened") return;
  for (const { voucherId, payload } of outcome.payloads)
    await transaction
      .insertInto("payload")
      .values({ account, voucher_id: voucherId, payload })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

/** Which window's state stands for the account. */
const mostTelling = [
  "opened",
  "inconsistent-shares",
  "saturated",
  "below-threshold",
] as const satisfies readonly AccountState[];

/** Counts of all accounts, or of one, in one transaction so that they agree. */
export async function summarize(db: Kysely<Schema>, only?: Uint8Array): Promise<StoredAccount[]> {
  return await db.transaction().execute(async (transaction) => {
    let accounts = transaction.selectFrom("account").select("account").orderBy("account");
    if (only) accounts = accounts.where("account", "=", only);
    const summaries: StoredAccount[] = [];
    for (const row of await accounts.execute()) summaries.push(await summarizeOne(transaction, row.account));
    return summaries;
  });
}

async function summarizeOne(transaction: Transaction<Schema>, account: Uint8Array): Promise<StoredAccount> {
  const rowsOf = async (table: "device" | "payload") => {
    const row = await transaction
      .selectFrom(table)
      .select((query) => query.fn.countAll<number>().as("rows"))
      .where("account", "=", account)
      .executeTakeFirstOrThrow();
    return Number(row.rows);
  };
  const byStatus = await transaction
    .selectFrom("voucher")
    .select((query) => ["status", query.fn.countAll<number>().as("rows")])
    .select(sql<number>`sum(length(bytes))`.as("length"))
    .where("account", "=", account)
    .groupBy("status")
    .execute();
  const windows = await transaction
    .selectFrom("account_window")
    .select(["status", "distinct_shares"])
    .where("account", "=", account)
    .execute();
  const count = (keep: (status: string) => boolean) =>
    byStatus.filter((row) => keep(row.status)).reduce((sum, row) => sum + Number(row.rows), 0);
  return {
    account,
    devices: await rowsOf("device"),
    vouchers: count(() => true),
    processed: count((voucher) => voucher !== "stored"),
    opened: count((voucher) => voucher === "opened"),
    distinct: Math.max(0, ...windows.map((row) => row.distinct_shares)),
    status: mostTelling.find((status) => windows.some((row) => row.status === status)) ?? "below-threshold",
    payloads: await rowsOf("payload"),
    bytes: byStatus.reduce((sum, row) => sum + Number(row.length), 0),
  };
}
