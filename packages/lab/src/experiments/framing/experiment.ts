import { onScenes } from "../../findings/index.js";
import { defineExperiment, type Experiment } from "../experiment.js";
import type { AimableId } from "../perturbation/patterns.js";
import { accountTable, frameAccount, reviewTable } from "./accounts.js";
import { guardedGates, measurePair, type PairResult, stepsPerPair } from "./measure.js";
import { drawPairs, firstId, limit, type Pair, secondIds } from "./pictures.js";
import {
  controlTable,
  firstGateTable,
  passesBlind,
  passesSecond,
  passesSeeing,
  secondGateTable,
  sweepTable,
} from "./tables.js";
import { publishedBeside, type SecondPass, summarize, verdictsOf } from "./verdicts.js";

export const framing: Experiment = defineExperiment({
  id: "O5",
  title: "Framing by collision",
  objection: "Whoever learns one listed hash can make harmless pictures that match it, and send them to somebody else.",
  adversary: "somebody who knows one listed hash and has the algorithm, as every device has",
  method:
    "Pairs of unrelated generated scenes: one is listed, the other is moved towards its hash within a distortion. Counted is how many pass each gate: the first hash, a second hash that the attacker knows or does not, and reviewers, who are a model. The list is ours and synthetic.",
  parameters: {
    pairs: {
      type: "number",
      what: "pairs of a harmless scene and a listed one",
      default: 8,
      range: [3, 1000],
      whole: true,
      assumedBy: "Glasshouse",
    },
    rounds: {
      type: "number",
      what: "hashes that a climb may look at",
      default: 10,
      range: [2, 200],
      whole: true,
      assumedBy: "Glasshouse",
    },
    threshold: {
      type: "number",
      what: "matching pictures that open an account",
      default: 30,
      range: [1, 1000],
      whole: true,
      assumedBy: "Apple, 2021",
    },
    planted: {
      type: "number",
      what: "pictures that the attacker plants in one account",
      default: 100,
      range: [1, 10_000],
      whole: true,
      assumedBy: "Glasshouse",
    },
    wrongConfirmation: {
      type: "number",
      what: "probability that a reader takes a harmless picture for a listed one",
      default: 0.01,
      range: [0.000001, 0.5],
      whole: false,
      assumedBy: "Glasshouse",
      scale: "log",
    },
    readers: {
      type: "number",
      what: "readers who all have to confirm a picture",
      default: 2,
      range: [1, 5],
      whole: true,
      assumedBy: "Glasshouse",
    },
    confirmations: {
      type: "number",
      what: "pictures that have to be confirmed before an account is reported",
      default: 1,
      range: [1, 100],
      whole: true,
      assumedBy: "Glasshouse",
    },
  },
  nightly: { pairs: 200, rounds: 40 },
  doesNotShow:
    "How easily a neural hash is met: the published attacks on NeuralHash use its gradients, and no neural hash is here. Whether the changed scenes would look harmless to a person is not measured, only their distortion. Scenes are generated and small (128 x 96). How often reviewers err is assumed; nobody publishes it. No changed picture leaves the run.",

  async run({ pairs: count, rounds, threshold, planted, ...reviewing }, { random, onProgress }) {
    const total = count * (stepsPerPair + 1);
    let done = 0;
    const step = () => onProgress(++done, total);
    const pairs: Pair[] = [];
    const results: PairResult[] = [];
    for (const pair of drawPairs(count, random.fork("pairs"))) {
      pairs.push(pair);
      await step();
      results.push(await measurePair(pair, rounds, random.fork("noise"), step));
    }

    const onPairs = onScenes(2 * count);
    const plan = { threshold, planted, reviewers: { ...reviewing, miss: 0 } };
    const blind = (second: AimableId) => passesSecond(results, "blocks-4x64-f2", second);
    const seeing = (second: AimableId) => passesSeeing(results, "blocks-4x64-f2", second);
    const attackers = [
      { knows: "the first hash", second: "none", pass: 1, passIs: "nothing stops them" },
      ...[0.3, 0.2, 0.1, 0.01].map((pass) => ({
        knows: "the first hash",
        second: "any",
        pass,
        passIs: "assumed",
      })),
      ...secondIds.flatMap((second) => [
        {
          knows: "the first hash",
          second,
          pass: blind(second)?.upper ?? 1,
          passIs: `measured: the upper end for ${blind(second)?.events ?? 0} of ${blind(second)?.trials ?? 0}`,
        },
        {
          knows: "both",
          second,
          // Whoever has both algorithms tries before planting, and plants what passes.
          pass: seeing(second).events > 0 ? 1 : seeing(second).upper,
          passIs: `measured: ${seeing(second).events} of ${count} can be made, and only such are planted`,
        },
      ]),
    ];
    const reached = (rule: string) =>
      results.filter(({ climbs }) =>
        climbs.some(({ gate, rms }) => gate.algorithm === firstId && gate.rule.id === rule && rms !== null),
      ).length;
    const passes = guardedGates.flatMap(({ rule }) =>
      secondIds.map(
        (second): SecondPass => ({
          rule: rule.id,
          second,
          blind: passesBlind(results, rule.id, second),
          onwards: passesSecond(results, rule.id, second),
          seeing: passesSeeing(results, rule.id, second),
        }),
      ),
    );
    const noise = results.flatMap(({ noiseMatches }) => noiseMatches).filter(Boolean).length;
    return {
      summary: summarize(passes, "within 30 bits", reached("within 30 bits"), count),
      controls: [controlTable(pairs, results, onPairs)],
      tables: [
        firstGateTable(results, onPairs),
        sweepTable(results, onPairs),
        secondGateTable(results, onPairs),
        reviewTable(plan),
        accountTable(plan, attackers),
      ],
      plots: [
        {
          table: "first-gate-by-budget",
          title: "Harmless scenes made to match one listed hash",
          kind: "lines",
          x: { column: "budget", scale: "log" },
          y: { column: "reached", scale: "linear" },
          series: "rule",
        },
      ],
      checks: [
        {
          name: "a listed scene needs no change to match itself",
          expected: `${count} of ${count}`,
          got: `${results.filter(({ fromTarget }) => fromTarget === 0).length} of ${count}`,
          holds: results.every(({ fromTarget }) => fromTarget === 0),
        },
        {
          name: `noise of ${limit} levels that aims at nothing meets no target`,
          expected: "0",
          got: `${noise}`,
          holds: noise === 0,
        },
        {
          name: "aiming meets targets that noise does not: one equal block",
          expected: "more than 0",
          got: `${reached("blocks-4x64-f2")} of ${count}`,
          holds: reached("blocks-4x64-f2") > 0,
        },
      ],
      published: publishedBeside(reached("within 30 bits"), reached("blocks-4x64-f2"), count),
      verdicts: verdictsOf(passes, plan, frameAccount(plan, 1)),
    };
  },
});
