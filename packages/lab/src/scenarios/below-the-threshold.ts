import { fromParameters, renderNumber, renderProbability } from "../findings/index.js";
import { areaFromCounts, exactGuess } from "../models/counting-server.js";
import { defineScenario, type Scenario } from "./scenario.js";
import { check, idealControl, type NamedRun, nothingInTheClear, serverTable } from "./stage/evidence.js";
import { listable, takeAlbum } from "./stage/photos.js";
import { createSteps, publishList, runAccount } from "./stage/run-account.js";
import { share, whole, wholeLog } from "./stage/sliders.js";
import { count, describeRun } from "./stage/views.js";

/** Half way from guessing to certainty. */
const toldApart = 0.75;

/** What a server has of an account that it cannot open. */
export const belowTheThreshold: Scenario = defineScenario({
  id: "below-the-threshold",
  title: "One match below the threshold",
  setup:
    "An account holds one listed picture fewer than the threshold. The same pictures are uploaded twice: without synthetic vouchers, and with some of the account's vouchers replaced by synthetic ones, which open whatever the picture shows. A third account holds one picture more, a fourth none. What can the server read, and what can it guess?",
  claims: ["A2", "A12"],
  objections: ["O11"],
  parameters: {
    threshold: whole("matches that open an account", 30, [2, 40], "Apple, 2021"),
    below: whole("listed pictures that the account is short of the threshold", 1, [1, 40]),
    photos: whole("photographs of each account that nobody listed", 6, [0, 40]),
    synthetic: share("share of vouchers that are synthetic, in the run", 0.3, [0.01, 0.5]),
    libraryPhotos: wholeLog("photographs in a window, for the model", 5000, [200, 200_000]),
    expected: whole("synthetic vouchers expected in it, for the model", 30, [1, 100], "Apple, 2021"),
  },
  doesNotShow:
    "What a server learns from times, sizes of batches and habits outside the protocol. The model counts open vouchers alone; numbers of open slots and equal shares tell more, and experiment O11 measures them.",
  async run({ threshold, below, photos, synthetic, libraryPhotos, expected }, context) {
    const { random } = context;
    const matches = Math.max(0, threshold - below);
    const steps = createSteps(context, 4 * threshold + 5 * photos);
    const pictures = await takeAlbum(random.fork("listed"), threshold, steps);
    const album = await takeAlbum(random.fork("album"), photos, steps);
    const publish = (label: string, syntheticPerMillion: number) =>
      publishList(context, listable(pictures), {
        random: random.fork(`table ${label}`),
        params: { threshold, syntheticPerMillion },
      });
    const [plain, withSynthetics] = [publish("plain", 0), publish("synthetic", Math.round(synthetic * 1e6))];
    const upload = async (account: string, held: number, published = plain): Promise<NamedRun> => {
      const images = random.fork(`order ${account}`).shuffle([...album, ...pictures.slice(0, held)]);
      return { account, run: await runAccount(context, published, images, { random: random.fork(account), steps }) };
    };
    const none = await upload("no listed picture", 0);
    const short = await upload(`${matches} listed pictures`, matches);
    const blurred = await upload(`${matches} listed pictures, with synthetic vouchers`, matches, withSynthetics);
    const reached = await upload(`${threshold} listed pictures`, threshold);
    const exact = [none, short, reached];
    const ideal = idealControl(exact);
    const read = ({ run }: NamedRun) => run.server;
    const [shortView, blurredView] = [read(short), read(blurred)];
    const noise = { photos: libraryPhotos, synthetic: Math.min(1, expected / libraryPhotos) };
    const areas = [...new Set([1, 5, 10, 20, matches])]
      .filter((held) => held > 0)
      .sort((a, b) => a - b)
      .map((held) => ({
        held,
        area: areaFromCounts(noise, held),
        exact: exactGuess(noise, held),
      }));
    const areaOf = (held: number) => areaFromCounts(noise, held);
    const replaced = blurred.run.synthetic.filter(Boolean).length;
    const { opened: seen } = blurredView;
    return {
      outcome: `At ${matches} of ${threshold} the server holds ${count(shortView.vouchers, "voucher")}, sees that ${shortView.opened} opened, and reads ${count(shortView.payloads, "picture")}; at ${threshold} it reads ${read(reached).payloads}. With synthetic vouchers it sees ${seen} open for the same ${matches} matches. In the model, where it tells ${matches} matches from none, the area under the ROC curve is ${renderProbability(areaOf(matches))}.`,
      views: [short, blurred].flatMap(({ account, run }) => describeRun(run, account).slice(0, 3)),
      controls: [
        ideal.table,
        {
          id: "nothing-to-tell",
          title: "An account told from one like it",
          origin: fromParameters,
          columns: [
            { key: "held", title: "matches", format: "count" },
            { key: "area", title: "area under the ROC curve", format: "probability" },
          ],
          rows: [{ held: 0, area: areaOf(0) }],
          note: "0.5 is guessing.",
        },
      ],
      tables: [
        serverTable([none, short, blurred, reached]),
        {
          id: "estimate",
          title: "Telling an account with matches from one without, by counting open vouchers",
          origin: fromParameters,
          columns: [
            { key: "held", title: "matches", format: "count" },
            { key: "area", title: "area under the ROC curve", format: "probability" },
            { key: "exact", title: "probability of guessing the number exactly", format: "probability" },
          ],
          rows: areas,
          note: `${expected} synthetic vouchers expected among ${libraryPhotos.toLocaleString("en-US")} photographs. Without synthetic vouchers the area is 1 from the first match on.`,
        },
      ],
      plots: [
        {
          table: "estimate",
          title: "How well matches are told apart",
          kind: "lines",
          x: { column: "held", scale: "linear" },
          y: { column: "area", scale: "linear" },
        },
      ],
      checks: [
        ideal.check,
        check("pictures readable below the threshold", 0, shortView.payloads + blurredView.payloads),
        check("pictures readable at the threshold", threshold, read(reached).payloads),
        check("vouchers that open without a match or a synthetic voucher", 0, read(none).opened),
        check(
          "open vouchers with synthetic ones are the matches and the others that were replaced",
          countOpen(blurred, matches),
          seen,
        ),
        check("area for no match", 0.5, Number(areaOf(0).toFixed(9))),
        nothingInTheClear(shortView),
        nothingInTheClear(blurredView),
      ],
      published: [
        {
          figure:
            "area .55, .74, .90 and .995 at 1, 5, 10 and 20 matches, with 30 synthetic vouchers expected in 5,000 photographs",
          by: "Glasshouse, from the stated inputs",
          source: "computed",
          ours: `${[1, 5, 10, 20].map((held) => renderNumber(areaOf(held))).join(", ")} with ${expected} expected in ${libraryPhotos}`,
        },
      ],
      verdicts: [
        {
          claim: "A2",
          verdict: shortView.payloads === 0 ? "holds" : "fails",
          under: `${matches} matches against a threshold of ${threshold}, all parties follow the protocol`,
          because: `${shortView.payloads} pictures became readable`,
        },
        {
          claim: "A12",
          verdict: exactGuess(noise, matches) < 0.5 ? "holds" : "fails",
          under: `counting exactly; ${expected} synthetic vouchers expected, in the model`,
          because: `the likeliest guess is right with probability ${renderProbability(exactGuess(noise, matches))}; in the run ${replaced} of ${blurred.run.synthetic.length} vouchers were synthetic`,
        },
        {
          claim: "A12",
          verdict: areaOf(matches) > toldApart ? "fails" : "holds",
          under: `estimating, at ${matches} matches, where an area above ${toldApart} is called telling apart; ${expected} synthetic vouchers expected, in the model`,
          because: `an account with ${matches} matches shows more open vouchers than one without with probability ${renderProbability(areaOf(matches))}`,
        },
      ],
    };
  },
});

/** Open vouchers that follow from which images are listed and which were replaced: known to the device alone. */
function countOpen({ run: { ideal, synthetic } }: NamedRun, matches: number): number {
  return matches + synthetic.filter((replaced, i) => replaced && !ideal.matched[i]).length;
}
