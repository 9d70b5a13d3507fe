import { randomBytes } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { loadSodiumGroup } from "@glasshouse/crypto";
import { encodeHex } from "@glasshouse/hasher";
import { loadTables, openSqliteStore, type PublishedTable, type Store, startServer } from "@glasshouse/server";
import { type Command, Option } from "commander";
import { renderInteger } from "../findings/index.js";
import { createListTable, type TableChoices } from "../list/create-list-table.js";
import { readList } from "../list/list-file.js";
import { CommandError, type Terminal, writeData, writeNotice } from "../terminal/terminal.js";
import { createCommand, renderExamples, renderParagraphs } from "./command.js";
import { integerOption } from "./options.js";
import { countingOption, tableOption, thresholdOption } from "./protocol-options.js";

interface ServeOptions extends TableChoices {
  readonly db: string;
  readonly list?: string;
  readonly newTable?: true;
  readonly host: string;
  readonly port: number;
  readonly json?: true;
}

/** What `glasshouse serve --json` writes once it listens. */
export interface ServeReport {
  readonly schema: "glasshouse.serve/1";
  readonly url: string;
  readonly tableId: string;
  readonly operatorToken: string;
  readonly reviewerToken: string;
}

const description = `Run the server role: publish a blinded table, take vouchers, open accounts that cross the threshold.

A database without a table gets one made from the list. Later starts go on with the table that is there; --new-table
publishes a new one from the list, and vouchers of the old one keep counting. The database holds the blinding keys: keep
it, and keep it secret. Ctrl-C stops the server after the requests under way.

The tokens of operator and reviewer are drawn anew at every start, unless the environment sets
GLASSHOUSE_OPERATOR_TOKEN and GLASSHOUSE_REVIEWER_TOKEN.`;

/** `glasshouse serve` */
export function createServeCommand(terminal: Terminal): Command {
  return createCommand(terminal, "serve")
    .description(renderParagraphs(description))
    .addOption(new Option("--db <file>", "SQLite database, made if absent").makeOptionMandatory())
    .addOption(new Option("-l, --list <file>", 'a list made by "list build"'))
    .addOption(new Option("--new-table", "publish a new table although there is one"))
    .addOption(tableOption())
    .addOption(thresholdOption())
    .addOption(countingOption())
    .addOption(integerOption("-p, --port <number>", "0 picks a free one", [0, 65_535]).default(8788))
    .addOption(new Option("--host <address>", "address to listen on").default("127.0.0.1"))
    .addOption(new Option("--json", "address, table and tokens as one line of JSON on standard output"))
    .addHelpText(
      "after",
      renderExamples(
        ["glasshouse serve --db server.sqlite --list list.json --threshold 10", "the first start"],
        ["glasshouse serve --db server.sqlite", "every other start"],
      ),
    )
    .action((options: ServeOptions) => serve(terminal, options));
}

async function serve(terminal: Terminal, options: ServeOptions): Promise<void> {
  const store = await openStore(path.resolve(terminal.cwd, options.db));
  const operatorToken = process.env["GLASSHOUSE_OPERATOR_TOKEN"] ?? randomBytes(24).toString("hex");
  const reviewerToken = process.env["GLASSHOUSE_REVIEWER_TOKEN"] ?? randomBytes(24).toString("hex");
  let table: PublishedTable;
  try {
    table = await publishedTable(terminal, store, options);
  } catch (error) {
    await store.close();
    throw error;
  }
  const { host, port } = options;
  const server = await attempt("the server", () => startServer({ store, operatorToken, reviewerToken, host, port }));
  try {
    const { manifest, cellBytes, tableId } = table;
    writeNotice(
      terminal,
      [
        `listening on ${server.url}`,
        `  table     ${encodeHex(tableId)}`,
        `            epoch ${manifest.epoch}, ${manifest.algorithm}, ${manifest.tokenScheme.id}, ${manifest.table}, ${renderInteger(cellBytes)} bytes`,
        `  opens     from ${manifest.threshold} distinct matches on, counted by ${manifest.counting}`,
        `  operator  curl -H "Authorization: Bearer ${operatorToken}" ${server.url}/v1/operator/accounts`,
        `  reviewer  curl -H "Authorization: Bearer ${reviewerToken}" ${server.url}/v1/review/accounts`,
        "  Ctrl-C stops it",
      ].join("\n"),
    );
    if (options.json) {
      const report: ServeReport = {
        schema: "glasshouse.serve/1",
        url: server.url,
        tableId: encodeHex(tableId),
        operatorToken,
        reviewerToken,
      };
      await writeData(terminal, `${JSON.stringify(report)}\n`);
    }
    if (!terminal.signal.aborted) await once(terminal.signal, "abort");
    writeNotice(terminal, "stopping");
  } finally {
    await server.close();
  }
}

async function publishedTable(terminal: Terminal, store: Store, options: ServeOptions): Promise<PublishedTable> {
  const tables = await loadTables(store);
  const present = tables.current();
  if (present && !options.newTable) {
    if (options.list !== undefined) {
      writeNotice(terminal, "the database has a table already, the list is not used (--new-table publishes a new one)");
    }
    return present;
  }
  if (options.list === undefined) {
    throw new CommandError(
      "usage",
      present ? "--new-table needs --list" : "the database has no table yet: --list is needed",
    );
  }
  const loaded = await readList(path.resolve(terminal.cwd, options.list));
  const { table, threshold, counting } = options;
  const epoch = (present?.manifest.epoch ?? 0) + 1;
  const { created } = createListTable(await loadSodiumGroup(), loaded, { table, threshold, counting }, epoch);
  await tables.publish(created);
  const published = tables.find(created.tableId);
  if (!published) throw new Error("a table just published is not in its store");
  return published;
}

function openStore(file: string): Promise<Store> {
  return attempt(file, () => openSqliteStore(file));
}

/** What the system refuses (a used port, a file that is no database) is the caller's to mend. */
async function attempt<T>(subject: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw new CommandError("unusable-input", `${subject}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
