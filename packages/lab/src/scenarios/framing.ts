import { hashAtDistance, type SceneKind } from "@glasshouse/fixtures";
import { algorithms, defaultAlgorithm, hammingDistance, type PerceptualHash, type Pixels } from "@glasshouse/hasher";
import { defaultTokenScheme, type HashedImage } from "@glasshouse/matcher";
import { fromParameters, measureRate, renderProbability } from "../findings/index.js";
import { attackColumns, attackRow, checkAttacks, mountAttacks, mountedOrigin } from "../models/mounted-attacks.js";
import { logReportsWrongly } from "../models/reviewers.js";
import { defineScenario, type Scenario } from "./scenario.js";
import { check, idealControl, photographsOf, serverTable } from "./stage/evidence.js";
import { drawBurst, listable, type Photo, takePhoto } from "./stage/photos.js";
import { type AccountRun, createSteps, publishList, runAccount } from "./stage/run-account.js";
import { share, whole } from "./stage/sliders.js";
import { count, describeRun } from "./stage/views.js";

const kinds: readonly SceneKind[] = ["poster", "meme"];
const second = algorithms.phash;

/** One way of planting, and how far it got. */
interface Gated {
  readonly account: string;
  readonly listed: readonly HashedImage[];
  readonly run: AccountRun;
  readonly matched: number;
  readonly secondPassed: number;
}

/** One scene of the victim, and what could be listed for it. */
interface FramedScene {
  readonly photo: Photo;
  readonly planted: Photo;
  readonly unrelated: Photo;
  readonly second: Readonly<Record<"victim" | "planted" | "unrelated", PerceptualHash>>;
}

/** Somebody is made to look guilty. */
export const framing: Scenario = defineScenario({
  id: "framing",
  title: "Framing by planted entries",
  setup:
    "Somebody gets entries onto the list that collide with a victim's lawful pictures. In one way the planted entry is another picture of the same thing; in the other it is a hash made to lie near the victim's, submitted with an unrelated picture. Three gates stand in between: the first hash with its threshold, a second hash that the server compares, and a reviewer.",
  claims: ["A13", "A14"],
  objections: ["O5", "O10", "O13"],
  parameters: {
    threshold: whole("matches that open an account", 5, [2, 20]),
    pictures: whole("pictures of the victim that entries are planted for", 6, [1, 20]),
    distance: whole("bits by which a made hash differs from the victim's", 2, [0, 32]),
    mistakes: share("probability that a reviewer takes a lawful picture for a listed one", 0.01),
    readers: whole("reviewers of each picture, all of whom have to confirm it", 1, [1, 5]),
    confirmations: whole("confirmed pictures that it takes to report an account", 1, [1, 20]),
  },
  doesNotShow:
    "How hard it is to make a colliding picture: here the hashes of generated pictures are written onto a synthetic list, nothing is optimised, and no picture is changed. Nor whether reviewers err independently of one another; they are a slider.",
  async run({ threshold, pictures, distance, mistakes, readers, confirmations }, context) {
    const { random } = context;
    const steps = createSteps(context, 4 * pictures);
    const scenes: FramedScene[] = [];
    for (let i = 0; scenes.length < pictures; i++) {
      const kind = kinds[i % kinds.length] as SceneKind;
      const [victims, planted] = [...drawBurst(random.fork(`scene ${i}`), kind, 2)] as [Pixels, Pixels];
      const [unrelated] = [...drawBurst(random.fork(`unrelated ${i}`), "objects", 1)] as [Pixels];
      const scene: FramedScene = {
        photo: takePhoto(victims),
        planted: takePhoto(planted),
        unrelated: takePhoto(unrelated),
        second: { victim: second.hash(victims), planted: second.hash(planted), unrelated: second.hash(unrelated) },
      };
      if (scene.photo.image && scene.planted.image) scenes.push(scene); // the others are too plain for any list
      await steps.step();
    }
    const photos = scenes.map(({ photo }) => photo);
    const made = scenes.map(
      ({ photo }, i): HashedImage => ({
        algorithm: defaultAlgorithm.id,
        bits: hashAtDistance(photo.hash.bits, distance, random.fork(`made ${i}`)),
        margins: new Float32Array(defaultAlgorithm.bits),
        bitOrder: defaultAlgorithm.bitOrder,
      }),
    );
    const ways = [
      {
        account: "nothing planted",
        listed: listable(scenes.map(({ unrelated }) => unrelated)),
        shows: "unrelated" as const,
      },
      {
        account: "a picture of the same thing planted",
        listed: listable(scenes.map(({ planted }) => planted)),
        shows: "planted" as const,
      },
      { account: "a made hash planted", listed: made, shows: "unrelated" as const },
    ];
    const runs: Gated[] = [];
    for (const way of ways) {
      const published = publishList(context, way.listed, {
        random: random.fork(`table ${way.account}`),
        params: { threshold, tokenScheme: defaultTokenScheme },
      });
      const run = await runAccount(context, published, photos, { random: random.fork(way.account), steps });
      const passes = ({ second: { victim, ...entries } }: FramedScene) =>
        hammingDistance(victim.bits, entries[way.shows].bits) <= second.matchRadius;
      runs.push({
        ...way,
        run,
        matched: run.server.opened,
        secondPassed: scenes.filter((scene, i) => run.outcome.matched[i] && passes(scene)).length,
      });
    }
    const ideal = idealControl(runs);
    const mounted = await mountAttacks(["planted-match"], context);
    const [none, samePicture, madeHash] = runs as [Gated, Gated, Gated];
    const reviewers = { wrongConfirmation: mistakes, miss: 0, readers, confirmations };
    const reported = ({ run, secondPassed }: Gated) =>
      run.outcome.opened ? Math.exp(logReportsWrongly(reviewers, secondPassed)) : 0;
    return {
      outcome: `Of ${pictures} lawful pictures ${samePicture.matched} match planted pictures of the same thing and ${madeHash.matched} match made hashes ${distance} bits away. A second hash lets ${samePicture.secondPassed} and ${madeHash.secondPassed} of them through to a reviewer.`,
      views: describeRun(samePicture.run, samePicture.account).slice(0, 3),
      controls: [ideal.table],
      tables: [
        {
          id: "gates",
          title: "How far each way gets",
          origin: photographsOf(runs),
          columns: [
            { key: "account", title: "what is planted", format: "text" },
            { key: "first", title: "pass the first hash", format: "rate" },
            { key: "opens", title: "account opens", format: "yes-no" },
            {
              key: "second",
              title: `pass the second hash (${second.id}, at most ${second.matchRadius} bits)`,
              format: "count",
            },
            {
              key: "reported",
              title: "probability that the account is reported",
              format: "probability",
              origin: fromParameters,
            },
          ],
          rows: runs.map((gated) => ({
            account: gated.account,
            first: measureRate(
              { events: gated.matched, trials: pictures },
              { kind: "share", unit: "scene", listEntries: gated.listed.length },
            ),
            opens: gated.run.outcome.opened,
            second: gated.secondPassed,
            reported: reported(gated),
          })),
          note: "The second hash is taken of the pictures as they are. Below the threshold no picture reaches it, and what is counted there is what would pass.",
        },
        serverTable(runs),
        {
          id: "attacks",
          title: "A device that plants matches in its own account",
          origin: mountedOrigin,
          columns: attackColumns,
          rows: mounted.map(attackRow),
        },
      ],
      plots: [],
      checks: [
        ideal.check,
        checkAttacks(mounted),
        check("control: pictures that match when nothing is planted", 0, none.matched),
        check("made hashes at distance 0 match every picture", true, distance > 0 || madeHash.matched === pictures),
        check(
          "no more pass two hashes than one",
          true,
          runs.every(({ matched, secondPassed }) => secondPassed <= matched),
        ),
      ],
      published: [
        {
          figure: "two pairs of unlike pictures in ImageNet have the same NeuralHash without anybody's doing",
          by: "Dwyer, 2021",
          source: "primary",
          ours: "not comparable: collisions are planted here, between generated pictures, under PDQ with tent reduction",
        },
      ],
      verdicts: [
        {
          claim: "A13",
          verdict: madeHash.secondPassed === 0 ? "holds" : "fails",
          under: `hashes made to collide, ${distance} bits away, submitted with an unrelated picture`,
          because: `${madeHash.matched} of ${pictures} passed the first hash, ${madeHash.secondPassed} both`,
        },
        {
          claim: "A13",
          verdict: samePicture.secondPassed === 0 ? "holds" : "fails",
          under: "the planted entry is another picture of the same thing",
          because: `${samePicture.matched} of ${pictures} passed the first hash, ${samePicture.secondPassed} both: the entry is what is wrong, not the hash`,
        },
        {
          claim: "A14",
          verdict: "not verifiable",
          under: `reviewers who misjudge a lawful picture with probability ${mistakes}, assumed`,
          because: `${samePicture.run.outcome.opened ? `of ${count(samePicture.secondPassed, "picture")} at least ${confirmations} are confirmed with probability ${renderProbability(reported(samePicture))}` : "the account stays closed, and no picture reaches them"}; how they err is known to nobody outside`,
        },
      ],
    };
  },
});
