/** Tables and checks that several stories show. */

import { type Check, type Origin, onScenes, type Table } from "../../findings/index.js";
import { type AccountRun, equalsIdeal } from "./run-account.js";
import type { ServerReading } from "./server-view.js";

/** An account of a story, by the name that it has there. */
export interface NamedRun {
  readonly account: string;
  readonly run: AccountRun;
}

/** A check from what was expected and what came. */
export function check(name: string, expected: string | number | boolean, got: string | number | boolean): Check {
  return { name, expected: String(expected), got: String(got), holds: expected === got };
}

/** Every run beside matching in the clear. */
export function idealControl(runs: readonly NamedRun[]): { readonly table: Table; readonly check: Check } {
  const equal = runs.filter(({ run }) => equalsIdeal(run)).length;
  return {
    table: {
      id: "against-ideal",
      title: "The protocol beside matching in the clear",
      origin: photographsOf(runs),
      columns: [
        { key: "account", title: "account", format: "text" },
        { key: "matchedInTheClear", title: "matches in the clear", format: "count" },
        { key: "opened", title: "vouchers opened", format: "count" },
        { key: "equal", title: "same outcome", format: "yes-no" },
      ],
      rows: runs.map(({ account, run }) => ({
        account,
        matchedInTheClear: run.ideal.matched.filter(Boolean).length,
        opened: run.outcome.matched.filter(Boolean).length,
        equal: equalsIdeal(run),
      })),
    },
    check: check("runs that equal matching in the clear", runs.length, equal),
  };
}

/** What the server holds of each account, read off its view. */
export function serverTable(runs: readonly NamedRun[]): Table {
  return {
    id: "server",
    title: "What the server has of each account",
    origin: photographsOf(runs),
    columns: [
      { key: "account", title: "account", format: "text" },
      { key: "vouchers", title: "vouchers", format: "count" },
      { key: "opened", title: "opened", format: "count" },
      { key: "distinct", title: "different shares", format: "count" },
      { key: "threshold", title: "threshold", format: "count" },
      { key: "payloads", title: "pictures readable", format: "count" },
      { key: "bytes", title: "bytes of vouchers", format: "bytes" },
    ],
    rows: runs.map(({ account, run }) => {
      const { vouchers, opened, distinct, payloads } = run.server;
      const { threshold } = run.published.manifest;
      return { account, vouchers, opened, distinct, threshold, payloads, bytes: run.voucherBytes };
    }),
    note: "Read off the transcript with the server's own keys. Without synthetic vouchers the server counts matches exactly.",
  };
}

/** That nothing of the device stands readable in what the server got. */
export function nothingInTheClear({ picturesInTheClear, hashesInTheClear }: ServerReading): Check {
  return check(
    "pictures and hashes of the device that stand in the server's view",
    0,
    picturesInTheClear + hashesInTheClear,
  );
}

/** "measured on 60 photographs that were generated". */
export function photographsOf(runs: readonly NamedRun[]): Origin {
  return onScenes(
    runs.reduce((sum, { run }) => sum + run.images.length, 0),
    "uploads of generated scenes",
  );
}
