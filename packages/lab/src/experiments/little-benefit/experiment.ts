import { renderInteger, renderPower, renderProbability, type Table } from "../../findings/index.js";
import { logBinomialTail } from "../../statistics/index.js";
import { defineExperiment, type Experiment } from "../experiment.js";
import {
  controlTable,
  findHolder,
  heldTable,
  holdersTable,
  leastHeld,
  testValues,
  thresholdTable,
} from "./accounts.js";
import { growList, growthTable, lagControls, lagTable, listingDays, shareInTime } from "./growing-list.js";
import { parameters } from "./parameters.js";

/** O14. */
export const littleBenefit: Experiment = defineExperiment({
  id: "O14",
  title: "Little benefit",
  objection: "Whoever is meant is not found: they hold new pictures, few of them, altered ones, or leave the service.",
  adversary: "none",
  method:
    "From an assumed recall and threshold: which accounts are found, by the listed images that they hold. A list that grows after an event and reaches devices late: which uploads can match at all.",
  parameters,
  nightly: { initialEntries: 370_000 },
  doesNotShow:
    "How many people hold listed images, how many they hold, and what is done when one is found: none of it is known here. Whether those who are meant change their ways, by editing (O3), evading (O4) or going elsewhere, is outside every model on this page.",
  async run(values, { random, onProgress }) {
    const { threshold, recall, uploads, surgeEntries, surgeDays } = values;
    const sources = growList(values, random.fork("list"));
    await onProgress(1, 1);
    const days = listingDays(sources, values);
    const controls = controlTable(values);
    const late = shareInTime(days, 7, 1);
    const found = (held: number) => renderProbability(findHolder(held, recall, threshold));
    const sure = leastHeld(0.95, recall, threshold);
    return {
      summary: `At threshold ${threshold} and recall ${recall} (assumed) an account with ${threshold} listed images is found with probability ${found(threshold)}, and 95 % of the time from ${sure === null ? "no number" : renderInteger(sure)} on. If half of the uploads of an event's pictures come within a day and devices are a week behind the list, ${renderProbability(late)} of the uploads can match.`,
      controls: [controls.table],
      tables: [
        heldTable(values),
        thresholdTable(values),
        holdersTable(values),
        contentTable,
        growthTable(sources),
        lagTable(days, values),
      ],
      plots: [
        {
          table: "images-held",
          title: "Accounts found by listed images held",
          kind: "lines",
          x: { column: "held", scale: "linear" },
          y: { column: "found", scale: "linear" },
          series: "recall",
        },
        {
          table: "update-lag",
          title: "Uploads that match by lag of the update",
          kind: "lines",
          x: { column: "lag", scale: "linear" },
          y: { column: "matched", scale: "linear" },
          series: "halfLife",
        },
      ],
      checks: [controls.check, lagControls(), ...testValues()],
      published: [
        {
          figure: "a threshold of 30 matches",
          by: "Apple, 2021",
          source: "secondary",
          ours: `at recall ${recall}, an account is found 95 % of the time from ${sure === null ? "no number" : renderInteger(sure)} listed images on (threshold ${threshold})`,
        },
        {
          figure: "about 870 items added within days of one attack; 370,000 items in 2022",
          by: "GIFCT",
          source: "secondary",
          ours: `${renderInteger(surgeEntries)} entries over ${surgeDays} days: with half of the uploads in the first day and devices a week behind, ${renderProbability(late)} of them can match`,
        },
      ],
      verdicts: [
        {
          claim: "A2",
          verdict: "holds",
          under: `threshold ${threshold}, recall ${recall} assumed: shares open nothing below it`,
          because: `what it costs: an account with ${threshold} listed images is found with probability ${found(threshold)}, with ${Math.ceil((threshold * 7) / 6)} ${found(Math.ceil((threshold * 7) / 6))}, with ${Math.ceil((threshold * 4) / 3)} ${found(Math.ceil((threshold * 4) / 3))}`,
        },
        {
          claim: "B1",
          verdict: sure === null ? "fails" : "holds",
          under: "pictures that were listed before they were uploaded, held in numbers",
          because: `${sure === null ? "no number" : `${renderInteger(sure)} listed images`} let an account be found 95 % of the time`,
        },
        {
          claim: "B1",
          verdict: logBinomialTail(uploads, late * recall, threshold) >= Math.log(0.95) ? "holds" : "fails",
          under: "pictures of an event, half of their uploads in the first day, devices a week behind the list",
          because: `${renderProbability(late)} of the uploads come late enough to match; an account with ${uploads} of the pictures: ${renderPower(logBinomialTail(uploads, late * recall, threshold) / Math.LN10)}`,
        },
        {
          claim: "B1",
          verdict: "not verifiable",
          under: "people who hold no listed picture",
          because:
            "a match says that a picture is like a listed one; plans, words and new pictures are never on a list, and nothing here says who is a terrorist",
        },
      ],
    };
  },
});

/** What matching of known content can find, whatever its parameters. */
const contentTable: Table = {
  id: "content",
  title: "What can match at all",
  origin: { label: "assumed", by: "the design: a match is likeness to a listed picture at the time of upload" },
  columns: [
    { key: "content", title: "content", format: "text" },
    { key: "matches", title: "can match", format: "yes-no" },
    { key: "because", title: "because", format: "text" },
  ],
  rows: [
    {
      content: "a copy of a listed picture, uploaded after its listing arrived",
      matches: true,
      because: "with the recall of O3",
    },
    { content: "the same picture in news, research or satire", matches: true, because: "a match does not see context" },
    { content: "a copy uploaded before its listing arrived", matches: false, because: "vouchers are made once" },
    { content: "a picture that nobody listed", matches: false, because: "there is no entry" },
    { content: "words, plans, names", matches: false, because: "only pictures are hashed" },
    {
      content: "a listed picture sent by another service",
      matches: false,
      because: "no device of this service makes a voucher of it",
    },
  ],
};
