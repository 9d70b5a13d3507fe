import type { AccountView, DemoView } from "@glasshouse/lab";
import { type Tie, tieAccount } from "./tally.js";

/** Whose eyes the server side is shown through. */
export type Perspective = "server" | "reviewer";

/** Everything the page draws from. */
export interface DemoState {
  readonly view: DemoView;
  readonly account: AccountView;
  readonly ties: ReadonlyMap<string, Tie>;
  readonly perspective: Perspective;
  /** Voucher id of the tie pointed at, on either side. */
  readonly highlighted: string | null;
}

/** What a reader can do. */
export interface DemoActions {
  highlight(voucherId: string | null): void;
  show(perspective: Perspective): void;
}

/**
 * The state for an account. Without a name, or with an unknown one, the first account is shown that came close to the
 * threshold without crossing it: it shows what is visible and what is not.
 */
export function stateFor(view: DemoView, name: string | null, perspective: Perspective): DemoState {
  const account =
    view.accounts.find(({ result }) => result.name === name) ??
    view.accounts.find(({ result }) => !result.opened && result.distinctMatches > 1) ??
    view.accounts[0];
  if (!account) throw new RangeError("view.accounts: got an empty list, expected at least one account");
  return { view, account, ties: tieAccount(account), perspective, highlighted: null };
}
