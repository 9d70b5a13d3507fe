/** Accounts drawn by the assumptions of the model, at rates that can be counted: the model has to agree with them. */
import { drawBurstSize, type SeededRandom } from "@glasshouse/fixtures";
import { type Check, fromParameters, measureRate, type Table } from "../../findings/index.js";
import { burstDistributions, clopperPearson, logFlagBursts } from "../../statistics/index.js";

/** A library and rates at which flags are frequent enough to be counted. */
const frequent = { photos: 300, imageFpr: 0.02, threshold: 12 } as const;

/** Accounts drawn at rates that can be counted, beside what the model computes for them. */
export async function simulateAccounts(
  accounts: number,
  random: SeededRandom,
  onSimulated: (done: number, total: number) => void | Promise<void>,
): Promise<{ readonly table: Table; readonly check: Check }> {
  const { photos, imageFpr, threshold } = frequent;
  const [meanSize, withinBurst] = [5, 0.5];
  const rows = [];
  for (const [place, distribution] of burstDistributions.entries()) {
    const draws = random.fork(distribution);
    const sizes =
      distribution === "fixed" ? ({ kind: "fixed", size: meanSize } as const) : { kind: distribution, mean: meanSize };
    let events = 0;
    for (let account = 0; account < accounts; account++) {
      if (account % 250 === 0) await onSimulated(place * accounts + account, burstDistributions.length * accounts);
      let matches = 0;
      for (let burst = 0; burst < photos / meanSize; burst++) {
        if (!draws.chance(imageFpr / withinBurst)) continue;
        const size = drawBurstSize(sizes, draws);
        for (let photo = 0; photo < size; photo++) matches += Number(draws.chance(withinBurst));
      }
      events += Number(matches >= threshold);
    }
    const counted = { events, trials: accounts };
    // So wide that a right model is outside once in 10,000 times.
    const wide = clopperPearson(events, accounts, 0.9999);
    const computed = Math.exp(logFlagBursts(frequent, { distribution, meanSize, withinBurst, counting: "photo" }));
    rows.push({
      distribution,
      simulated: measureRate(counted, { kind: "share", unit: "account" }),
      computed,
      agrees: computed >= wide.lower && computed <= wide.upper,
    });
  }
  return {
    table: {
      id: "simulated-accounts",
      title: `Simulated accounts of ${photos} photographs, image FPR ${imageFpr}, threshold ${threshold}, bursts of mean ${meanSize}`,
      origin: { label: "measured", on: `${accounts.toLocaleString("en-US")} simulated accounts` },
      columns: [
        { key: "distribution", title: "sizes", format: "text" },
        { key: "simulated", title: "flagged", format: "rate" },
        { key: "computed", title: "computed", format: "probability", origin: fromParameters },
      ],
      rows: rows.map(({ distribution, simulated, computed }) => ({ distribution, simulated, computed })),
      note: "Rates far above any proposed, so that there is something to count; a photograph matches with probability 0.5 when its scene collides. No pictures take part and no list: matches are drawn.",
    },
    check: {
      name: "simulated accounts are flagged as often as the model computes",
      expected: "three computed probabilities within their intervals (99.99 %)",
      got: `${rows.filter(({ agrees }) => agrees).length} of ${rows.length}`,
      holds: rows.every(({ agrees }) => agrees),
    },
  };
}
