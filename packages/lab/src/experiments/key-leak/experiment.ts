import {
  type Check,
  fromParameters,
  measureRate,
  onScenes,
  type Rate,
  renderNumber,
  renderRate,
} from "../../findings/index.js";
import { attackColumns, attackRow, checkAttacks, mountAttacks, mountedOrigin } from "../../models/mounted-attacks.js";
import { defineExperiment, type Experiment } from "../experiment.js";
import { coreYears, createCostTables } from "./costs.js";
import { candidateEdits, drawCandidates, publishListed, type Tested, testCandidates } from "./extraction.js";
import { openWithKeys } from "./vouchers.js";

const ours = { type: "number", assumedBy: "Glasshouse" } as const;
/** Vouchers of listed pictures, and as many of others: below every threshold in use. */
const voucherCount = 3;
const recovered = { key: "recovered", title: "recovered", format: "rate" } as const;

/** O12. */
export const keyLeak: Experiment = defineExperiment({
  id: "O12",
  title: "Extraction of the list when the key leaks",
  objection: "Whoever gets the blinding key can find out what is listed, and a list of that kind must not get out.",
  adversary: "a holder of the key: an insider, a thief, or a state that asks for it",
  method:
    "A list of generated pictures is published. The holder of the key tests a corpus of candidates against the table: exact copies in corpora of growing size, and edited copies. Controls are another key, the next table, and pictures that are not listed. What testing and rotation cost is counted in group operations and bytes, and carried to real sizes.",
  parameters: {
    listed: { ...ours, what: "listed pictures", default: 24, range: [8, 5_000], whole: true },
    others: { ...ours, what: "candidates that are not listed", default: 40, range: [8, 50_000], whole: true },
    microseconds: {
      ...ours,
      what: "time of one token test on one processor core, in microseconds",
      default: 56,
      range: [1, 1_000],
      whole: false,
      scale: "log",
    },
    cores: {
      ...ours,
      what: "processor cores of the key's holder",
      default: 1_000,
      range: [1, 1e7],
      whole: true,
      scale: "log",
    },
    devices: { ...ours, what: "devices that fetch a table", default: 1e9, range: [1, 1e10], whole: true, scale: "log" },
  },
  nightly: { listed: 400, others: 2_000 },
  doesNotShow:
    "Whether a key leaks, or what share of a real list a corpus would hold. Generated pictures have hashes of their own: how many edited copies are recognised is about these pictures. Nothing here turns a hash or a token back into a picture; what is found out is that a picture which the holder already has is listed.",
  async run({ listed, others, microseconds, cores, devices }, context) {
    const { group, random, onProgress } = context;
    const world = await drawCandidates(random.fork("pictures"), { listed, others }, onProgress);
    const table = publishListed(group, world, random.fork("table"), 1);
    const next = publishListed(group, world, random.fork("next table"), 2);
    const exact = world.listed.map(({ image }) => image);
    const test = (candidates: Parameters<typeof testCandidates>[3], alpha = table.alpha, from = table) =>
      testCandidates(group, from.prepared, alpha, candidates);
    const rateOf = ({ found }: Tested, by: "byTokens" | "byProbes" = "byProbes"): Rate =>
      measureRate(
        { events: found.filter((each) => each[by]).length, trials: found.length },
        { kind: "share", unit: "scene", listEntries: listed },
      );

    const otherKey = rateOf(test(exact, group.createScalars(1, random.fork("another key").bytes)));
    const rotated = rateOf(test(exact, table.alpha, next));
    await onProgress(1, 3);
    const byEdit = [];
    for (const [i, { id }] of candidateEdits.entries()) {
      const tested = test(world.edited[i] ?? []);
      byEdit.push({
        edit: id,
        byTokens: rateOf(tested, "byTokens"),
        byProbes: rateOf(tested),
        perTokens: tested.perCandidate.tokens,
        perProbes: tested.perCandidate.probes,
      });
      await onProgress(2, 3);
    }
    const universe = random.fork("corpus").shuffle([...exact, ...world.others]);
    const all = test(universe);
    const isListed = universe.map((image) => exact.includes(image));
    const unlisted = rateOf({ ...all, found: all.found.filter((_, i) => !isListed[i]) });
    const corpora = [0.125, 0.25, 0.5, 1].map((share) => {
      const corpus = Math.round(share * universe.length);
      const events = all.found.slice(0, corpus).filter(({ byTokens }, i) => byTokens && isListed[i]).length;
      return {
        share,
        corpus,
        inCorpus: isListed.slice(0, corpus).filter(Boolean).length,
        recovered: measureRate({ events, trials: listed }, { kind: "share", unit: "scene", listEntries: listed }),
        operations: corpus * all.perCandidate.tokens,
      };
    });
    await onProgress(3, 3);
    const uploaded = { listed: exact.slice(0, voucherCount), others: world.others.slice(0, voucherCount) };
    const keys = [table.alpha, group.createScalars(1, random.fork("yet another key").bytes)];
    const byKey = openWithKeys(group, table.prepared, uploaded, keys, random.fork("vouchers"));
    const mounted = await mountAttacks(["kept-alpha"], context);

    const identity = byEdit[0];
    const wrong = corpora.filter(({ recovered: { events }, inCorpus }) => events !== inCorpus);
    const formula = table.multiplications === table.tokens + 1 && table.hashesToGroup === table.cells;
    const checks: Check[] = [
      checkAttacks(mounted),
      {
        name: "every listed picture in a corpus is recognised",
        expected: `${corpora.length} of ${corpora.length} corpora`,
        got: `${corpora.length - wrong.length} of ${corpora.length} corpora`,
        holds: wrong.length === 0,
      },
      {
        name: "another key, and the key of the table before, recognise nothing",
        expected: `0 of ${listed}, 0 of ${listed}`,
        got: `${otherKey.events} of ${otherKey.trials}, ${rotated.events} of ${rotated.trials}`,
        holds: otherKey.events === 0 && rotated.events === 0,
      },
      {
        name: "the key opens vouchers of listed pictures alone, another key none, and neither reads a payload below the threshold",
        expected: `${voucherCount} and 0, 0 and 0, 0 payloads`,
        got: `${byKey.map((each) => `${each.listed} and ${each.others}`).join(", ")}, ${byKey.reduce((sum, { payloads }) => sum + payloads, 0)} payloads`,
        holds: byKey.every(
          (each, i) => each.listed === (i === 0 ? voucherCount : 0) && each.others === 0 && each.payloads === 0,
        ),
      },
      {
        name: "publishing a table takes one multiplication per token and one for L, and one hash to the group per cell",
        expected: `${table.tokens + 1} and ${table.cells}`,
        got: `${table.multiplications} and ${table.hashesToGroup}`,
        holds: formula,
      },
    ];
    const onPictures = onScenes(world.listed.length + world.others.length);
    const opened = byKey[0];
    return {
      summary: `The holder of the key recognised ${renderRate(identity?.byTokens ?? otherKey)}, listed generated pictures that it had copies of; with the old key on the next table ${renderRate(rotated)}. The key turns no hash into a picture, but opens vouchers already sent: ${opened?.listed ?? 0} of ${voucherCount} of listed pictures, ${opened?.others ?? 0} of ${voucherCount} others.`,
      controls: [
        {
          id: "controls",
          title: "Where the answer is known",
          origin: onPictures,
          columns: [{ key: "what", title: "tested", format: "text" }, recovered],
          rows: [
            { what: "listed pictures, with the key", recovered: identity?.byTokens ?? null },
            { what: "listed pictures, with another key", recovered: otherKey },
            { what: "listed pictures, with the old key on the next table", recovered: rotated },
            { what: "pictures that are not listed, with the key", recovered: unlisted },
          ],
        },
      ],
      tables: [
        {
          id: "corpora",
          title: "Share of the list recovered, by the corpus that the key's holder has",
          origin: onPictures,
          columns: [
            { key: "share", title: "share of all pictures in the corpus", format: "number", origin: fromParameters },
            { key: "corpus", title: "candidates", format: "count" },
            { key: "inCorpus", title: "listed ones among them", format: "count" },
            recovered,
            { key: "operations", title: "multiplications", format: "count" },
          ],
          rows: corpora,
          note: "What is recovered is what the corpus holds: the key turns possession of a picture into knowledge that it is listed, nothing else.",
        },
        {
          id: "edits",
          title: "Listed pictures recognised from copies",
          origin: onScenes(world.listed.length, "listed generated scenes"),
          columns: [
            { key: "edit", title: "what the copy went through", format: "text" },
            { key: "byTokens", title: "recognised by the copy's own tokens", format: "rate" },
            { key: "perTokens", title: "multiplications per candidate", format: "number" },
            { key: "byProbes", title: "recognised by all probes", format: "rate" },
            { key: "perProbes", title: "multiplications per candidate", format: "number" },
          ],
          rows: byEdit,
          note: "Whatever tolerance devices have for edits, the holder of the key has too.",
        },
        {
          id: "vouchers",
          title: "Vouchers that open for whoever has them and a key",
          origin: {
            label: "measured",
            on: `one account of ${voucherCount} listed pictures and ${voucherCount} others, below its threshold`,
          },
          columns: [
            { key: "key", title: "key", format: "text" },
            { key: "listed", title: `of ${voucherCount} listed pictures`, format: "count" },
            { key: "others", title: `of ${voucherCount} others`, format: "count" },
            { key: "payloads", title: "payloads read", format: "count" },
          ],
          rows: ["the table's key", "another key"].map((name, i) => ({ key: name, ...byKey[i] })),
          note: "A leak of the key is a leak of who holds listed pictures, if vouchers leak with it; rotation does not call back vouchers that were sent.",
        },
        ...createCostTables({ microseconds, cores, devices }, context.benchmarks),
        {
          id: "attacks",
          title: "The attack, mounted",
          origin: mountedOrigin,
          columns: attackColumns,
          rows: mounted.map(attackRow),
        },
      ],
      plots: [
        {
          table: "corpora",
          title: "Share of the list recovered, by candidates tested",
          kind: "lines",
          x: { column: "corpus", scale: "linear" },
          y: { column: "recovered", scale: "linear" },
        },
      ],
      checks,
      published: [
        {
          figure: "2^46 effective bits of a token are about 125 core-years, at 56 microseconds a test",
          by: "Glasshouse, from the stated inputs",
          source: "computed",
          ours: `${renderNumber(coreYears(46, microseconds))} core-years at ${microseconds} microseconds`,
        },
      ],
      verdicts: [
        {
          claim: "A11",
          verdict: (identity?.byTokens.events ?? 0) > otherKey.events ? "fails" : "holds",
          under: "one party keeps the blinding key",
          because: `it recognises ${renderRate(identity?.byTokens ?? otherKey)} listed pictures that it has copies of, without anybody noticing; with another key it is ${renderRate(otherKey)}.`,
        },
      ],
    };
  },
});
