import { createListSources, type ListSource } from "@glasshouse/fixtures";
import { onScenes } from "../findings/index.js";
import { certify } from "../models/certified-lists.js";
import { defineScenario, type Scenario } from "./scenario.js";
import { check, idealControl, nothingInTheClear, serverTable } from "./stage/evidence.js";
import { listable, nameOf, photographSources, takeAlbum } from "./stage/photos.js";
import { createSteps, publishList, runAccount } from "./stage/run-account.js";
import { share, whole } from "./stage/sliders.js";
import { count, describeRun, describeSizes } from "./stage/views.js";

const authorities = ["A", "B", "C"];

/** Cloud photographs as the proposal of 2021 describes them. */
export const baseline: Scenario = defineScenario({
  id: "baseline",
  title: "Cloud photographs, as proposed",
  setup:
    "Three list authorities find pictures that circulate; a picture is listed when enough of them hold it. The server blinds the list and publishes one table. Three accounts upload photographs: one holds no listed picture, one holds one fewer than the threshold, one exactly the threshold. Copies are exact, each listed picture held once, and every equal hash counts once.",
  claims: ["A2", "A8"],
  objections: ["O1", "O14", "O18"],
  parameters: {
    threshold: whole("listed pictures that open an account", 30, [2, 40], "Apple, 2021"),
    agreement: whole("authorities that must hold a picture, of three", 2, [1, 3], "Apple, 2021"),
    coverage: share("share of circulating pictures that an authority comes across", 0.7, [0.05, 1]),
    photos: whole("photographs of each account that nobody listed", 6, [0, 40]),
  },
  doesNotShow:
    "How often photographs of people match by accident, or how many copies a hash misses: the pictures are generated and the copies exact. Who decides what a list authority holds is outside the protocol.",
  async run({ threshold, agreement, coverage, photos }, context) {
    const { random } = context;
    // Enough candidates for the threshold at the default agreement; at three of three there may be too few, and the story says so.
    const candidates = createListSources({
      seed: nameOf(random.fork("list")),
      authorities: authorities.map((id) => ({ id, coverage })),
      initial: 2 * threshold + 4,
    });
    const agreed = certify(candidates, agreement);
    const steps = createSteps(context, 3 * threshold + 4 * photos);
    const pictures = await photographSources(agreed, threshold, steps);
    const published = publishList(context, listable(pictures), { random: random.fork("table"), params: { threshold } });
    const album = await takeAlbum(random.fork("album"), photos, steps);
    const upload = async (account: string, copies: number) => {
      const images = random.fork(`order ${account}`).shuffle([...album, ...pictures.slice(0, copies)]);
      return { account, run: await runAccount(context, published, images, { random: random.fork(account), steps }) };
    };
    const without = await upload("no listed picture", 0);
    const below = await upload("one fewer than the threshold", threshold - 1);
    const at = await upload("exactly the threshold", threshold);
    const runs = [without, below, at];
    const ideal = idealControl(runs);
    const [none, fewer, enough] = runs.map(({ run }) => run.server);
    const held = pictures.length;
    return {
      outcome: `${count(enough?.payloads ?? 0, "picture")} of the account at the threshold became readable, and ${fewer?.payloads ?? 0} of the one below it; ${describeSizes(at.run)}.${held < threshold ? ` Only ${held} pictures were listed at ${agreement} of 3: nobody could reach the threshold of ${threshold}.` : ""}`,
      views: describeRun(at.run, at.account).concat(describeRun(below.run, below.account).slice(0, 3)),
      controls: [ideal.table],
      tables: [serverTable(runs), agreementTable(candidates)],
      plots: [],
      checks: [
        ideal.check,
        check("vouchers of the account without a listed picture that opened", 0, none?.opened ?? 0),
        check("pictures readable below the threshold", 0, fewer?.payloads ?? 0),
        check("pictures readable at the threshold", held < threshold ? 0 : threshold, enough?.payloads ?? 0),
        nothingInTheClear(fewer ?? below.run.server),
      ],
      published: [
        {
          figure: "a threshold of 30 matches",
          by: "Apple, 2021",
          source: "secondary",
          ours: `the threshold was ${threshold}; the account that held ${threshold - 1} stayed closed`,
        },
      ],
      verdicts: [
        {
          claim: "A2",
          verdict: (fewer?.payloads ?? 0) === 0 ? "holds" : "fails",
          under: "all parties follow the protocol, exact copies, each counted once",
          because: `${threshold - 1} matches left ${fewer?.payloads ?? 0} pictures readable, ${Math.min(held, threshold)} left ${enough?.payloads ?? 0}`,
        },
        {
          claim: "A8",
          verdict: "not verifiable yet",
          under: `${agreement} of 3 authorities, as the server applied it`,
          because:
            "the table looks the same whatever rule made it; a certificate over it would tie it to what the authorities signed",
        },
      ],
    };
  },
});

/** How many pictures each rule of agreement would list. */
function agreementTable(candidates: readonly ListSource[]) {
  return {
    id: "agreement",
    title: "Pictures listed by each rule",
    origin: onScenes(candidates.length, "generated candidates, coverage as set"),
    columns: [
      { key: "rule", title: "rule", format: "text" as const },
      { key: "listed", title: "pictures listed", format: "count" as const },
    ],
    rows: authorities.map((_, i) => ({
      rule: `${i + 1} of 3`,
      listed: certify(candidates, i + 1).length,
    })),
    note: "Pictures without usable structure are left out of the table afterwards.",
  };
}
