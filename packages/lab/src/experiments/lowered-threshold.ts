import { computeAccounts } from "../accounts/model.js";
import {
  type Cell,
  type Check,
  fromParameters,
  renderInteger,
  renderPower,
  renderProbability,
  type Table,
} from "../findings/index.js";
import { noticeByPublishedId } from "../models/comparing-devices.js";
import { attackColumns, attackRow, checkAttacks, mountAttacks, mountedOrigin } from "../models/mounted-attacks.js";
import { countReadablePayloads } from "../models/readable-payloads.js";
import { defineExperiment, type Experiment } from "./experiment.js";

const ours = { type: "number", assumedBy: "Glasshouse" } as const;
const apple = { type: "number", assumedBy: "Apple, 2021" } as const;

/** O8. */
export const loweredThreshold: Experiment = defineExperiment({
  id: "O8",
  title: "Silent lowering of the threshold",
  objection: "The operator can lower the threshold whenever it likes, and nobody would know.",
  adversary: "the operator",
  method:
    "One account uploads matching images under the higher threshold. The server then opens it under the lower one: by a count of its own (the reference in the clear), with vouchers that it holds, and in a window begun under a new manifest. The three attacks are mounted, and a model says what either threshold means for false flags and for being noticed.",
  parameters: {
    before: { ...apple, what: "threshold before", default: 30, range: [3, 60], whole: true },
    after: { ...ours, what: "threshold after (below the one before)", default: 5, range: [1, 59], whole: true },
    photos: {
      ...ours,
      what: "photographs in an account",
      default: 10_000,
      range: [100, 1e5],
      whole: true,
      scale: "log",
    },
    imageFpr: {
      ...apple,
      what: "probability that an unrelated photograph matches",
      default: 1e-6,
      range: [1e-9, 1e-5],
      whole: false,
      scale: "log",
    },
    listEntries: { ...ours, what: "list size of that rate", default: 1e6, range: [1, 1e9], whole: true, scale: "log" },
    burstMean: { ...ours, what: "mean photographs in a burst", default: 5, range: [1, 20], whole: false },
    withinBurst: {
      ...ours,
      what: "probability that a photograph matches if its burst's scene does",
      default: 0.9,
      range: [0.1, 1],
      whole: false,
    },
    accounts: { ...ours, what: "accounts in all", default: 1e9, range: [1, 1e10], whole: true, scale: "log" },
    checking: {
      ...ours,
      what: "share of devices that compare manifests",
      default: 0.01,
      range: [0.0001, 1],
      whole: false,
      scale: "log",
    },
  },
  nightly: { before: 60 },
  doesNotShow:
    "What a threshold ought to be, or whether an operator would lower it. The false-positive rate of a photograph and how photographs hang together are assumptions. A device whose software is replaced does whatever the new software says.",
  async run(values, context) {
    const { before } = values;
    const after = Math.min(values.after, before - 1);
    const read = await countReadablePayloads(context, { before, after });
    const mounted = await mountAttacks(
      ["lower-threshold-old-vouchers", "lower-threshold-same-window", "lower-threshold-new-window"],
      context,
    );

    const flags = (threshold: number) =>
      computeAccounts({ ...values, threshold, recall: 1, target: 1e-12 }).flags.map(
        ({ photos, log10, thresholdForTarget }) => ({
          photos: photos.includes(" ") || photos === "independent" ? photos : `bursts, ${photos}`,
          threshold,
          log10,
          flagged: 10 ** log10 * values.accounts,
          needed: thresholdForTarget,
        }),
      );
    const meaning = [...flags(before), ...flags(after)];
    const meaningOf = (photos: string) => meaning.find((row) => row.photos === photos);
    const [independent, bursts] = [
      meaningOf("independent")?.needed ?? null,
      meaningOf("bursts, geometric")?.needed ?? null,
    ];
    const beyond = "more than 4,096";

    const noticing = [1, 100, 10_000, values.accounts].map((affected) => ({
      affected,
      probability: noticeByPublishedId({ affected, checking: values.checking }),
    }));
    const expectedReads = read.every(
      (row) =>
        row.before === (row.matches >= before ? row.matches : 0) &&
        row.serverHeld === (row.matches >= after ? row.matches : 0) &&
        row.newWindow === row.serverHeld,
    );
    const protectedMatches = read.filter(({ matches }) => matches < before);
    const leaked = protectedMatches.reduce((sum, { bound }) => sum + bound, 0);
    const most = protectedMatches.at(-1)?.matches ?? 0;
    const heldByServer = read.find(({ matches }) => matches === most)?.serverHeld ?? 0;
    const checks: Check[] = [
      checkAttacks(mounted),
      {
        name: "under each threshold exactly the accounts that reach it become readable",
        expected: "as the reference in the clear",
        got: expectedReads ? "as the reference in the clear" : "otherwise",
        holds: expectedReads,
      },
      {
        name: "vouchers sent under the higher threshold do not open at the lower one",
        expected: "0 payloads",
        got: `${leaked} payloads`,
        holds: leaked === 0,
      },
    ];
    const onRun = {
      label: "measured",
      on: `one account of ${before} matching random hashes, the protocol's own code`,
    } as const;
    const reading = (key: string, title: string) => ({ key, title, format: "count" }) as const;
    const controls: Table = {
      id: "controls",
      title: `Payloads that the server reads under the threshold of ${before}`,
      origin: onRun,
      columns: [reading("matches", "matching images"), reading("before", "payloads read")],
      rows: read.map(({ matches, before: count }) => ({ matches, before: count })),
    };
    const compared = noticing
      .slice(0, 2)
      .map(({ affected, probability }) => `${renderProbability(probability)} for ${renderInteger(affected)}`);
    return {
      summary: `Of ${most} matches sent under threshold ${before}, the server read ${leaked} after lowering it to ${after} (it is bound into the vouchers; kept by the server alone: ${heldByServer}). From the next window on ${after} suffice: if ${values.checking} of devices compare manifests (assumed), that is noticed with probability ${compared.join(", ")} devices.`,
      controls: [controls],
      tables: [
        {
          id: "payloads",
          title: `Payloads that the server reads once it wants to read from ${after} matches on`,
          origin: onRun,
          columns: [
            reading("matches", "matching images"),
            reading("serverHeld", "the server keeps the threshold itself"),
            reading("bound", "bound in shares: vouchers it already holds"),
            reading("newWindow", "bound in shares: window begun under the new manifest"),
          ],
          rows: read.map(({ matches, serverHeld, bound, newWindow }) => ({ matches, serverHeld, bound, newWindow })),
          note: "The threshold is the degree of a polynomial that the device drew when the window began. Only what is sent in a window begun later follows a lower one.",
        },
        {
          id: "attacks",
          title: "The attacks, mounted",
          origin: mountedOrigin,
          columns: attackColumns,
          rows: mounted.map(attackRow),
        },
        {
          id: "who-notices",
          title: "Who notices a lower threshold, and when",
          origin: { label: "assumed", by: "Glasshouse, from the attacks above and what each party holds" },
          columns: [
            { key: "party", title: "party", format: "text" },
            { key: "serverHeld", title: "the server keeps it", format: "text" },
            { key: "bound", title: "bound in shares", format: "text" },
          ],
          rows: whoNotices,
        },
        {
          id: "noticing",
          title: "Probability that a lower number in a new manifest is noticed",
          origin: fromParameters,
          columns: [
            { key: "affected", title: "devices that are given the manifest", format: "count" },
            { key: "probability", title: `noticed, ${values.checking} of devices comparing`, format: "probability" },
          ],
          rows: noticing,
          note: "The number is readable in every manifest; the model asks whether one of those who got it looks. A threshold kept by the server is in nobody's hands: 0 whatever the share.",
        },
        {
          id: "false-flags",
          title: "What either threshold means for accounts that hold nothing listed",
          origin: fromParameters,
          columns: [
            { key: "photos", title: "photographs", format: "text" },
            { key: "threshold", title: "threshold", format: "count" },
            {
              key: "log10",
              title: "flagged by accident",
              format: "log10-probability",
              listEntries: values.listEntries,
            },
            {
              key: "flagged",
              title: `expected among ${values.accounts.toLocaleString("en-US")} accounts`,
              format: "number",
            },
            { key: "needed", title: "threshold that 1 in 10^12 needs", format: "count" },
          ],
          rows: meaning satisfies Record<string, Cell>[],
          note: `${values.photos.toLocaleString("en-US")} photographs at an image false-positive rate of ${values.imageFpr}; bursts of mean ${values.burstMean} whose photographs match with ${values.withinBurst} if the scene does.`,
        },
      ],
      plots: [],
      checks,
      published: [
        {
          figure: "threshold 30, and never lower than 1 false flag in 10^12 accounts needs",
          by: "Apple, 2021",
          source: "secondary",
          ours: `that target needs ${independent ?? beyond} if photographs are independent and ${bursts ?? beyond} in geometric bursts of mean ${values.burstMean}: the promise names another number under every model of how photographs hang together`,
        },
      ],
      verdicts: [
        {
          claim: "A3",
          verdict: leaked === 0 ? "holds" : "fails",
          under: "vouchers already sent, threshold bound in shares",
          because: `of ${most} matches sent under a threshold of ${before}, opened at ${after}, ${leaked} payloads became readable; a threshold kept by the server would have given ${heldByServer}.`,
        },
        {
          claim: "A3",
          verdict: "not verifiable yet",
          under: "windows begun under a new manifest",
          because: `${after} matches then open the account. The number stands in the manifest, but only who compares manifests sees that it fell: ${noticing[0]?.probability.toPrecision(2)} for one device at a share of ${values.checking} comparing. A log of all manifests would show every threshold there ever was.`,
        },
        {
          claim: "A3",
          verdict: (bursts ?? Number.POSITIVE_INFINITY) > before ? "fails" : "holds",
          under: `geometric bursts of mean ${values.burstMean}, every photograph counted, within-burst match probability ${values.withinBurst}`,
          because: `1 in 10^12 needs a threshold of ${bursts ?? beyond}, and ${before} is used: there it is ${renderPower(meaningOf("bursts, geometric")?.log10 ?? 0)}.`,
        },
        {
          claim: "A3",
          verdict: (independent ?? Number.POSITIVE_INFINITY) > before ? "fails" : "holds",
          under: `independent photographs, image FPR ${values.imageFpr} assumed`,
          because: `1 in 10^12 needs a threshold of ${independent ?? beyond}, and ${before} is used.`,
        },
      ],
    };
  },
});

const whoNotices = [
  { party: "server", serverHeld: "it is the one", bound: "it is the one" },
  {
    party: "device, in a window that has begun",
    serverHeld: "no: nothing that it holds says the number",
    bound: "yes, at the next image: it makes no voucher",
  },
  {
    party: "device, at the next window",
    serverHeld: "no",
    bound: "only if it compares with the manifest before, which it may have kept",
  },
  {
    party: "auditor",
    serverHeld: "no",
    bound: "yes, once it has both manifests; nothing makes the operator show both",
  },
  { party: "reviewer", serverHeld: "yes, from the number of payloads", bound: "yes, from the number of payloads" },
] as const;
