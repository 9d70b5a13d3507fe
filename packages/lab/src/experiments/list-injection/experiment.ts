import { type Check, fromParameters, renderRate } from "../../findings/index.js";
import { medianDaysToReview } from "../../models/certified-lists.js";
import { attackColumns, attackRow, checkAttacks, mountAttacks, mountedOrigin } from "../../models/mounted-attacks.js";
import { isWithin } from "../../models/rolled-out-tables.js";
import { defineExperiment, type Experiment } from "../experiment.js";
import { measureCertification } from "./certification.js";
import { collusionTable, createCollusionRows, operatorPowers } from "./collusion.js";
import { noticeTable } from "./who-notices.js";

const ours = { type: "number", assumedBy: "Glasshouse" } as const;
const share = { format: "rate" } as const;

/** O6. */
export const listInjection: Experiment = defineExperiment({
  id: "O6",
  title: "Scope creep by list injection",
  objection: "Whoever can put a picture on the list can look for it on everybody's device, whatever it shows.",
  adversary: "one authority, several of them, or the operator",
  method:
    "Lists with known provenance are drawn for several organisations; some of them submit pictures of another purpose. Certification keeps what at least k organisations submit; planted and genuine pictures that survive are counted, and an account that holds planted pictures is run through the protocol. The operator's own entries come from the attack kit. Models say how long it takes until an outsider can see anything.",
  parameters: {
    authorities: { ...ours, what: "organisations that keep lists", default: 4, range: [2, 8], whole: true },
    required: {
      type: "number",
      what: "organisations that must submit an entry, at most all of them",
      default: 2,
      range: [1, 8],
      whole: true,
      assumedBy: "Apple, 2021",
    },
    genuine: { ...ours, what: "pictures listed in good faith", default: 200, range: [20, 20_000], whole: true },
    planted: { ...ours, what: "pictures planted", default: 50, range: [3, 5_000], whole: true },
    coverage: {
      ...ours,
      what: "share of circulating pictures that an organisation comes across",
      default: 0.5,
      range: [0.01, 1],
      whole: false,
    },
    circulating: { ...ours, what: "share of pictures that circulate", default: 0.7, range: [0, 1], whole: false },
    mistaken: { ...ours, what: "share of pictures listed by mistake", default: 0.05, range: [0, 1], whole: false },
    copying: {
      ...ours,
      what: "probability that an organisation takes over another's entry without looking",
      default: 0.1,
      range: [0, 1],
      whole: false,
    },
    threshold: {
      type: "number",
      what: "threshold, in the model of time",
      default: 30,
      range: [1, 1024],
      whole: true,
      assumedBy: "Apple, 2021",
    },
    perDay: {
      ...ours,
      what: "planted pictures that match in a holder's account a day",
      default: 0.1,
      range: [0.001, 1],
      whole: false,
      scale: "log",
    },
  },
  nightly: { genuine: 20_000, planted: 2_000 },
  doesNotShow:
    "How likely it is that organisations collude, are coerced or copy from one another: those are assumptions, and they decide. Organisations are taken to be equally large and to come across pictures independently; in truth their sources overlap. Nothing here certifies anything: certification is a rule applied to the drawn lists.",
  async run(values, context) {
    const { onProgress } = context;
    const { authorities, genuine, planted, copying, threshold, perDay } = values;
    const required = Math.min(values.required, authorities);
    const { survival, opens, price } = await measureCertification({ ...values, required }, context);
    const counts = Array.from({ length: authorities }, (_, i) => i + 1);
    const mounted = await mountAttacks(
      ["extra-entries", "kept-alpha", "lower-threshold-old-vouchers", "lower-threshold-new-window"],
      context,
    );
    await onProgress(authorities + 1, authorities + 2);
    const powers = operatorPowers(mounted);
    const collusion = createCollusionRows(required, powers);
    const injected = mounted[0]?.result;
    const figures = injected?.figures ?? {};
    const days = (holders: number) => medianDaysToReview({ holders, perDay, threshold, planted });

    const alone = (planting: number, k: number) =>
      survival.find((row) => row.planting === planting && row.required === k) as (typeof survival)[number];
    const outside = survival.filter(({ copied, model }) => !isWithin(copied, model));
    const wrong = survival.filter((row) => row.alone.events !== (row.planting >= row.required ? row.alone.trials : 0));
    const opened = opens.filter((row) => row["opens"] === Number(row["planting"]) >= required).length;
    const checks: Check[] = [
      checkAttacks(mounted),
      {
        name: "without copying, all planted pictures survive from k submitters on and none below",
        expected: `${survival.length} of ${survival.length} cases`,
        got: `${survival.length - wrong.length} of ${survival.length} cases`,
        holds: wrong.length === 0,
      },
      {
        name: "what was counted with copying is as likely under the closed form as what lies within four standard deviations",
        expected: "0 outside",
        got: `${outside.length} outside`,
        holds: outside.length === 0,
      },
      {
        name: `the account opens in the protocol from ${required} submitters on, and not below`,
        expected: `${opens.length} of ${opens.length}`,
        got: `${opened} of ${opens.length}`,
        holds: opened === opens.length,
      },
    ];
    const fewer = alone(Math.max(1, required - 1), required);
    const enough = alone(required, required);
    const smallest = (key: "unseenToday" | "unseenCertified") =>
      collusion.find((row) => row[key])?.coalition ?? "nobody";
    const one = alone(1, required);
    return {
      summary: `Where ${required} of ${authorities} organisations must submit an entry, one alone got ${renderRate(one.alone)}, planted pictures certified, and ${renderRate(one.copied)}, if others copy entries with probability ${copying} (assumed). The operator alone put ${figures["addedTokens"] ?? 0} tokens beside ${figures["suppliedTokens"] ?? 0} supplied ones, and ${injected?.notice?.by ?? "nobody"} noticed.`,
      controls: [
        {
          id: "controls",
          title: "Planted pictures that survive if nobody copies",
          origin: { label: "measured", on: `${planted} planted pictures each, on lists drawn with known provenance` },
          columns: [
            { key: "planting", title: "organisations that submit them", format: "count", origin: fromParameters },
            ...counts.map((k) => ({ key: `k${k}`, title: `${k} must submit`, ...share })),
          ],
          rows: counts.map((planting) => ({
            planting,
            ...Object.fromEntries(counts.map((k) => [`k${k}`, alone(planting, k).alone])),
          })),
          note: "The rule at work: everything from k submitters on, nothing below.",
        },
      ],
      tables: [
        {
          id: "survival",
          title: "Planted pictures that survive if others copy without looking",
          origin: { label: "measured", on: `${planted} planted pictures each, on lists drawn with known provenance` },
          columns: [
            { key: "planting", title: "organisations that submit them", format: "count", origin: fromParameters },
            { key: "required", title: "must submit", format: "count", origin: fromParameters },
            { key: "copied", title: `certified, each other one copying with ${copying}`, ...share },
            { key: "model", title: "by the closed form", format: "probability", origin: fromParameters },
          ],
          rows: survival.map(({ alone: _, ...row }) => row),
          note: "Organisations that exchange hashes and trust one another's are not independent: copying is how one of them becomes several.",
        },
        {
          id: "price",
          title: "What the rule costs: pictures listed in good faith that survive",
          origin: { label: "measured", on: `${genuine} listed pictures drawn with known provenance` },
          columns: [
            { key: "required", title: "must submit", format: "count", origin: fromParameters },
            { key: "genuine", title: "rightly listed, certified", ...share },
            { key: "mistaken", title: "listed by mistake, certified", ...share },
          ],
          rows: price,
          note: "A mistake that circulates is submitted by several organisations like anything else: the rule filters what few have, not what is wrong.",
        },
        {
          id: "accounts",
          title: "An account that holds three planted pictures, threshold 3, in the protocol",
          origin: { label: "measured", on: `${authorities} accounts and tables of random hashes` },
          columns: [
            { key: "planting", title: "organisations that submit them", format: "count" },
            { key: "opens", title: `opens, ${required} must submit`, format: "yes-no" },
          ],
          rows: opens,
        },
        {
          id: "attacks",
          title: "The operator's attacks, mounted",
          origin: mountedOrigin,
          columns: attackColumns,
          rows: mounted.map(attackRow),
        },
        {
          id: "room",
          title: "Room for entries that no authority supplied",
          origin: mountedOrigin,
          columns: [
            { key: "what", title: "tokens", format: "text" },
            { key: "tokens", title: "number", format: "count" },
          ],
          rows: [
            { what: "supplied by the authority", tokens: figures["suppliedTokens"] ?? null },
            { what: "added by the operator, within the stated capacity", tokens: figures["addedTokens"] ?? null },
            { what: "stated capacity", tokens: figures["capacity"] ?? null },
            {
              what: "that fit if cells are solved for by elimination",
              tokens: figures["tokensThatFitByElimination"] ?? null,
            },
            { what: "cells", tokens: figures["cells"] ?? null },
          ],
          note: "Padding hides how many entries there are, from the device as well. It is the room that is used.",
        },
        noticeTable(required, days),
        {
          id: "days",
          title: "Days until a reviewer first sees a planted picture",
          origin: fromParameters,
          columns: [
            { key: "holders", title: "accounts that hold planted pictures", format: "count" },
            { key: "days", title: "median days", format: "days" },
          ],
          rows: [1, 100, 10_000, 1_000_000].map((holders) => ({ holders, days: days(holders) })),
          note: `${perDay} matches a day and account, threshold ${threshold}, ${planted} pictures planted, each counted once. No number: no account opens within 100 years; whoever plants fewer pictures than the threshold opens none, and learns which vouchers opened all the same.`,
        },
        collusionTable(collusion, required),
      ],
      plots: [
        {
          table: "survival",
          title: "Planted pictures that survive, by organisations that submit them",
          kind: "lines",
          x: { column: "planting", scale: "linear" },
          y: { column: "copied", scale: "linear" },
          series: "required",
        },
      ],
      checks,
      published: [
        {
          figure: "entries submitted by at least two organisations in separate jurisdictions",
          by: "Apple, 2021",
          source: "secondary",
          ours: `with ${required} of ${authorities}: one organisation that plants gets ${renderRate(one.copied)} planted pictures certified if others copy with ${copying}, and ${renderRate(one.alone)} if nobody copies`,
        },
      ],
      verdicts: [
        {
          claim: "A8",
          verdict: one.alone.events === 0 ? "holds" : "fails",
          under: `${required} organisations must submit an entry, and the operator publishes what is certified`,
          because: `of one organisation alone ${renderRate(one.alone)} planted pictures were certified. What ${required} submit, or one submits and another copies, is within the claim, whatever it shows.`,
        },
        {
          claim: "B2",
          verdict: fewer.alone.events === 0 ? "holds" : "fails",
          under: `${fewer.planting} of ${required} organisations that must agree plant, nobody copies, and the operator publishes what is certified`,
          because: `${renderRate(fewer.alone)} planted pictures were certified.`,
        },
        {
          claim: "B2",
          verdict: enough.alone.events + one.copied.events > 0 ? "fails" : "holds",
          under: `${required} organisations plant${copying > 0 ? `, or others copy with ${copying}` : ", and nobody copies"}`,
          because: `${renderRate(enough.alone)} planted pictures of ${required} organisations were certified, and ${renderRate(one.copied)} of one organisation whose entries others copy.`,
        },
        {
          claim: "A8",
          verdict: "not verifiable yet",
          under: "the operator adds entries of its own",
          because: `${figures["addedTokens"] ?? 0} tokens beside ${figures["suppliedTokens"] ?? 0} supplied ones went into the table, and nobody noticed. It takes a certificate that the table follows from what the organisations signed.`,
        },
        {
          claim: "A10",
          verdict: "not verifiable yet",
          under: "an auditor has manifest and table",
          because: `both are the same in form with ${figures["addedTokens"] ?? 0} added tokens as without. With a certificate the auditor would still trust that fewer than ${required} signers collude.`,
        },
        {
          claim: "A11",
          verdict: powers.addsEntries ? "fails" : "holds",
          under: "what is published today",
          because: `the operator alone puts entries on the list, and decides what reviewers are shown. The smallest circle that can do both unseen: ${smallest("unseenToday")}.`,
        },
        {
          claim: "A11",
          verdict: "not verifiable yet",
          under: `tables certified by ${required} organisations`,
          because: `the smallest circle would be ${smallest("unseenCertified")}; that its members do not act together is in no artefact.`,
        },
      ],
    };
  },
});
