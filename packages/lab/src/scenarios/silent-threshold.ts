import { decodeBatch, openAccount } from "@glasshouse/matcher";
import {
  fromParameters,
  type RunContext,
  renderInteger,
  renderPower,
  renderProbability,
  type Table,
} from "../findings/index.js";
import { attackColumns, attackRow, checkAttacks, mountAttacks, mountedOrigin } from "../models/mounted-attacks.js";
import { type BurstModel, logFlagBursts, logFlagIndependent } from "../statistics/index.js";
import { defineScenario, type Scenario } from "./scenario.js";
import { check, idealControl, nothingInTheClear, photographsOf } from "./stage/evidence.js";
import { listable, takeAlbum } from "./stage/photos.js";
import { type AccountRun, createSteps, publishList, runAccount } from "./stage/run-account.js";
import { all, tryVouchers } from "./stage/server-view.js";
import { rate, share, whole, wholeLog } from "./stage/sliders.js";
import { count, describeRun } from "./stage/views.js";

/** The operator lowers the threshold and tells nobody. */
export const silentThreshold: Scenario = defineScenario({
  id: "silent-threshold",
  title: "A threshold lowered in silence",
  setup:
    "An account uploads some listed pictures, fewer than the threshold. Later the operator wants the account opened at a lower one. In one design the threshold is bound into the shares: it is the degree of a polynomial that the device chose. In the other the server opens every match as it comes and only promises to look from the threshold on.",
  claims: ["A2", "A3"],
  objections: ["O8"],
  parameters: {
    before: whole("threshold when the pictures were uploaded", 30, [2, 40], "Apple, 2021"),
    after: whole("threshold that the operator would like", 5, [1, 40]),
    held: whole("listed pictures in the account", 12, [1, 40]),
    photos: wholeLog("photographs in a library without listed pictures, for the model", 10_000, [1, 1e6]),
    imageFpr: rate(
      "probability that one of them matches by accident, for the model",
      1e-6,
      [1e-9, 1e-4],
      "Apple, 2021",
    ),
    listEntries: wholeLog("entries of the list that this probability is for", 200_000, [1, 1e7]),
    burstMean: share("mean photographs of one scene, for the model", 5, [1, 20]),
    withinBurst: share("probability that a photograph matches, given that its scene collides", 0.9, [0.01, 1]),
  },
  doesNotShow:
    "Whether an operator would do it, and whether devices or auditors read manifests: the number stands there for whoever looks. A design in which the server holds the threshold is built here from the same protocol with a threshold of one, to compare; nobody proposed it in this form.",
  async run({ before, after, held, photos, imageFpr, listEntries, burstMean, withinBurst }, context) {
    const { random } = context;
    const steps = createSteps(context, 4 * held);
    const pictures = await takeAlbum(random.fork("listed"), held, steps);
    const upload = async (account: string, threshold: number) => {
      const published = publishList(context, listable(pictures), {
        random: random.fork(`table ${account}`),
        params: { threshold },
      });
      return { account, run: await runAccount(context, published, pictures, { random: random.fork(account), steps }) };
    };
    const bound = await upload("bound into the shares", before);
    const serverHeld = await upload("held by the server", 1);
    const nextWindow = await upload("bound into the shares, next window", after);
    const runs = [bound, serverHeld, nextWindow];
    const ideal = idealControl(runs);
    const mounted = await mountAttacks(
      ["lower-threshold-old-vouchers", "lower-threshold-same-window", "lower-threshold-new-window"],
      context,
    );

    const byPolicy = (threshold: number) => {
      const { distinct, payloads } = serverHeld.run.server;
      return distinct >= threshold ? payloads : 0;
    };
    const boundNow = bound.run.server.payloads;
    // Whoever may open at two thresholds tries both.
    const oldVouchers = Math.max(boundNow, readAt(context, bound.run, after));
    const later = nextWindow.run.server.payloads;
    const flag = (threshold: number) => logFlagIndependent({ photos, imageFpr, threshold }) / Math.LN10;
    const bursts: BurstModel = { distribution: "geometric", meanSize: burstMean, withinBurst, counting: "photo" };
    const flagInBursts = (threshold: number) => logFlagBursts({ photos, imageFpr, threshold }, bursts) / Math.LN10;
    const promises = [
      { flags: flag, photographs: "independent photographs" },
      {
        flags: flagInBursts,
        photographs: `geometric bursts of mean ${burstMean}, within-burst probability ${withinBurst}`,
      },
    ];
    return {
      outcome: `${count(held, "listed picture")} were uploaded under a threshold of ${before}. At ${after} the operator reads ${oldVouchers} of them if the threshold is bound into the shares, and ${byPolicy(after)} if the server holds it. Pictures uploaded in a window begun under ${after}: ${later} read.`,
      views: [
        ...describeRun(bound.run, bound.account).slice(0, 3),
        ...describeRun(serverHeld.run, serverHeld.account).slice(0, 3),
      ],
      controls: [ideal.table],
      tables: [
        {
          id: "readable",
          title: `Pictures readable of ${held}`,
          origin: photographsOf(runs),
          columns: [
            { key: "design", title: "threshold", format: "text" },
            { key: "when", title: "vouchers", format: "text" },
            { key: "threshold", title: "the operator applies", format: "count" },
            { key: "canRead", title: "pictures that the operator can read", format: "count" },
            { key: "shown", title: "pictures passed to reviewers", format: "count" },
            { key: "noticed", title: "who can notice the change", format: "text" },
          ],
          rows: [
            {
              design: "bound into the shares",
              when: "old",
              threshold: before,
              canRead: boundNow,
              shown: boundNow,
              noticed: null,
            },
            {
              design: "bound into the shares",
              when: "old",
              threshold: after,
              canRead: oldVouchers,
              shown: oldVouchers,
              noticed: "nobody has to: it does not work below the old threshold",
            },
            {
              design: "bound into the shares",
              when: "of the next window",
              threshold: after,
              canRead: later,
              shown: later,
              noticed: "every device, and whoever reads manifests",
            },
            {
              design: "held by the server",
              when: "old",
              threshold: before,
              canRead: byPolicy(1),
              shown: byPolicy(before),
              noticed: null,
            },
            {
              design: "held by the server",
              when: "old",
              threshold: after,
              canRead: byPolicy(1),
              shown: byPolicy(after),
              noticed: "nobody",
            },
          ],
        },
        {
          id: "attacks",
          title: "Lowering the threshold, mounted",
          origin: mountedOrigin,
          columns: attackColumns,
          rows: mounted.map(attackRow),
        },
        falseFlags([before, after], flag, flagInBursts, listEntries),
      ],
      plots: [],
      checks: [
        ideal.check,
        checkAttacks(mounted),
        check("old vouchers bound to the old threshold, read at another", held >= before ? held : 0, oldVouchers),
        check("vouchers of a window begun under the new threshold", held >= after ? held : 0, later),
        check("pictures that the server can read at once where it holds the threshold", held, byPolicy(1)),
        ...(held < before ? [nothingInTheClear(bound.run.server)] : []),
      ],
      published: [],
      verdicts: [
        {
          claim: "A2",
          verdict: held < before && oldVouchers > 0 ? "fails" : "holds",
          under: "the threshold is bound into the shares; vouchers that were made before it was lowered",
          because: `${boundNow} of ${held} pictures were readable at ${before}, ${oldVouchers} when the operator tried ${after} as well`,
        },
        ...promises.map(({ flags, photographs }) => ({
          claim: "A3" as const,
          verdict: flags(after) <= -12 ? ("holds" as const) : ("fails" as const),
          under: `a new manifest names ${after}; ${photographs}, image FPR ${renderProbability(imageFpr)} assumed for a list of ${renderInteger(listEntries)}, ${renderInteger(photos)} photographs`,
          because: `an account without listed pictures is flagged with probability ${renderPower(flags(after))} instead of ${renderPower(flags(before))}; the manifest says ${after}, but only a log shows every manifest there was`,
        })),
        {
          claim: "A3",
          verdict: "not verifiable", // whatever this account held: devices get the same bytes under any policy
          under: "the server holds the threshold",
          because: `${byPolicy(after)} old pictures were passed on instead of ${byPolicy(before)}, and no byte that a device sees changed`,
        },
      ],
    };
  },
});

/** Pictures that become readable when the server opens the same vouchers at another threshold. */
function readAt(
  { group, random }: Pick<RunContext, "group" | "random">,
  { transcript, published }: AccountRun,
  threshold: number,
): number {
  const [batch] = all(transcript.view("server"), "batch");
  if (!batch) return 0;
  const opened = tryVouchers(group, transcript).flatMap((opening) =>
    opening.status === "opened" ? [opening.voucher] : [],
  );
  const outcome = openAccount(
    { ...published.manifest, threshold },
    decodeBatch(batch).account,
    opened,
    random.fork("retries").bytes,
  );
  return outcome.status === "opened" ? outcome.payloads.length : 0;
}

function falseFlags(
  thresholds: readonly number[],
  flag: (threshold: number) => number,
  flagInBursts: (threshold: number) => number,
  listEntries: number,
): Table {
  return {
    id: "false-flags",
    title: "Accounts without listed pictures that each threshold flags",
    origin: fromParameters,
    columns: [
      { key: "threshold", title: "threshold", format: "count" },
      {
        key: "independent",
        title: "flag probability, independent photographs",
        format: "log10-probability",
        listEntries,
      },
      { key: "bursts", title: "flag probability, photographs in bursts", format: "log10-probability", listEntries },
    ],
    rows: thresholds.map((threshold) => ({
      threshold,
      independent: flag(threshold),
      bursts: flagInBursts(threshold),
    })),
  };
}
