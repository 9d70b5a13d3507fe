/** What the gates mean for the claims, and what was published. */
import { type ClaimVerdict, type PublishedFigure, type Rate, renderPower, renderRate } from "../../findings/index.js";
import { logReportsWrongly } from "../../models/reviewers.js";
import type { AccountOdds, AccountPlan } from "./accounts.js";
import { firstId, limit } from "./pictures.js";

/** Pictures that pass a second hash, by what the attacker knows. */
export interface SecondPass {
  /** Of the first hash. */
  readonly rule: string;
  readonly second: string;
  readonly blind: Rate;
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
    ...aboutSecond(passes, "the first hash alone", ({ blind }) => blind),
    ...aboutSecond(passes, `both hashes, distortion of at most ${limit} levels`, ({ seeing }) => seeing),
    {
      claim: "A14",
      verdict: framed.reported > -3 ? "fails" : "holds",
      under: `${threshold} framing pictures shown, ${reviewers.readers} independent readers who each err with ${reviewers.wrongConfirmation}, ${confirmed(reviewers.confirmations)}: all assumed`,
      because: `the account is reported with probability ${renderPower(framed.reported)}; the line is drawn at 1 in 1,000`,
    },
    {
      claim: "A14",
      verdict: strict > -3 ? "fails" : "holds",
      under: `the same, but all ${threshold} pictures have to be confirmed`,
      because: `the account is reported with probability ${renderPower(strict)}`,
    },
  ];
}

/** Stopped every time, or not: a verdict for each. */
function aboutSecond(passes: readonly SecondPass[], knows: string, rateOf: (pass: SecondPass) => Rate): ClaimVerdict[] {
  const [stopped, passed] = [
    passes.filter((pass) => rateOf(pass).events === 0),
    passes.filter((pass) => rateOf(pass).events > 0),
  ];
  const list = (some: readonly SecondPass[]) =>
    some.map((pass) => `${pass.second} behind ${pass.rule}: ${renderRate(rateOf(pass))}`).join("; ");
  const verdict = (some: readonly SecondPass[], word: "holds" | "fails"): ClaimVerdict[] =>
    some.length === 0
      ? []
      : [
          {
            claim: "A13",
            verdict: word,
            under: `attacker knows ${knows}; second hash ${[...new Set(some.map(({ second }) => second))].join(", ")}`,
            because: `pictures that pass both, of those tried: ${list(some)}`,
          },
        ];
  return [...verdict(stopped, "holds"), ...verdict(passed, "fails")];
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
