import type { CreatedTable } from "@glasshouse/matcher";
import { type Check, fromParameters, type Rate, renderInteger, renderRate, type Table } from "../findings/index.js";
import {
  checkingNeeded,
  noticeByAskingPeers,
  noticeByPublishedId,
  splitLogProbability,
} from "../models/comparing-devices.js";
import { attackColumns, attackRow, checkAttacks, mountAttacks, mountedOrigin } from "../models/mounted-attacks.js";
import { countNotices, isWithin } from "../models/rolled-out-tables.js";
import { drawHashes, publishHashes } from "../samples/random-hashes.js";
import { defineExperiment, type Experiment } from "./experiment.js";

const noticed = { key: "noticed", title: "roll-outs noticed", format: "rate" } as const;
const model = {
  key: "model",
  title: "probability of notice, by the model",
  format: "probability",
  origin: fromParameters,
} as const;

const ours = { type: "number", assumedBy: "Glasshouse" } as const;

/** O7. */
export const tableForOne: Experiment = defineExperiment({
  id: "O7",
  title: "A table for one user",
  objection: "The operator can give one person, or a few, a list of their own, and nobody would know.",
  adversary: "the operator, against chosen users",
  method:
    "The attack is mounted through the protocol's code, against devices that take what they are given and against devices that expect a known table id. Roll-outs to one device and to a group are repeated with a share of devices checking; a model carries the result to other sizes, to devices that ask one another, and to a log with witnesses.",
  parameters: {
    checking: {
      ...ours,
      what: "share of devices that compare their table's id with a public one",
      default: 0.01,
      range: [0.0001, 1],
      whole: false,
      scale: "log",
    },
    affected: {
      ...ours,
      what: "devices that are given the other table",
      default: 100,
      range: [1, 10_000],
      whole: true,
      scale: "log",
    },
    devices: {
      ...ours,
      what: "devices in all, where they ask one another",
      default: 1e9,
      range: [100_000, 1e10],
      whole: true,
      scale: "log",
    },
    trials: { ...ours, what: "roll-outs of each kind", default: 400, range: [20, 100_000], whole: true },
    witnesses: { ...ours, what: "witnesses of the log", default: 5, range: [1, 50], whole: true },
    quorum: {
      ...ours,
      what: "witnesses whose cosignatures a device asks for, at most all of them",
      default: 4,
      range: [1, 50],
      whole: true,
    },
    colluding: {
      ...ours,
      what: "probability that a witness signs two different heads for the operator",
      default: 0.05,
      range: [0, 1],
      whole: false,
    },
    verifying: {
      ...ours,
      what: "share of devices whose software checks the log by itself",
      default: 0.95,
      range: [0, 0.9999],
      whole: false,
    },
  },
  nightly: { trials: 20_000 },
  doesNotShow:
    "Whether a comparison is possible at all: today there is no place where a table's id is published that the operator could not choose for one reader alone. That devices decide independently whether to check is an assumption; an operator that knows who checks picks the others, and is not noticed.",
  async run({ checking, affected, devices, trials, witnesses, quorum, colluding, verifying }, context) {
    const { group, random } = context;
    const everybodys = publishHashes(group, drawHashes(random.fork("list"), 8), random.fork("table")).published;
    const another = publishHashes(group, drawHashes(random.fork("one"), 1), random.fork("other table")).published;
    const expected = everybodys.tableId;
    const roll = (label: string, given: CreatedTable, few: number, share: number, times = trials) =>
      countNotices(context, random.fork(label), { given, expected, affected: few, checking: share }, times);

    const same = await roll("same", everybodys, 1, 1, 20);
    const all = await roll("all", another, 1, 1, 20);
    const none = await roll("none", another, affected, 0, 20);
    const controls: Table = {
      id: "controls",
      title: "Roll-outs whose result is known",
      origin: { label: "measured", on: "20 roll-outs each" },
      columns: [{ key: "rollout", title: "roll-out", format: "text" }, noticed],
      rows: [
        { rollout: "everybody's table, every device checks", noticed: same },
        { rollout: "another table for one device, which checks", noticed: all },
        { rollout: "another table, nobody checks", noticed: none },
      ],
    };

    const mounted = await mountAttacks(["table-for-one", "table-for-one-pinned"], context);
    const measured: Record<string, number | Rate>[] = [];
    for (const share of new Set([checking, 0.1]))
      for (const few of new Set([1, affected]))
        measured.push({
          checking: share,
          affected: few,
          noticed: await roll(`${share} ${few}`, another, few, share),
          model: noticeByPublishedId({ affected: few, checking: share }),
        });

    const sizes = [1, 10, 100, 1000];
    const shares = [0.0001, 0.001, 0.01, 0.1, 0.5, 1];
    const bySize = shares.flatMap((share) =>
      sizes.map((few) => ({
        checking: share,
        affected: few,
        published: noticeByPublishedId({ affected: few, checking: share }),
        peers: noticeByAskingPeers({ affected: few, checking: share }, devices, 1),
      })),
    );
    const needed = sizes.map((few) => ({
      affected: few,
      half: checkingNeeded(few, 0.5),
      most: checkingNeeded(few, 0.95),
      tables: Math.ceil(Math.log(0.05) / (few * Math.log1p(-Math.min(checking, 0.9999)))),
    }));
    const split = splitLogProbability({ witnesses, quorum: Math.min(quorum, witnesses), colluding });
    const withLog = sizes.map((few) => ({
      affected: few,
      today: noticeByPublishedId({ affected: few, checking }),
      log: (1 - split) * noticeByPublishedId({ affected: few, checking: verifying }),
    }));

    const one = noticeByPublishedId({ affected: 1, checking: 0.01 });
    const hundred = noticeByPublishedId({ affected: 100, checking: 0.01 });
    const outside = measured.filter(({ noticed: rate, model: by }) => !isWithin(rate as Rate, by as number));
    const checks: Check[] = [
      checkAttacks(mounted),
      {
        name: "roll-outs whose result is known",
        expected: "none, all and none noticed",
        got: [same, all, none].map(({ events, trials: of }) => `${events} of ${of}`).join(", "),
        holds: same.events === 0 && all.events === all.trials && none.events === 0,
      },
      {
        name: "the model lies within four standard deviations of every measured share",
        expected: "0 outside",
        got: `${outside.length} outside`,
        holds: outside.length === 0,
      },
    ];
    const first = measured[0]?.["noticed"] as Rate;
    const many = measured.filter((row) => row["checking"] === checking && row["affected"] !== 1);
    const toMany = many.map(
      (row) => `, one for ${renderInteger(affected)} devices in ${renderRate(row["noticed"] as Rate)}`,
    );
    return {
      summary: `If ${checking} of devices compare their table's id with a public one (assumed), a table for one device was noticed in ${renderRate(first)}, roll-outs${toMany.join("")}. A device that does compare noticed in ${all.events} of ${all.trials}. Today only the operator publishes ids.`,
      controls: [controls],
      tables: [
        {
          id: "attacks",
          title: "The attack, mounted",
          origin: mountedOrigin,
          columns: attackColumns,
          rows: mounted.map(attackRow),
          note: "The comparison costs 32 bytes, the id. What it takes is an id that comes from elsewhere than the operator.",
        },
        {
          id: "noticed",
          title: "How often a roll-out is noticed",
          origin: { label: "measured", on: `${trials} simulated roll-outs each` },
          columns: [
            { key: "checking", title: "share of devices that check", format: "probability", origin: fromParameters },
            { key: "affected", title: "devices with the other table", format: "count", origin: fromParameters },
            noticed,
            model,
          ],
          rows: measured,
        },
        {
          id: "by-share",
          title: "Probability that a split is noticed, by who compares what",
          origin: fromParameters,
          columns: [
            { key: "checking", title: "share of devices that check", format: "probability" },
            { key: "affected", title: "devices with the other table", format: "count" },
            { key: "published", title: "compared with a published id", format: "probability" },
            { key: "peers", title: "compared with one other device drawn at random", format: "probability" },
          ],
          rows: bySize,
          note: `Asking a peer doubles the chances of a small group: its devices are asked as often as they ask. ${devices.toLocaleString("en-US")} devices in all.`,
        },
        {
          id: "needed",
          title: "What it takes to notice a split",
          origin: fromParameters,
          columns: [
            { key: "affected", title: "devices with the other table", format: "count" },
            { key: "half", title: "share that must check for 0.5", format: "probability" },
            { key: "most", title: "share that must check for 0.95", format: "probability" },
            { key: "tables", title: `tables until 0.95, at a share of ${checking}`, format: "count" },
          ],
          rows: needed,
          note: "Tables until notice: if who checks is drawn anew with every table. If always the same devices check, waiting helps nobody else.",
        },
        {
          id: "with-log",
          title: "The target for a log with witnesses",
          origin: fromParameters,
          columns: [
            { key: "affected", title: "devices with the other table", format: "count" },
            { key: "today", title: `today, ${checking} of devices checking`, format: "probability" },
            { key: "log", title: `with a log that ${verifying} of devices check by themselves`, format: "probability" },
          ],
          rows: withLog,
          note: `A model: this repository has no log. Two heads both find ${Math.min(quorum, witnesses)} of ${witnesses} cosignatures with probability ${split.toPrecision(2)} if each witness colludes with ${colluding}, independently.`,
        },
      ],
      plots: [
        {
          table: "by-share",
          title: "Probability of notice by the share of devices that compare with a published id",
          kind: "lines",
          x: { column: "checking", scale: "log" },
          y: { column: "published", scale: "linear" },
          series: "affected",
        },
      ],
      checks,
      published: [
        {
          figure: "1 % of devices checking notices a list for one user 1 % of the time, for 100 users 63 %",
          by: "Glasshouse, from the stated inputs",
          source: "computed",
          ours: `the model gives ${one.toPrecision(2)} and ${hundred.toPrecision(2)}; at a share of ${checking} and one device, ${renderRate(first)} roll-outs were noticed`,
        },
      ],
      verdicts: [
        {
          claim: "A9",
          verdict: "not verifiable yet",
          under: `one user is given another table, ${checking} of devices compare ids`,
          because: `the attack succeeds and nobody notices; a comparison notices ${renderRate(first)} roll-outs. A log with witnesses that devices check by themselves would make it ${(withLog[0]?.log ?? 0).toPrecision(2)}, by the model.`,
        },
        {
          claim: "A9",
          verdict: all.events === all.trials ? "holds" : "fails",
          under: "every device expects an id that it did not get from the operator",
          because: `the device refuses the other table before its first use (wrong-table): ${renderRate(all)} roll-outs.`,
        },
        {
          claim: "A17",
          verdict: "not verifiable yet",
          under: "the root is published by the operator, for each reader to see",
          because:
            "the table's id is 32 bytes that anybody can compare, but nothing keeps the operator from showing two readers two ids. It takes a log whose heads witnesses cosign.",
        },
      ],
    };
  },
});
