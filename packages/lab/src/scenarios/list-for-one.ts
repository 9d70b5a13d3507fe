import { ProtocolError, prepareTable } from "@glasshouse/matcher";
import { fromParameters, type Origin, renderInteger, renderProbability } from "../findings/index.js";
import { checkingNeeded, noticeByAskingPeers, noticeByPublishedId } from "../models/comparing-devices.js";
import { attackColumns, attackRow, checkAttacks, mountAttacks, mountedOrigin } from "../models/mounted-attacks.js";
import { defineScenario, type Scenario } from "./scenario.js";
import { check, idealControl, serverTable } from "./stage/evidence.js";
import { listable, takeAlbum } from "./stage/photos.js";
import { createSteps, type PublishedList, publishList, runAccount } from "./stage/run-account.js";
import { rate, whole, wholeLog } from "./stage/sliders.js";
import { describeRun } from "./stage/views.js";

/** The operator gives one person another list. */
export const listForOne: Scenario = defineScenario({
  id: "list-for-one",
  title: "A list for one user",
  setup:
    "The operator wants to know whether one person has certain pictures, and gives this person's devices a table of their own that holds them. Everybody else keeps the ordinary table. The person's device either takes the table that it is given, or expects an id that it got from elsewhere.",
  claims: ["A9", "A17"],
  objections: ["O7"],
  parameters: {
    wanted: whole("pictures that the operator looks for, and the person has", 4, [1, 20]),
    threshold: whole("matches that open an account", 3, [1, 20]),
    affected: wholeLog("devices that are given the other table", 1, [1, 10_000]),
    checking: rate("share of devices that compare their table's id", 0.01, [0.0001, 0.9999]),
    devices: wholeLog("devices in all, where they ask one another", 1e9, [100_000, 1e10]),
  },
  doesNotShow:
    "That a place exists where devices could find the id that everybody has: today there is none that the operator could not choose for one reader alone. Devices are taken to decide independently whether they check; an operator that knows who checks picks the others.",
  async run({ wanted, threshold, affected, checking, devices }, context) {
    const { group, random } = context;
    const steps = createSteps(context, 3 * wanted + 10);
    const list = await takeAlbum(random.fork("list"), 4, steps);
    const pictures = await takeAlbum(random.fork("wanted"), wanted, steps);
    const params = { threshold };
    const everybodys = publishList(context, listable(list), { random: random.fork("table"), params });
    const forOne = publishList(context, [], { random: random.fork("other table"), params, added: listable(pictures) });
    const inCommon = sharedCells(everybodys.cells, forOne.cells);
    const photos = [...pictures, ...(await takeAlbum(random.fork("own"), 2, steps))];
    const upload = async (account: string, published: PublishedList) => ({
      account,
      run: await runAccount(context, published, photos, { random: random.fork(account), steps }),
    });
    const ordinary = await upload("everybody's table", everybodys);
    const aimed = await upload("the table for one", forOne);
    const runs = [ordinary, aimed];
    const ideal = idealControl(runs);
    const [before, after] = runs.map(({ run }) => run.server);
    const refusal = refuse(() => prepareTable(group, forOne.manifestBytes, forOne.cells, everybodys.tableId));
    const mounted = await mountAttacks(["table-for-one", "table-for-one-pinned"], context);
    const noticed = (few: number) => noticeByPublishedId({ affected: few, checking });
    const sizes = [...new Set([1, 10, 100, 1000, affected])].sort((a, b) => a - b);
    const protocolRun: Origin = { label: "measured", on: "the table of this run" };
    return {
      outcome: `With everybody's table ${before?.opened} of ${wanted} wanted pictures match; with a table for one ${after?.opened} do, and ${after?.payloads} are read. A device that expects the ordinary id refuses the table (${refusal}). If a share of ${renderProbability(checking)} of devices compares ids, a table for ${affected} is noticed with probability ${renderProbability(noticed(affected))}.`,
      views: runs.flatMap(({ account, run }) => describeRun(run, account).slice(0, 3)),
      controls: [ideal.table],
      tables: [
        serverTable(runs),
        {
          id: "device",
          title: "What the person's device does with the other table",
          origin: protocolRun,
          columns: [
            { key: "device", title: "the device", format: "text" },
            { key: "result", title: "what happens", format: "text" },
            { key: "size", title: "size of the table that it gets", format: "bytes" },
          ],
          rows: [
            { device: "takes what it is given", result: "accepts it", size: forOne.cells.length },
            { device: "expects everybody's id", result: refusal, size: forOne.cells.length },
            { device: "everybody else", result: "keeps the ordinary table", size: everybodys.cells.length },
          ],
          note: `The two tables share ${renderInteger(inCommon)} cells. ${everybodys.cells.length === forOne.cells.length ? "Both have one size, and nothing in either says whose it is." : "Their sizes differ, as the number of tokens passes a padded capacity."}`,
        },
        {
          id: "noticed",
          title: "Probability that a table for some is noticed",
          origin: fromParameters,
          columns: [
            { key: "affected", title: "devices with the other table", format: "count" },
            { key: "published", title: "compared with a published id", format: "probability" },
            { key: "peers", title: "compared with one other device", format: "probability" },
            { key: "needed", title: "share that must check to notice it 95 times in 100", format: "probability" },
          ],
          rows: sizes.map((few) => ({
            affected: few,
            published: noticed(few),
            peers: noticeByAskingPeers({ affected: few, checking }, devices, 1),
            needed: checkingNeeded(few, 0.95),
          })),
        },
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
          table: "noticed",
          title: "Who notices a table for some",
          kind: "lines",
          x: { column: "affected", scale: "log" },
          y: { column: "published", scale: "linear" },
        },
      ],
      checks: [
        ideal.check,
        checkAttacks(mounted),
        check("control: wanted pictures that match everybody's table", 0, before?.opened ?? 0),
        check("wanted pictures that match the table for one", wanted, after?.opened ?? 0),
        check("cells that the two tables share", 0, inCommon),
        check("a device that expects the ordinary id", "wrong-table", refusal),
      ],
      published: [
        {
          figure:
            "with 1 % of devices checking, a list for one user is noticed 1 % of the time, one for 100 users 63 %",
          by: "Glasshouse, from the stated inputs",
          source: "computed",
          ours: `with ${renderProbability(checking)} checking: ${renderProbability(noticed(1))} for one, ${renderProbability(noticed(100))} for 100`,
        },
      ],
      verdicts: [
        {
          claim: "A9",
          verdict: refusal === "wrong-table" ? "holds" : "fails",
          under: "the device expects an id that it did not get from the operator",
          because: "it refuses the other table before its first use",
        },
        {
          claim: "A9",
          verdict: (after?.opened ?? 0) > 0 ? "not verifiable yet" : "holds",
          under: "the device takes what it is given",
          because: `${after?.opened} of ${wanted} wanted pictures matched; ids that nobody compares show nothing, and a log with witnesses would`,
        },
        {
          claim: "A17",
          verdict: "not verifiable yet",
          under: `a share of ${renderProbability(checking)} of devices compares, ${affected} affected`,
          because: `noticed with probability ${renderProbability(noticed(affected))}, if there is an id to compare with that the operator cannot choose for each reader`,
        },
      ],
    };
  },
});

/** Cells of one table that stand in the other as well. */
function sharedCells(one: Uint8Array, other: Uint8Array): number {
  const bytes = 32;
  const cellsOf = (table: Uint8Array) =>
    Array.from({ length: table.length / bytes }, (_, i) => String(table.subarray(bytes * i, bytes * (i + 1))));
  const known = new Set(cellsOf(one));
  return cellsOf(other).filter((cell) => known.has(cell)).length;
}

/** The code with which a device refuses. */
function refuse(act: () => unknown): string {
  try {
    act();
    return "accepted";
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}
