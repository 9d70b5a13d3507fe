import {
  createBlindedFilter,
  defaultFilterParams,
  defaultParams,
  type HashedImage,
  openOracle,
  parseTokenScheme,
  prepareFilter,
  prepareList,
  simulateAccount,
  simulateFilterAccount,
  type TokenScheme,
} from "@glasshouse/matcher";
import { type Check, renderBytes, renderInteger, renderNumber, type Table } from "../../findings/index.js";
import { drawHashes, noDistance, publishHashes, toAccountImages } from "../../samples/random-hashes.js";
import { defineExperiment, type Experiment, type ExperimentContext } from "../experiment.js";
import { parameters } from "./parameters.js";
import { filterBytes, requestBytes, tableBytes, voucherBytes } from "./sizes.js";
import { photoTable, tableTable, updateTable } from "./tables.js";
import { benchCommands, timeTables } from "./times.js";

/** O18. */
export const deviceCost: Experiment = defineExperiment({
  id: "O18",
  title: "Too costly on the device",
  objection: "Hashing, vouchers and a table of everything listed cost every user time, traffic and memory.",
  adversary: "none",
  method:
    "Bytes are computed from the parameters, and the computation is held against vouchers, tables and filters that the protocols make. Times come from reports of the bench suites, if any are given.",
  parameters,
  nightly: { listEntries: 1_000_000 },
  doesNotShow:
    "What a telephone spends: times are of the machine that ran the benchmarks, in JavaScript and WebAssembly. Battery, radio and heat are not measured. Classifiers, which most of the funded tools were, are out of scope: they cost otherwise.",
  async run(values, context) {
    const { controls, check } = await compareWithReality(context);
    const times = timeTables(context.benchmarks, values);
    const voucher = voucherBytes({ ...defaultParams, payloadBytes: values.payloadBytes });
    const table = tableBytes("fuse", values.listEntries * defaultParams.tokenScheme.blocks);
    const given = context.benchmarks.map(({ suite }) => suite).join(", ");
    const library = times.find(({ id }) => id === "library-time")?.rows.at(-1);
    const spent = library ? ` ${renderNumber(Number(library["cpu"]))} ms of CPU on the machine of the reports.` : "";
    return {
      summary: `A voucher of ${renderBytes(voucher)} goes with every photograph, ${renderNumber(voucher / values.photoBytes)} of its own ${renderBytes(values.photoBytes)} (assumed), and a list of ${renderInteger(values.listEntries)} entries is a table of ${renderBytes(table)} on every device (${defaultParams.tokenScheme.id}).${spent && ` A photograph of 12 megapixels takes${spent}`}`,
      controls: [controls],
      tables: [photoTable(values), tableTable(), updateTable(values), ...times],
      plots: [
        {
          table: "table-bytes",
          title: "Blinded table by size of the list",
          kind: "lines",
          x: { column: "entries", scale: "log" },
          y: { column: "fuse", scale: "log" },
          series: "scheme",
        },
      ],
      checks: [
        check,
        {
          name: "times come from reports only",
          expected: context.benchmarks.length === 0 ? "no time without a report" : "times of the reports given",
          got:
            times.length === 0
              ? `none; ${benchCommands.join("; ")} give reports`
              : `${times.length} tables from: ${given}`,
          holds: context.benchmarks.length > 0 || times.length === 0,
        },
      ],
      published: [
        {
          figure: "370,000 items on a shared list in 2022, about 870 added within days of one attack",
          by: "GIFCT",
          source: "secondary",
          ours: `a list of ${values.listEntries.toLocaleString("en-US")} entries is a table of ${renderBytes(table)} on every device, at ${defaultParams.tokenScheme.id}`,
        },
      ],
      verdicts: [
        {
          claim: "B3",
          verdict: "not verifiable",
          under: "matching only; classifiers are out of scope, and most funded tools were classifiers",
          because: `the tools publish nothing to check; matching of known content as built here sends ${renderBytes(voucher)} a photograph, ${renderNumber(voucher / values.photoBytes)} of the photograph itself, and keeps ${renderBytes(table)} on the device`,
        },
      ],
    };
  },
});

type Compared = Readonly<Record<"what", string> & Record<"computed" | "made", number>>;

/** What the protocols make, beside what is computed for them. */
async function compareWithReality({
  group,
  random,
  onProgress,
}: ExperimentContext): Promise<{ controls: Table; check: Check }> {
  const draws = random.fork("reality");
  const tokenScheme = parseTokenScheme("blocks-4x16-f1");
  const listed = drawHashes(draws.fork("listed"), 8);
  const rows: Compared[] = [];
  for (const encoding of ["fuse", "cuckoo"] as const) {
    const { published, table } = publishHashes(group, listed, draws.fork(encoding), { tokenScheme, table: encoding });
    await onProgress(rows.length, 5);
    const [image] = toAccountImages(drawHashes(draws.fork("image"), 1));
    const account = image ? [image] : [];
    const { voucherBytes: made } = await simulateAccount(group, table, published, account, {
      distance: noDistance,
      random: draws.fork(`account ${encoding}`).bytes,
    });
    const { manifest } = table;
    rows.push(
      { what: `voucher, ${encoding}`, computed: voucherBytes(manifest), made },
      {
        what: `table of ${listed.length} entries, ${encoding}`,
        computed: tableBytes(encoding, listed.length * tokenScheme.blocks),
        made: published.cells.length,
      },
    );
    await onProgress(rows.length, 5);
  }
  rows.push(...(await askOracle(group, listed, tokenScheme, draws.fork("filter"))));
  return {
    controls: {
      id: "reality",
      title: "Computed lengths, and what the protocols make",
      origin: {
        label: "measured",
        on: "one voucher, table, filter, request and answer of each kind, of random hashes",
      },
      columns: [
        { key: "what", title: "what", format: "text" },
        { key: "computed", title: "computed", format: "bytes" },
        { key: "made", title: "made", format: "bytes" },
      ],
      rows,
      note: "Small ones, under parameters of their own; the tables below use the same computation.",
    },
    check: {
      name: "computed lengths are those of what the protocols make",
      expected: rows.map(({ made }) => made).join(", "),
      got: rows.map(({ computed }) => computed).join(", "),
      holds: rows.every(({ computed, made }) => computed === made),
    },
  };
}

/** The same for a blinded filter, and a question about one image. */
async function askOracle(
  group: ExperimentContext["group"],
  listed: readonly HashedImage[],
  tokenScheme: TokenScheme,
  random: ExperimentContext["random"],
): Promise<Compared[]> {
  const [{ algorithm }] = listed as [HashedImage];
  const params = { ...defaultFilterParams, algorithm, tokenScheme };
  const entries = listed.map((image, i) => ({ id: `entry ${i}`, image }));
  const list = prepareList(entries, { ...params, random: random.bytes });
  const algorithmDigest = new Uint8Array(32);
  const created = createBlindedFilter(group, list, params, { algorithmDigest, epoch: 1, random: random.bytes });
  const asked = await simulateFilterAccount(
    group,
    prepareFilter(group, created.manifestBytes, created.encodedFilter),
    openOracle(group, created),
    toAccountImages(listed.slice(0, 1)),
    {
      policy: {
        threshold: 1,
        counting: "hash",
        clusterBounds: { withinSeconds: 0, matchRadius: 0 },
        distance: noDistance,
      },
      random: random.bytes,
    },
  );
  const { request, answer } = requestBytes(params, 1);
  return [
    {
      what: `filter of ${listed.length} entries`,
      computed: filterBytes(listed.length * tokenScheme.blocks, 32),
      made: created.encodedFilter.length,
    },
    { what: "request about one image", computed: request, made: asked.requestBytes },
    { what: "answer", computed: answer, made: asked.answerBytes },
  ];
}
