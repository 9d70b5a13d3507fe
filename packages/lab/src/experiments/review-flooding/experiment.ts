import { type ClaimVerdict, renderInteger, renderNumber } from "../../findings/index.js";
import { attackColumns, attackRow, checkAttacks, mountedOrigin } from "../../models/mounted-attacks.js";
import { backlogByDay, floodDays } from "../../models/review-queue.js";
import { defineExperiment, type Experiment } from "../experiment.js";
import { attackCostTable, measureAttackCost } from "./attack-cost.js";
import {
  backlogTable,
  burstTable,
  type FloodPlan,
  floodOf,
  longestWait,
  queueOf,
  reportTable,
  secondHashTable,
  secondsToKeepUp,
  sustainedTable,
} from "./tables.js";

const published = { picturesPerAccount: 30, reviewsPerDay: 20_000 };

export const reviewFlooding: Experiment = defineExperiment({
  id: "O13",
  title: "Flooding of review",
  objection: "Hostile accounts can open at will, and bury the people who review under pictures of no meaning.",
  adversary: "many hostile clients, each with an account of its own",
  method:
    "A queue: accounts that open, pictures of each to read, reviews a day. The attack on the protocol is mounted to see that it works and what it costs; all else follows from assumptions.",
  parameters: {
    hostileAccounts: {
      type: "number",
      what: "hostile accounts that open on one day",
      default: 10_000,
      range: [0, 10_000_000],
      whole: true,
      assumedBy: "Glasshouse",
    },
    picturesPerAccount: {
      type: "number",
      what: "pictures that are read of one account",
      default: published.picturesPerAccount,
      range: [1, 1000],
      whole: true,
      assumedBy: "Apple, 2021: the threshold",
    },
    reviewsPerDay: {
      type: "number",
      what: "pictures that all reviewers together read in a day",
      default: published.reviewsPerDay,
      range: [1, 10_000_000],
      whole: true,
      assumedBy: "Glasshouse",
      scale: "log",
    },
    staff: {
      type: "number",
      what: "reviewers at work",
      default: 50,
      range: [1, 10_000],
      whole: true,
      assumedBy: "Glasshouse",
    },
    honestAccounts: {
      type: "number",
      what: "accounts that open rightly, a day",
      default: 20,
      range: [0, 100_000],
      whole: true,
      assumedBy: "Glasshouse",
    },
    stopped: {
      type: "number",
      what: "share of the attacker's pictures that a second hash stops",
      default: 0.63,
      range: [0, 1],
      whole: false,
      assumedBy: "O5: the lower end of what its default run measured, none of 8 passing",
    },
    wrongConfirmation: {
      type: "number",
      what: "probability that a reader takes a harmless picture for a listed one",
      default: 0.001,
      range: [0.000001, 0.5],
      whole: false,
      assumedBy: "Glasshouse",
      scale: "log",
    },
    miss: {
      type: "number",
      what: "probability that a reader misses a listed picture",
      default: 0.05,
      range: [0, 0.9],
      whole: false,
      assumedBy: "Glasshouse",
    },
    readers: {
      type: "number",
      what: "readers who all read every picture",
      default: 1,
      range: [1, 5],
      whole: true,
      assumedBy: "Glasshouse",
    },
    confirmations: {
      type: "number",
      what: "pictures that have to be confirmed before an account is reported",
      default: 1,
      range: [1, 30],
      whole: true,
      assumedBy: "Glasshouse",
    },
    deadlineDays: {
      type: "number",
      what: "days within which an opened account has to be read",
      default: 1,
      range: [0.1, 365],
      whole: false,
      assumedBy: "Glasshouse",
    },
    secondsPerReview: {
      type: "number",
      what: "seconds that a judgement takes if it is to be one",
      default: 20,
      range: [1, 600],
      whole: true,
      assumedBy: "Glasshouse",
    },
  },
  nightly: {},
  doesNotShow:
    "How many reviewers any service has, how fast or how well they read, or how many accounts an attacker can come by: all assumed, and none of it published. Rates of upload and of new accounts can be limited outside the protocol; what that would stop is not modelled.",

  async run(values, context) {
    const { wrongConfirmation, miss, readers, confirmations, secondsPerReview, ...rest } = values;
    const plan: FloodPlan = { ...rest, reviewers: { wrongConfirmation, miss, readers, confirmations } };
    const cost = await measureAttackCost(context);
    await context.onProgress(1, 1);
    const asPublished = (accounts: number) =>
      floodDays(
        { accounts, picturesPerAccount: published.picturesPerAccount, stopped: 0 },
        { capacityPerDay: published.reviewsPerDay },
      );
    const queue = queueOf(plan);
    const quiet = backlogByDay(floodOf(plan, 0), queue, 30).at(-1) as number;
    const spare = queue.arrivingPerDay <= queue.capacityPerDay;
    return {
      summary: summarize(plan, secondsPerReview),
      controls: [
        {
          id: "mounted",
          title: "The attack, mounted",
          origin: mountedOrigin,
          columns: attackColumns,
          rows: [attackRow(cost.openAtWill)],
        },
      ],
      tables: [
        burstTable(plan),
        sustainedTable(plan),
        secondHashTable(plan),
        reportTable(plan, secondsPerReview),
        attackCostTable(cost, plan.hostileAccounts),
        backlogTable(plan),
      ],
      plots: [
        {
          table: "backlog",
          title: "Backlog in days of work",
          kind: "lines",
          x: { column: "day", scale: "linear" },
          y: { column: "waiting", scale: "linear" },
          series: "accounts",
        },
      ],
      checks: [
        checkAttacks([cost.openAtWill]),
        {
          name: "backlog of 1,000 and 10,000 accounts of 30 pictures at 20,000 reviews a day",
          expected: "1.5 and 15 days",
          got: `${asPublished(1000)} and ${asPublished(10_000)} days`,
          holds: asPublished(1000) === 1.5 && asPublished(10_000) === 15,
        },
        {
          name: "without hostile accounts nothing waits after a month, unless honest openings alone exceed the reviewers",
          expected: spare ? "0 pictures" : "more than 0 pictures",
          got: `${quiet} pictures`,
          holds: spare ? quiet === 0 : quiet > 0,
        },
      ],
      published: [
        {
          figure:
            "1,000 hostile accounts of 30 pictures: a backlog of about 1.5 days at 20,000 reviews a day; 10,000: about 15",
          by: "computed from those inputs",
          source: "computed",
          ours: `${renderNumber(floodDays(floodOf(plan, 1000), queue))} and ${renderNumber(floodDays(floodOf(plan, 10_000), queue))} days under this run's parameters, ${readers} reading each picture.`,
        },
      ],
      verdicts: [
        verdictAt(plan, 0, secondsPerReview),
        ...(plan.hostileAccounts > 0 ? [verdictAt(plan, plan.hostileAccounts, secondsPerReview)] : []),
      ],
    };
  },
});

function summarize(plan: FloodPlan, wanted: number): string {
  const { hostileAccounts, picturesPerAccount, reviewsPerDay, stopped, deadlineDays } = plan;
  const days = (accounts: number, share = 0) => floodDays(floodOf(plan, accounts, share), queueOf(plan));
  const seconds = (accounts: number) => renderNumber(secondsToKeepUp(plan, accounts));
  return `${renderInteger(hostileAccounts)} hostile accounts of ${picturesPerAccount} pictures on one day (all assumed) take reviewers ${renderNumber(days(hostileAccounts))} days at ${renderInteger(reviewsPerDay)} reviews a day, ${renderNumber(days(hostileAccounts, stopped))} behind a second hash that stops ${stopped}; read within ${deadlineDays === 1 ? "a day" : `${deadlineDays} days`}, a picture gets ${seconds(hostileAccounts)} seconds where ${wanted} are wanted. 1,000 accounts take ${renderNumber(days(1000))} days, or leave ${seconds(1000)} seconds.`;
}

function verdictAt(plan: FloodPlan, accounts: number, wanted: number): ClaimVerdict {
  const seconds = secondsToKeepUp(plan, accounts);
  const hostile =
    accounts === 0 ? "no hostile account" : `${accounts.toLocaleString("en-US")} hostile accounts on one day`;
  return {
    claim: "A14",
    verdict: seconds >= wanted ? "holds" : "fails",
    under: `${hostile}${accounts === 0 ? "" : ", no second hash before them"}, ${plan.staff} reviewers, everything read within ${plan.deadlineDays === 1 ? "a day" : `${plan.deadlineDays} days`}, a judgement taking ${wanted} seconds: all assumed`,
    because: `reviewers who keep the deadline have ${renderNumber(seconds)} seconds a picture; those who take their time let accounts wait up to ${renderNumber(longestWait(plan, accounts))} days`,
  };
}
