import { renderInteger, renderNumber, renderPower, type Table } from "../../findings/index.js";
import { logFlagBursts, logFlagIndependent } from "../../statistics/index.js";
import { defineExperiment, type Experiment } from "../experiment.js";
import { countBursts, countingTable, drawBursts, withinMeasuredTable } from "./album.js";
import { burstTable, largestLibraryTable, libraryTable, nullTable, withinTable } from "./model.js";
import { parameters } from "./parameters.js";
import { simulateAccounts } from "./simulation.js";
import { testValues } from "./test-values.js";

const noLibrary = "no library keeps the target, however small";

/** O2. */
export const photoBursts: Experiment = defineExperiment({
  id: "O2",
  title: "Photographs are not independent",
  objection:
    "The published flag probability takes photographs for independent. People take many photographs of one thing: if one matches by accident, so do the others.",
  adversary: "none",
  method:
    "Flag probabilities from one account model with bursts of three size distributions, by what counts as a match, and by size of the library. Beside it, generated bursts under the counting rules of the protocols, given that their scene collides with an entry.",
  parameters,
  nightly: { scenes: 2000, simulatedAccounts: 100_000 },
  doesNotShow:
    "How often people's photographs come in bursts and how alike they are: burst sizes and match probabilities are assumed, and generated bursts are as alike as the generator makes them. A flag probability of this size cannot be measured by anybody.",
  async run(values, { random, onProgress }) {
    // Drawing and simulating take about as long.
    const bursts = await drawBursts(values, random, (done, pictures) => onProgress(done, 2 * pictures));
    const nulls = nullTable(values);
    const simulated = await simulateAccounts(values.simulatedAccounts, random.fork("accounts"), (done, all) =>
      onProgress(all + done, 2 * all),
    );
    const libraries = largestLibraryTable(values);
    const largest = (model: number) => {
      const { photos: kept } = libraries.rows[model] ?? {};
      return typeof kept === "number" ? `libraries of up to ${renderInteger(kept)} photographs keep the target` : null;
    };
    const constant = countBursts(bursts, "constant");
    const constantHash = constant.find(({ rule }) => rule === "hash")?.counts ?? [];
    const flags = nulls.rows.map(({ flag }) => Number(flag));
    const { photos, imageFpr, listEntries, threshold, burstMean, withinBurst } = values;
    const independent = logFlagIndependent(values) / Math.LN10;
    const model = (counting: "photo" | "burst") =>
      logFlagBursts(values, { distribution: "geometric", meanSize: burstMean, withinBurst, counting }) / Math.LN10;
    const counting = countingTable(bursts, values);
    const tables: Table[] = [];
    for (const compute of [
      () => burstTable(values),
      () => withinTable(values),
      () => libraryTable(values),
      () => libraries,
      () => withinMeasuredTable(bursts, values, random.fork("collisions")),
      () => counting,
    ]) {
      tables.push(compute());
      await onProgress(1, 1);
    }
    const under = `${renderInteger(photos)} photographs, threshold ${threshold}, image FPR ${renderNumber(imageFpr)} against ${renderInteger(listEntries)} entries, assumed`;
    const judge = (log10: number) => (log10 <= Math.log10(values.target) ? "holds" : "fails");
    return {
      summary: `${under}: an account without listed images is flagged with probability ${renderPower(independent)} if photographs are independent, ${renderPower(model("photo"))} in geometric bursts of mean ${burstMean} that count in full, ${renderPower(model("burst"))} if each burst counts once. How photographs hang together decides, and is assumed.`,
      controls: [nulls, simulated.table],
      tables,
      plots: [
        {
          table: "bursts",
          title: "Account FPR by mean burst, every photograph counting",
          kind: "lines",
          x: { column: "meanSize", scale: "log" },
          y: { column: "photo", scale: "linear" },
          series: "distribution",
        },
        {
          table: "libraries",
          title: "Account FPR by size of the library",
          kind: "lines",
          x: { column: "photos", scale: "log" },
          y: { column: "flag", scale: "linear" },
          series: "model",
        },
      ],
      checks: [
        {
          name: "bursts of one photograph are independent photographs",
          expected: renderPower(flags[0] as number),
          got: [...new Set(flags.map(renderPower))].join(", "),
          holds: flags.every((flag) => Math.abs(flag - (flags[0] as number)) < 1e-6),
        },
        {
          name: "under the constant hash, equal hashes count a burst once",
          expected: `${bursts.length} bursts, 1 each`,
          got: `${constantHash.length} bursts, ${[...new Set(constantHash)].join(", ")} each`,
          holds: constantHash.every((count) => count === 1),
        },
        simulated.check,
        ...testValues(),
      ],
      published: [
        {
          figure: "fewer than 1 in 10^12 accounts a year, threshold 30",
          by: "Apple, 2021",
          source: "secondary",
          ours: `${renderPower(independent)} if photographs are independent, ${renderPower(model("photo"))} in geometric bursts of mean ${burstMean} whose photographs all count, ${renderPower(model("burst"))} if each burst counts once (${under})`,
        },
      ],
      verdicts: [
        {
          claim: "A1",
          verdict: judge(independent),
          under: `${under}, photographs independent`,
          because: `the model gives ${renderPower(independent)}`,
        },
        {
          claim: "A1",
          verdict: judge(model("photo")),
          under: `${under}, geometric bursts of mean ${burstMean}, ${withinBurst} within a burst, every photograph counting`,
          because: `the model gives ${renderPower(model("photo"))}`,
        },
        {
          claim: "A1",
          verdict: judge(model("burst")),
          under: `${under}, the same bursts, each counting once`,
          because: `the model gives ${renderPower(model("burst"))}`,
        },
        {
          claim: "A7",
          verdict: largest(0) ? "holds" : "fails",
          under: `image FPR ${renderNumber(imageFpr)} assumed, threshold ${threshold}, photographs independent`,
          because: `${largest(0) ?? noLibrary}; taking smaller ones for as large only overstates their flags`,
        },
        {
          claim: "A7",
          verdict: largest(3) ? "holds" : "fails",
          under: `image FPR ${renderNumber(imageFpr)} assumed, threshold ${threshold}, geometric bursts of mean ${burstMean}, every photograph counting`,
          because: `${largest(3) ?? noLibrary}; how photographs hang together decides more than how many there are`,
        },
        {
          claim: "A2",
          verdict: "holds",
          under: "the counting rule that the manifest states",
          because: `a match is what the rule counts: a colliding burst, of ${renderNumber(Number(counting.rows[0]?.photos) / bursts.length)} generated photographs in the mean, counts for ${counting.rows.map(({ rule, mean }) => `${Number(mean).toPrecision(2)} (${rule})`).join(", ")}`,
        },
      ],
    };
  },
});
