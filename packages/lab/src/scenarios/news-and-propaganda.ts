import { createListSources, listedOn, type SeededRandom } from "@glasshouse/fixtures";
import { defaultAlgorithm } from "@glasshouse/hasher";
import type { HashedImage } from "@glasshouse/matcher";
import { fromParameters, onScenes, renderInteger, type Table } from "../findings/index.js";
import { defineScenario, type Scenario } from "./scenario.js";
import { check, idealControl, type NamedRun, nothingInTheClear, serverTable } from "./stage/evidence.js";
import { outcomesPerDay } from "./stage/matches-per-day.js";
import { drawBurst, listable, nameOf, type Photo, takeAlbum, takePhoto } from "./stage/photos.js";
import { type AccountRun, createSteps, publishList, runAccount, type Steps } from "./stage/run-account.js";
import { all } from "./stage/server-view.js";
import { rate, share, whole, wholeLog } from "./stage/sliders.js";
import { count, describeRun } from "./stage/views.js";

/** What a match is, once somebody knows the context: three things that a hash does not tell apart. */
type Truth = "wrong match" | "right match, lawful context" | "right match, offence";

const daysOfGrowth = 3;
const shotsOfBystander = 4;

/** A list of terrorist content grows after an attack. */
export const newsAndPropaganda: Scenario = defineScenario({
  id: "news-and-propaganda",
  title: "A news site and a propagandist post one poster",
  setup:
    "After an attack, pictures of a campaign are added to a shared list within three days, as a supplement to the table in use. A propagandist posts them to win followers; a news site posts the same files to report on them; a second propagandist posted them before they were listed; a bystander holds holiday photographs of a place that one of the pictures shows. All other additions are random hashes: only their number matters here.",
  claims: ["B1"],
  objections: ["O1", "O2", "O6"],
  parameters: {
    added: wholeLog("entries added in three days", 870, [20, 2000], "GIFCT's published account of one event"),
    posted: whole("pictures of the campaign that each of them posts", 5, [1, 12]),
    threshold: whole("matches that open an account", 3, [2, 20]),
    posts: wholeLog("pictures posted a day, for the model", 1e8, [1, 1e11]),
    listedShare: rate("share of posts that are listed pictures, for the model", 1e-6, [1e-9, 0.01]),
    lawful: share("share of those that are news, research, satire or evidence, for the model", 0.3),
    recall: share("share of copies that match, for the model", 0.9),
    imageFpr: rate("probability that another picture matches by accident, for the model", 1e-6, [1e-9, 1e-4]),
    listEntries: wholeLog(
      "entries before the event, for which this probability is",
      370_000,
      [1000, 1e7],
      "GIFCT, 2022",
    ),
  },
  doesNotShow:
    "How much of what is posted is listed, and how much of that is lawful: both are sliders. It says nothing of new content, which no list holds, and nothing of what reviewers decide; whether a context is lawful is a question of law.",
  async run(values, context) {
    const { added, posted, threshold } = values;
    const { random } = context;
    const steps = createSteps(context, 5 * posted + 19);
    const campaign = await takeCampaign(random.fork("campaign"), posted, steps);
    const place = Array.from(drawBurst(random.fork("place"), "night", shotsOfBystander + 1), (pixels) =>
      takePhoto(pixels),
    );
    const [still, ...holiday] = place as [Photo, ...Photo[]];
    const pictures = [...campaign, still];
    const base = publishList(context, listable(await takeAlbum(random.fork("older"), 4, steps)), {
      random: random.fork("base"),
      params: { threshold },
    });
    await steps.step();
    const others = drawOtherHashes(random.fork("others"), added - pictures.length);
    const after = publishList(context, [...listable(pictures), ...others], {
      random: random.fork("supplement"),
      params: { threshold },
      epoch: 2,
      base,
    });
    await steps.step();
    const own = await takeAlbum(random.fork("own"), 2, steps);
    const post = async (account: string, truth: Truth, images: readonly Photo[], listedYet = true) => ({
      account,
      truth,
      run: listedYet
        ? await runAccount(context, after, images, { random: random.fork(account), steps, base })
        : await runAccount(context, base, images, { random: random.fork(account), steps }),
    });
    const propagandist = await post("propagandist", "right match, offence", campaign);
    const news = await post("news site", "right match, lawful context", [...campaign, ...own]);
    const early = await post("propagandist, before the listing", "right match, offence", campaign, false);
    const bystander = await post("bystander", "wrong match", [...holiday, ...own]);
    const accounts = [propagandist, news, early, bystander];
    const runs: NamedRun[] = accounts;
    const ideal = idealControl(runs);
    const reading = new Map(accounts.map(({ account, run }) => [account, run.server]));
    const openedBy = (account: string) => reading.get(account)?.opened ?? 0;
    const [same, days] = [samePictures(propagandist.run, news.run), growthTable(random, added)];
    const model = outcomesPerDay(values);
    return {
      outcome: `${openedBy("propagandist")} of ${posted} postings by the propagandist match, and ${openedBy("news site")} of ${posted} by the news site; what reviewers get of them ${same ? "is the same" : "differs"}. Posted before the listing, ${openedBy(early.account)} match. Of the bystander's ${count(holiday.length, "photograph")} of the place ${openedBy("bystander")} match.`,
      views: [propagandist, news].flatMap(({ account, run }) => describeRun(run, account).slice(0, 3)),
      controls: [ideal.table],
      tables: [
        {
          id: "outcomes",
          title: "Three outcomes that the protocol does not tell apart",
          origin: onScenes(
            runs.reduce((sum, { run }) => sum + run.images.length, 0),
            "uploads of generated scenes",
          ),
          columns: [
            { key: "account", title: "who posts", format: "text" },
            { key: "wrong", title: "wrong match", format: "count" },
            { key: "lawful", title: "right match, lawful context", format: "count" },
            { key: "offence", title: "right match, offence", format: "count" },
            { key: "missed", title: "campaign pictures not matched", format: "count" },
            { key: "opens", title: "account opens", format: "yes-no" },
          ],
          rows: accounts.map(({ account, truth, run }) => {
            const matches = openedBy(account);
            const held = run.images.filter((image) => campaign.some((picture) => picture === image)).length;
            return {
              account,
              wrong: truth === "wrong match" ? matches : 0,
              lawful: truth === "right match, lawful context" ? matches : 0,
              offence: truth === "right match, offence" ? matches : 0,
              missed: truth === "wrong match" ? 0 : held - matches,
              opens: run.outcome.opened,
            };
          }),
          note: "Who is right is known here because the story says so. A voucher carries the picture, not why it was posted.",
        },
        serverTable(runs),
        days,
        model,
      ],
      plots: [],
      checks: [
        ideal.check,
        check("pictures posted before their listing that matched", 0, openedBy(early.account)),
        check(
          "pictures of propagandist and news site that matched",
          `${campaign.length} and ${campaign.length}`,
          `${openedBy("propagandist")} and ${openedBy("news site")}`,
        ),
        check("the reviewer gets the same pictures of both", true, same),
        check(
          "accounts with fewer matches than the threshold stay closed, the others open",
          true,
          accounts.every(
            ({ account, run }) => run.outcome.opened === (reading.get(account)?.distinct ?? 0) >= threshold,
          ),
        ),
        nothingInTheClear(early.run.server),
      ],
      published: [
        {
          figure: "370,000 items in 2022; about 870 added within days of one attack; members may disagree on labels",
          by: "GIFCT, 2022",
          source: "secondary",
          ours: `${renderInteger(added)} entries were added as a supplement of ${renderInteger(after.manifest.capacity)} padded tokens; an account keeps one voucher per picture for both tables`,
        },
      ],
      verdicts: [
        {
          claim: "B1",
          verdict: openedBy("propagandist") === campaign.length ? "holds" : "fails",
          under: "exact copies of listed pictures, posted after the listing",
          because: `${openedBy("propagandist")} of ${campaign.length} matched`,
        },
        {
          claim: "B1",
          verdict: openedBy(early.account) === 0 ? "fails" : "holds",
          under: "the same pictures, posted before the listing",
          because: `${openedBy(early.account)} of ${campaign.length} matched: a table is not retroactive, and new content is on no list`,
        },
        {
          claim: "B1",
          verdict: openedBy("news site") > 0 ? "fails" : "holds",
          under: "a match taken for a terrorist",
          because: `${openedBy("news site")} of ${campaign.length} postings by the news site matched as well, with the same pictures`,
        },
      ],
    };
  },
});

async function takeCampaign(random: SeededRandom, posters: number, { step }: Steps): Promise<Photo[]> {
  const campaign: Photo[] = [];
  for (let i = 0; campaign.length < posters; i++) {
    const taken = Array.from(drawBurst(random.fork(`poster ${i}`), "poster", 1), (pixels) => takePhoto(pixels));
    campaign.push(...taken.filter(({ image }) => image)); // some posters are too plain for any list
    await step();
  }
  return campaign;
}

function drawOtherHashes(random: SeededRandom, number: number): HashedImage[] {
  const { id: algorithm, bits, bitOrder } = defaultAlgorithm;
  return Array.from({ length: Math.max(0, number) }, () => ({
    algorithm,
    bits: random.bytes(bits / 8),
    margins: new Float32Array(bits),
    bitOrder,
  }));
}

/** Whether reviewers got the same pictures of the campaign from both. */
function samePictures(a: AccountRun, b: AccountRun): boolean {
  const pictures = ({ transcript }: AccountRun) =>
    all(transcript.view("reviewer"), "payload").map(String).sort().join(" ");
  return pictures(a) === pictures(b);
}

function growthTable(random: SeededRandom, added: number): Table {
  const sources = createListSources({
    seed: nameOf(random.fork("growth")),
    authorities: [{ id: "consortium", coverage: 1 }],
    initial: 0,
    growth: { days: daysOfGrowth + 2, perDay: 0, surges: [{ day: 1, days: daysOfGrowth, count: added }] },
  });
  return {
    id: "growth",
    title: "Entries added since the event",
    origin: fromParameters,
    columns: [
      { key: "day", title: "day", format: "count" },
      { key: "listed", title: "entries added so far", format: "count" },
    ],
    rows: Array.from({ length: daysOfGrowth + 3 }, (_, day) => ({ day, listed: listedOn(sources, day).length })),
  };
}
