/** What the gates mean for the claims, and what was published. */
import { type ClaimVerdict, type PublishedFigure, type Rate, renderPower, renderRate } from "../../findings/index.js";
import { logReportsWrongly } from "../../models/reviewers.js";
import { type AccountOdds, type AccountPlan, frameAccount } from "./accounts.js";
import { firstId, limit } from "./pictures.js";

/** Decimal logarithm of the probability from which on a gate counts as failing: 1 in 1,000. */
const line = -3;

/** Pictures that pass a second hash, by what the attacker knows. */
export interface SecondPass {
  /** Of the first hash. */
  readonly rule: string;
  readonly second: string;
  readonly blind: Rate;
  /** Of the pictures that match the first, by an attacker who does not know the second; `null` if none does. */
  readonly onwards: Rate | null;
  readonly seeing: Rate;
}

/** Every second hash behind one rule of the first. */
export function summarize(passes: readonly SecondPass[], rule: string, reached: number, count: number): string {
  const behind = passes.filter((pass) => pass.rule === rule);
  const range = (rateOf: (pass: SecondPass) => Rate) => {
    const sorted = behind.toSorted((a, b) => rateOf(a).events - rateOf(b).events);
    return [sorted[0], sorted.at(-1)].flatMap((pass) => (pass ? [{ second: pass.second, rate: rateOf(pass) }] : []));
  };
  const weakest = range(({ blind }) => blind).at(-1)?.rate;
  const known = range(({ seeing }) => seeing).map(({ second, rate }) => `${rate.events} of ${count} (${second})`);
  return `${reached} of ${count} harmless generated scenes could be changed to match one listed hash (${firstId}, ${rule}). A second hash that the attacker does not know let through ${weakest ? renderRate(weakest) : "none"}, at the weakest of ${behind.length} tried; one that they know, ${known.join(" to ")}.`;
}

export function verdictsOf(passes: readonly SecondPass[], plan: AccountPlan, framed: AccountOdds): ClaimVerdict[] {
  const { threshold, reviewers } = plan;
  const strict = logReportsWrongly({ ...reviewers, confirmations: threshold }, threshold) / Math.LN10;
  const confirmed = (count: number) =>
    `${count === 1 ? "one confirmed picture is" : `${count} confirmed pictures are`} enough`;
  return [
    ...aboutSecond(passes, plan, "the first hash alone", ({ onwards }) => onwards && { rate: onwards, ...onwards }),
    ...aboutSecond(passes, plan, `both hashes, distortion of at most ${limit} levels`, ({ seeing: rate }) =>
      // Whoever has both tries before planting, and plants what passes: one that can be made is as good as all.
      rate.events > 0 ? { rate, lower: 1, upper: 1 } : { rate, lower: 0, upper: rate.upper },
    ),
    {
      claim: "A14",
      verdict: framed.reported > line ? "fails" : "holds",
      under: `${threshold} framing pictures shown, ${reviewers.readers} independent readers who each err with ${reviewers.wrongConfirmation}, ${confirmed(reviewers.confirmations)}: all assumed`,
      because: `the account is reported with probability ${renderPower(framed.reported)}; the line is drawn at 1 in 1,000`,
    },
    {
      claim: "A14",
      verdict: strict > line ? "fails" : "holds",
      under: `the same, but all ${threshold} pictures have to be confirmed`,
      because: `the account is reported with probability ${renderPower(strict)}`,
    },
  ];
}

/** What passes a second hash: as counted, and what is not excluded of a planted picture. */
interface Passing {
  readonly rate: Rate;
  readonly lower: number;
  readonly upper: number;
}

const words = ["holds", "not verifiable yet", "fails"] as const;

/** Whether reviewers see a framed account, by second hash: decided at the ends of the interval, where both say the same. */
function aboutSecond(
  passes: readonly SecondPass[],
  plan: AccountPlan,
  knows: string,
  passingOf: (pass: SecondPass) => Passing | null,
): ClaimVerdict[] {
  const decided = passes.flatMap((pass) => {
    const passing = passingOf(pass);
    if (!passing) return [];
    const [least, most] = [passing.lower, passing.upper].map((end) => frameAccount(plan, end).shown) as [
      number,
      number,
    ];
    const verdict: ClaimVerdict["verdict"] = most <= line ? "holds" : least > line ? "fails" : "not verifiable yet";
    return [{ ...pass, rate: passing.rate, least, most, verdict }];
  });
  return words.flatMap((verdict): ClaimVerdict[] => {
    const some = decided.filter((one) => one.verdict === verdict);
    if (some.length === 0) return [];
    const list = some.map(({ second, rule, rate }) => `${second} behind ${rule}: ${renderRate(rate)}`).join("; ");
    const least = renderPower(Math.min(...some.map((one) => one.least)));
    const most = renderPower(Math.max(...some.map((one) => one.most)));
    const means = {
      holds: `reviewers see the account with probability ${most} at most`,
      fails: `reviewers see the account with probability ${least} at least`,
      "not verifiable yet": `too few pairs to tell: reviewers see the account with probability ${most} at the upper ends, at the lower ones: ${least}`,
    };
    return [
      {
        claim: "A13",
        verdict,
        under: `attacker knows ${knows}; ${plan.planted} pictures planted in an account of threshold ${plan.threshold}, each passing by itself (assumed); second hash ${[...new Set(some.map(({ second }) => second))].join(", ")}`,
        because: `${means[verdict]}; the line is drawn at 1 in 1,000. Pictures that pass, of those tried: ${list}`,
      },
    ];
  });
}

export function publishedBeside(radius: number, block: number, count: number): PublishedFigure[] {
  return [
    {
      figure: "two pairs of unlike pictures in ImageNet have the same NeuralHash without anybody's doing",
      by: "Dwyer (Roboflow), 2021",
      source: "primary",
      ours: `Not comparable: another hash, and too few scenes here to expect any; the control counts them. On purpose: ${radius} of ${count} generated scenes were brought within 30 bits of a target under pdq-tent, ${block} of ${count} to one equal block, within ${limit} levels RMS.`,
    },
  ];
}
