/** From pictures to an account: threshold, second hash and reviewers, assumed but for the rates measured before. */
import { fromParameters, type Table } from "../../findings/index.js";
import { logReportsWrongly, type Reviewers } from "../../models/reviewers.js";
import { logBinomialTail } from "../../statistics/index.js";

/** What the owner of an account has against it. */
export interface AccountPlan {
  readonly threshold: number;
  /** Pictures planted, each matching the first hash. */
  readonly planted: number;
  readonly reviewers: Reviewers;
}

/** Decimal logarithms of probabilities. */
export interface AccountOdds {
  readonly shown: number;
  readonly reported: number;
}

/**
 * Whether reviewers get to see a framed account, and report it. Reviewers see it if the second hash lets as many pictures
 * pass as the threshold asks for, and then they see just as many.
 * @param pass probability that a planted picture passes the second hash
 */
export function frameAccount({ threshold, planted, reviewers }: AccountPlan, pass: number): AccountOdds {
  const shown = logBinomialTail(planted, pass, threshold);
  return { shown: shown / Math.LN10, reported: (shown + logReportsWrongly(reviewers, threshold)) / Math.LN10 };
}

/** Reviewers alone: what it takes to report decides. */
export function reviewTable({ threshold, reviewers }: AccountPlan): Table {
  const needs = [...new Set([1, 2, Math.ceil(threshold / 3), threshold])];
  return {
    id: "review",
    title: `Reviewers report an account of ${threshold} harmless pictures`,
    origin: fromParameters,
    columns: [
      { key: "confirmations", title: "pictures that have to be confirmed", format: "count" },
      { key: "one", title: "one reader", format: "log10-probability" },
      { key: "two", title: "two readers who agree", format: "log10-probability" },
    ],
    rows: needs.map((confirmations) => {
      const odds = (readers: number) =>
        logReportsWrongly({ ...reviewers, confirmations, readers }, threshold) / Math.LN10;
      return { confirmations, one: odds(1), two: odds(2) };
    }),
    note: "Readers err independently of one another here, and as often on the thirtieth picture as on the first; neither is known to be so.",
  };
}

/** One kind of attacker. */
export interface AttackerRow {
  readonly knows: string;
  readonly second: string;
  readonly pass: number;
  readonly passIs: string;
}

/** What each attacker comes to, all gates together. */
export function accountTable(plan: AccountPlan, attackers: readonly AttackerRow[]): Table {
  return {
    id: "account",
    title: `An account with ${plan.planted} planted pictures, threshold ${plan.threshold}`,
    origin: fromParameters,
    columns: [
      { key: "knows", title: "attacker knows", format: "text" },
      { key: "second", title: "second hash", format: "text" },
      { key: "pass", title: "planted pictures that pass it", format: "probability" },
      { key: "passIs", title: "which is", format: "text" },
      { key: "shown", title: "reviewers see the account", format: "log10-probability" },
      { key: "reported", title: "and report it", format: "log10-probability" },
    ],
    rows: attackers.map(({ knows, second, pass: rate, passIs }) => ({
      knows,
      second,
      pass: rate,
      passIs,
      ...frameAccount(plan, rate),
    })),
    note: "Pictures pass independently of one another here. The upper end of an interval from few pairs says what the measurement cannot exclude, not what is likely.",
  };
}
