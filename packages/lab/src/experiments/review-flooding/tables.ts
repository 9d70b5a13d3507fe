/** The line before the reviewers, and what they make of it. All of it follows from assumptions. */
import { fromParameters, type Table } from "../../findings/index.js";
import {
  backlogByDay,
  backlogOfStream,
  daysToDrain,
  type Flood,
  floodDays,
  floodPictures,
  type ReviewQueue,
} from "../../models/review-queue.js";
import { logReportsWrongly, type Reviewers, reportsRightly } from "../../models/reviewers.js";
import { meanWait, utilisation } from "../../statistics/index.js";

/** What is assumed. */
export interface FloodPlan {
  readonly hostileAccounts: number;
  /** Pictures that reviewers are shown of one account. */
  readonly picturesPerAccount: number;
  readonly reviewsPerDay: number;
  readonly staff: number;
  /** Accounts that open rightly, a day. */
  readonly honestAccounts: number;
  /** Share of the attacker's pictures that a second hash stops before review. */
  readonly stopped: number;
  readonly reviewers: Reviewers;
  readonly deadlineDays: number;
}

/** The queue of a plan, in pictures: each is read by every reader. */
export function queueOf({ reviewsPerDay, honestAccounts, picturesPerAccount, reviewers }: FloodPlan): ReviewQueue {
  return { capacityPerDay: reviewsPerDay / reviewers.readers, arrivingPerDay: honestAccounts * picturesPerAccount };
}

/** Accounts that open on one day, `stopped` of their pictures not getting to a reviewer. */
export function floodOf({ picturesPerAccount }: FloodPlan, accounts: number, stopped = 0): Flood {
  return { accounts, picturesPerAccount, stopped };
}

/** Days that the last of them waits, honest openings of the day included. */
export function longestWait(plan: FloodPlan, accounts: number): number {
  return floodDays(floodOf(plan, accounts + plan.honestAccounts), queueOf(plan));
}

const sizes = (plan: FloodPlan): number[] =>
  [...new Set([0, 100, 1000, 3000, 10_000, 100_000, plan.hostileAccounts])].sort((a, b) => a - b);

/** Accounts that open all at once. */
export function burstTable(plan: FloodPlan): Table {
  return {
    id: "burst",
    title: "Hostile accounts that open on one day",
    origin: fromParameters,
    columns: [
      { key: "accounts", title: "hostile accounts", format: "count" },
      { key: "pictures", title: "pictures to read", format: "count" },
      { key: "alone", title: "backlog, nothing else coming in", format: "days" },
      { key: "clear", title: "until nothing waits, honest openings going on", format: "days" },
      { key: "stopped", title: "backlog behind the second hash", format: "days" },
      { key: "seconds", title: "seconds per review to keep the deadline", format: "number" },
    ],
    rows: sizes(plan).map((accounts) => {
      const flood = floodOf(plan, accounts);
      return {
        accounts,
        pictures: floodPictures(flood),
        alone: floodDays(flood, queueOf(plan)),
        clear: daysToDrain(flood, queueOf(plan)),
        stopped: floodDays(floodOf(plan, accounts, plan.stopped), queueOf(plan)),
        seconds: secondsToKeepUp(plan, accounts),
      };
    }),
    note: `Days are of ${plan.reviewsPerDay.toLocaleString("en-US")} reviews. "-" is never.`,
  };
}

const workSeconds = 8 * 3600;

/** Seconds that a reviewer has for a picture if a flood and the honest openings of those days are to be read in time. */
export function secondsToKeepUp(plan: FloodPlan, accounts: number): number {
  const { arrivingPerDay } = queueOf(plan);
  const pictures = floodPictures(floodOf(plan, accounts)) + plan.deadlineDays * arrivingPerDay;
  const reviews = pictures * plan.reviewers.readers;
  const usual = (workSeconds * plan.staff) / plan.reviewsPerDay;
  return Math.min(usual, (workSeconds * plan.staff * plan.deadlineDays) / reviews);
}

/** Accounts that keep coming. */
export function sustainedTable(plan: FloodPlan): Table {
  const serviceDays = (plan.staff * plan.picturesPerAccount * plan.reviewers.readers) / plan.reviewsPerDay;
  return {
    id: "sustained",
    title: "Hostile accounts that keep opening, day after day",
    origin: fromParameters,
    columns: [
      { key: "accounts", title: "hostile accounts a day", format: "count" },
      { key: "used", title: "reviewers' time asked for, share", format: "number" },
      { key: "wait", title: "mean wait of an account before reading begins", format: "days" },
      { key: "month", title: "backlog after 30 days", format: "days" },
    ],
    rows: [0, 100, 300, 500, 600, 1000, 10_000].map((accounts) => {
      const queue = { servers: plan.staff, arrivals: plan.honestAccounts + accounts, service: serviceDays };
      return {
        accounts,
        used: utilisation(queue),
        wait: finite(meanWait(queue)),
        month: backlogOfStream(floodOf(plan, accounts), queueOf(plan), 30) / queueOf(plan).capacityPerDay,
      };
    }),
    note: "Mean wait of a queue with random arrivals, one reader at a time on one account, all taking equally long (M/D/c). From 1 on the line grows without end.",
  };
}

/** What a second hash is worth, by the share that it stops. */
export function secondHashTable(plan: FloodPlan): Table {
  const shares = [...new Set([0, 0.5, 0.9, 0.99, 0.999, 1, plan.stopped])].sort((a, b) => a - b);
  return {
    id: "second-hash",
    title: "A second hash before review, by the share that it stops",
    origin: fromParameters,
    columns: [
      { key: "stopped", title: "share stopped", format: "probability" },
      {
        key: "pictures",
        title: `pictures left of ${plan.hostileAccounts.toLocaleString("en-US")} accounts`,
        format: "count",
      },
      { key: "days", title: "backlog", format: "days" },
      { key: "accounts", title: "accounts that fill one day", format: "count" },
    ],
    rows: shares.map((stopped) => {
      const flood = floodOf(plan, plan.hostileAccounts, stopped);
      return {
        stopped,
        pictures: floodPictures(flood),
        days: floodDays(flood, queueOf(plan)),
        accounts: stopped === 1 ? null : 1 / floodDays(floodOf(plan, 1, stopped), queueOf(plan)),
      };
    }),
    note: "An attacker who opens accounts at will chooses the pictures as well: one who holds pictures that pass the second hash, listed ones among them, is not stopped. Each picture is stopped by itself here; a service that shows an account only if as many of its pictures pass as the threshold asks for, as in O5, is shown fewer. O5 measures what passes.",
  };
}

/** What is reported, rightly and wrongly. */
export function reportTable(plan: FloodPlan, wanted: number): Table {
  const right = plan.honestAccounts * reportsRightly(plan.reviewers, plan.picturesPerAccount);
  const wrongly = Math.exp(logReportsWrongly(plan.reviewers, plan.picturesPerAccount));
  return {
    id: "reports",
    title: "One day's reports, once everything is read",
    origin: fromParameters,
    columns: [
      { key: "accounts", title: "hostile accounts", format: "count" },
      { key: "needle", title: "share of what is read that is genuine", format: "probability" },
      { key: "right", title: "accounts reported rightly", format: "number" },
      { key: "wrong", title: "accounts reported wrongly", format: "number" },
      { key: "wrongShare", title: "share of reports that are wrong", format: "probability" },
      { key: "waits", title: "a genuine account waits at most", format: "days" },
      { key: "enough", title: `reviewers have ${wanted} seconds a picture and keep the deadline`, format: "yes-no" },
    ],
    rows: sizes(plan).map((accounts) => {
      const wrong = accounts * wrongly;
      return {
        accounts,
        needle: plan.honestAccounts + accounts === 0 ? null : plan.honestAccounts / (plan.honestAccounts + accounts),
        right,
        wrong,
        wrongShare: right + wrong === 0 ? null : wrong / (right + wrong),
        waits: longestWait(plan, accounts),
        enough: secondsToKeepUp(plan, accounts) >= wanted,
      };
    }),
    note: "Reviewers err as often on the ten-thousandth account as on the first here; a real one who reads nothing genuine for days may not.",
  };
}

/** The backlog, day by day. */
export function backlogTable(plan: FloodPlan): Table {
  const days = 30;
  const floods = [0, 1000, 3000, plan.hostileAccounts];
  return {
    id: "backlog",
    title: "Backlog after a flood on the first day",
    origin: fromParameters,
    columns: [
      { key: "accounts", title: "hostile accounts", format: "text" },
      { key: "day", title: "day", format: "count" },
      { key: "waiting", title: "backlog", format: "days" },
    ],
    rows: [...new Set(floods)].flatMap((accounts) =>
      backlogByDay(floodOf(plan, accounts), queueOf(plan), days).map((pictures, day) => ({
        accounts: accounts.toLocaleString("en-US"),
        day: day + 1,
        waiting: pictures / queueOf(plan).capacityPerDay,
      })),
    ),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
