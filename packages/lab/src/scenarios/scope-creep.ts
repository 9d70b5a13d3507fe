import { createListSources } from "@glasshouse/fixtures";
import { type HashedImage, listTokens } from "@glasshouse/matcher";
import { fromParameters, onScenes } from "../findings/index.js";
import { certify, medianDaysToReview } from "../models/certified-lists.js";
import { defineScenario, type Scenario } from "./scenario.js";
import { check, idealControl, serverTable } from "./stage/evidence.js";
import { listable, nameOf, photographSources } from "./stage/photos.js";
import { type AccountRun, createSteps, type PublishedList, publishList, runAccount } from "./stage/run-account.js";
import type { ServerReading } from "./stage/server-view.js";
import { share, whole, wholeLog } from "./stage/sliders.js";
import { describeRun } from "./stage/views.js";

const authorities = ["A", "B", "C"];
const purpose = "a protest";

/** Who puts the posters on the list. */
interface Way {
  readonly account: string;
  /** Authorities that submit them. */
  readonly through: number;
  readonly byOperator: boolean;
}

/** Pictures of a protest are put on a list made for something else. */
export const scopeCreep: Scenario = defineScenario({
  id: "scope-creep",
  title: "Protest posters on the list",
  setup:
    "Three authorities keep a list, and an entry needs the agreement of some of them. Somebody has posters of a protest submitted by one, two or three of the authorities, filed under what the list is for; at last the operator adds them without any authority. Somebody who took part in the protest holds the posters. Does the account open, and does anything that is public look different?",
  claims: ["A8", "A10", "A11", "A16", "B2"],
  objections: ["O6", "O17"],
  parameters: {
    agreement: whole("authorities that must hold a picture, of three", 2, [1, 3], "Apple, 2021"),
    posters: whole("posters submitted, and held by the account", 8, [1, 20]),
    threshold: whole("matches that open an account", 6, [2, 20]),
    genuine: whole("candidates that belong on the list", 10, [4, 40]),
    holders: wholeLog("accounts that hold such posters, for the model", 1000, [1, 1e7]),
    perDay: share("posters that one of them uploads a day, for the model", 0.02, [0.001, 1]),
  },
  doesNotShow:
    "Whether authorities would submit such pictures, or honest ones see them: an authority that looks at what others submit could object, if the rules let it look. Agreement counts signatures; it does not say what a picture shows.",
  async run({ agreement, posters, threshold, genuine, holders, perDay }, context) {
    const { random } = context;
    const seed = nameOf(random.fork("list"));
    const steps = createSteps(context, genuine + 6 * posters);
    const draw = (through: number) =>
      createListSources({
        seed,
        authorities: authorities.map((id) => ({ id, coverage: 0.8 })),
        initial: genuine,
        plants: through === 0 ? [] : [{ purpose, count: posters, authorities: authorities.slice(0, through) }],
      });
    const candidates = draw(authorities.length);
    const photographed = await photographSources(candidates, candidates.length, steps);
    const named = new Map(photographed.map((photo) => [photo.source.id, photo]));
    const planted = photographed.filter(({ source }) => source.planted !== undefined);
    const publish = (label: string, through: number, byOperator: boolean) => {
      const agreed = certify(draw(through), agreement);
      const pictures = agreed.flatMap(({ id }) => named.get(id) ?? []);
      return publishList(context, listable(pictures), {
        random: random.fork(`table ${label}`),
        params: { threshold },
        added: byOperator ? listable(planted) : [],
      });
    };
    const countListed = ({ list }: PublishedList) => {
      const tokens = new Set(list.tokens.map(String));
      const isListed = (image: HashedImage) => listTokens(list.tokenScheme, image).every((t) => tokens.has(String(t)));
      return listable(planted).filter(isListed).length;
    };
    const ways: readonly Way[] = [
      { account: "nobody submits them", through: 0, byOperator: false },
      ...authorities.map((_, i) => ({ account: `${i + 1} of 3 submit them`, through: i + 1, byOperator: false })),
      { account: "the operator adds them", through: 0, byOperator: true },
    ];
    const runs: (Way & { run: AccountRun; reading: ServerReading })[] = [];
    for (const way of ways) {
      const published = publish(way.account, way.through, way.byOperator);
      const run = await runAccount(context, published, planted, { random: random.fork(way.account), steps });
      runs.push({ ...way, run, reading: run.server });
    }
    const ideal = idealControl(runs);
    const held = planted.length;
    const expected = ({ through, byOperator }: Way) => (byOperator || through >= agreement ? held : 0);
    const byAuthorities = runs.filter(({ byOperator, through }) => !byOperator && through > 0);
    const enough = byAuthorities.filter(({ reading }) => reading.opened > 0);
    const below = byAuthorities.filter(({ through }) => through < agreement);
    const operator = runs.at(-1) as (typeof runs)[number];
    const sizes = new Set(runs.map(({ run }) => run.published.cells.length));
    return {
      outcome: `At ${agreement} of 3 the posters match once ${enough[0] ? enough[0].through : "more than 3"} authorities submit them, and then ${enough.at(-1)?.reading.payloads ?? 0} pictures of the protester are read. Added by the operator alone, ${operator.reading.opened} of ${held} match. The published tables ${sizes.size === 1 ? "are all of the same size" : `have ${sizes.size} sizes, as the number of tokens passes a padded capacity`}.`,
      views: runs.slice(-2).flatMap(({ account, run }) => describeRun(run, account)),
      controls: [ideal.table],
      tables: [
        {
          id: "injection",
          title: "What becomes of the posters",
          origin: onScenes(held * runs.length, "uploads of generated posters"),
          columns: [
            { key: "account", title: "who puts them on the list", format: "text" },
            { key: "surviving", title: "posters on the list", format: "count" },
            { key: "opened", title: "uploads that match", format: "count" },
            { key: "opens", title: "account opens", format: "yes-no" },
            { key: "payloads", title: "pictures that reviewers read", format: "count" },
            { key: "tableBytes", title: "size of the table", format: "bytes" },
            { key: "visible", title: "repeated cells in the table", format: "count" },
          ],
          rows: runs.map(({ account, run, reading }) => ({
            account,
            surviving: countListed(run.published),
            opened: reading.opened,
            opens: run.outcome.opened,
            payloads: reading.payloads,
            tableBytes: run.published.cells.length,
            visible: repeatedCells(run.published.cells),
          })),
          note: "Every table has another id and other cells than the one before, whatever was added: a rebuilt table always does.",
        },
        serverTable(runs),
        {
          id: "first-noticed",
          title: "When somebody outside first sees a planted picture",
          origin: fromParameters,
          columns: [
            { key: "holders", title: "accounts that hold posters", format: "count" },
            { key: "days", title: "days until a reviewer has one of them, with probability one half", format: "days" },
          ],
          rows: [...new Set([1, 100, 10_000, holders])]
            .sort((a, b) => a - b)
            .map((number) => ({
              holders: number,
              days: medianDaysToReview({ holders: number, perDay, threshold, planted: posters }),
            })),
          note: `Each uploads at most one poster a day, on average ${perDay}. No number: fewer posters are listed than an account needs, or it takes a century. Until then nobody but those who submitted them has seen what was listed.`,
        },
      ],
      plots: [],
      checks: [
        ideal.check,
        check("control: posters that match when nobody submits them", 0, runs[0]?.reading.opened ?? 0),
        check(
          "uploads that match, by who submits",
          ways.map(expected).join(", "),
          runs.map(({ reading }) => reading.opened).join(", "),
        ),
        check(
          "cells that repeat in any table",
          0,
          runs.reduce((sum, { run }) => sum + repeatedCells(run.published.cells), 0),
        ),
      ],
      published: [
        {
          figure: "an entry needs at least two organisations in separate jurisdictions",
          by: "Apple, 2021",
          source: "secondary",
          ours: `at ${agreement} of 3, ${below.length} numbers of colluding authorities were too few and ${enough.length} enough; the operator alone was enough as well, since nothing ties a table to what authorities submitted`,
        },
      ],
      verdicts: [
        {
          claim: "B2",
          verdict: below.every(({ reading }) => reading.opened === 0) ? "holds" : "fails",
          under: `fewer than ${agreement} authorities submit the pictures, and the operator applies the rule`,
          because: `${below.reduce((sum, { reading }) => sum + reading.opened, 0)} posters matched`,
        },
        {
          claim: "B2",
          verdict: enough.length > 0 ? "fails" : "holds",
          under: `${agreement} or more of the authorities submit the pictures`,
          because: `${enough[0]?.reading.opened ?? 0} of ${held} posters matched`,
        },
        {
          claim: "A8",
          verdict: operator.reading.opened > 0 ? "not verifiable yet" : "holds",
          under: "the operator adds entries of its own",
          because: `${operator.reading.opened} of ${held} matched and no device can tell; a certificate that the table follows from signed entries would show it`,
        },
        {
          claim: "A16",
          verdict: "not verifiable",
          under: "any request to widen the list",
          because: "it is a promise; technically the same table takes any picture",
        },
      ],
    };
  },
});

function repeatedCells(cells: Uint8Array): number {
  const bytes = 32;
  const different = new Set<string>();
  for (let at = 0; at < cells.length; at += bytes) different.add(String(cells.subarray(at, at + bytes)));
  return cells.length / bytes - different.size;
}
