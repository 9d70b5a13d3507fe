import type { SceneKind, SeededRandom } from "@glasshouse/fixtures";
import { defaultAlgorithm, type HashAlgorithm, type PerceptualHash } from "@glasshouse/hasher";
import { type Check, fromParameters, measureRate, onScenes } from "../findings/index.js";
import { toMatchable } from "../images/matchable.js";
import { addSecondPurpose, coarseLook } from "../models/dual-purpose-hash.js";
import { drawScene, type ScenePicture } from "../samples/scenes.js";
import { defineScenario, type Scenario } from "./scenario.js";
import { type Compared, comparing, differing } from "./stage/compared-hashes.js";
import { check, idealControl, type NamedRun, serverTable } from "./stage/evidence.js";
import { nameOf, type Photo } from "./stage/photos.js";
import { createSteps, publishList, runAccount } from "./stage/run-account.js";
import { share, whole } from "./stage/sliders.js";
import { describeRun } from "./stage/views.js";

const shotsPerVisit = 3;
const placeKind: SceneKind = "landscape";

/** Whoever supplies the hash built something else into it. */
export const hiddenPurpose: Scenario = defineScenario({
  id: "hidden-purpose",
  title: "A hash with a hidden purpose",
  setup:
    "The supplier of the hash makes it recognise one place: for pictures that look like it the hash gives out the value of an entry added to the list, for all others it is the published hash, bit for bit. One person visits the place several times and takes photographs, another never goes there. Both run the same software against the same list, once with the honest hash and once with the other.",
  claims: ["A11"],
  objections: ["O9"],
  parameters: {
    visits: whole("visits to the place, of three photographs each", 4, [1, 12]),
    added: whole("entries added to the list", 3, [1, 8]),
    correlation: share("smallest likeness to the place that triggers (correlation of brightness)", 0.9, [0.3, 0.99]),
    threshold: whole("matches that open an account", 2, [1, 12]),
    tests: whole("pictures that an auditor tries", 18, [6, 60]),
  },
  doesNotShow:
    "What a trained model can hide: this trigger is a few lines that compare brightness, and whoever reads the source finds it. Published work hides a face in the weights, where nobody can read it. Places are drawn scenes.",
  async run({ visits, added, correlation, threshold, tests }, context) {
    const { random } = context;
    const steps = createSteps(context, 5 * visits * shotsPerVisit + tests + 4);
    const place = nameOf(random.fork("place"));
    const target = coarseLook(drawScene({ kind: placeKind, seed: place, burst: 0, shot: 0 }));
    const planted = plantHashes(random.fork("planted"), added);
    const hidden = addSecondPurpose(defaultAlgorithm, { target, correlation, planted });

    const compare = comparing(hidden, target, steps);
    const occasions: Compared[][] = [];
    for (let burst = 1; burst <= visits; burst++) {
      const shots = Array.from({ length: shotsPerVisit }, (_, shot) => ({ kind: placeKind, seed: place, burst, shot }));
      occasions.push(await compare(shots));
    }
    const visited = occasions.flat();
    const elsewhere = await compare(otherScenes(random.fork("elsewhere"), visited.length));
    const audited = await compare(otherScenes(random.fork("audit"), tests));
    const ordinary = await compare(otherScenes(random.fork("genuine"), 4));

    const listed = planted.flatMap((hash) => toMatchable(defaultAlgorithm, hash) ?? []);
    const genuine = ordinary.flatMap(({ honest }) => honest.image ?? []);
    const published = publishList(context, [...genuine, ...listed], {
      random: random.fork("table"),
      params: { threshold },
    });
    const upload = async (account: string, photos: readonly Photo[]): Promise<NamedRun> => ({
      account,
      run: await runAccount(context, published, photos, { random: random.fork(account), steps }),
    });
    const visitor = await upload(
      "visitor, hash with the second purpose",
      visited.map(({ supplied }) => supplied),
    );
    const visitorHonest = await upload(
      "visitor, honest hash",
      visited.map(({ honest }) => honest),
    );
    const stranger = await upload(
      "somebody else, hash with the second purpose",
      elsewhere.map(({ supplied }) => supplied),
    );
    const runs = [visitor, visitorHonest, stranger];
    const ideal = idealControl(runs);
    const opened = (named: NamedRun) => named.run.server.opened;
    const triggers = occasions.map((shots) => ({ events: differing(shots), images: shots.length }));
    const triggered = triggers.reduce((sum, { events }) => sum + events, 0);
    const total = visits * shotsPerVisit;
    const inAudit = differing(audited);
    const audits = auditTable(audited, visited);
    return {
      outcome: `${triggered} of ${total} photographs of the place get an added entry's hash; ${opened(visitor)} vouchers of the visitor open and ${visitor.run.outcome.distinct} count, so the account ${visitor.run.outcome.opened ? "opens" : "stays closed"} (threshold ${threshold}). Of ${tests} pictures that an auditor tries ${inAudit} show any difference.`,
      views: [visitor, stranger].flatMap(({ account, run }) => describeRun(run, account).slice(0, 3)),
      controls: [ideal.table],
      tables: [
        {
          id: "triggers",
          title: "What the second purpose does",
          origin: onScenes(total + elsewhere.length + tests),
          columns: [
            { key: "pictures", title: "pictures", format: "text" },
            { key: "changed", title: "get another hash than the published one", format: "rate" },
          ],
          rows: [
            {
              pictures: "of the place, later visits",
              changed: measureRate(triggers, { kind: "share", unit: "visit" }),
            },
            {
              pictures: "of other places",
              changed: measureRate(
                { events: differing(elsewhere), trials: elsewhere.length },
                { kind: "share", unit: "scene" },
              ),
            },
            {
              pictures: "that an auditor tries",
              changed: measureRate({ events: inAudit, trials: tests }, { kind: "share", unit: "scene" }),
            },
          ],
          note: "Where nothing changes, every rate of the hash is what it was: recall and false positives on such pictures cannot show it.",
        },
        {
          id: "trade-off",
          title: "How alike must a picture be to the place?",
          origin: onScenes(total + elsewhere.length + tests),
          columns: [
            {
              key: "correlation",
              title: "smallest correlation that triggers",
              format: "number",
              origin: fromParameters,
            },
            { key: "place", title: "of the place, later visits", format: "rate" },
            { key: "others", title: "of other scenes", format: "rate" },
          ],
          rows: [...new Set([0.7, 0.8, 0.85, 0.9, 0.95, correlation])]
            .sort((a, b) => a - b)
            .map((smallest) => {
              const looksLike = ({ likeness }: Compared) => likeness >= smallest;
              const byVisit = occasions.map((shots) => ({
                events: shots.filter(looksLike).length,
                images: shots.length,
              }));
              const others = [...elsewhere, ...audited];
              return {
                correlation: smallest,
                place: measureRate(byVisit, { kind: "share", unit: "visit" }),
                others: measureRate(
                  { events: others.filter(looksLike).length, trials: others.length },
                  { kind: "share", unit: "scene" },
                ),
              };
            }),
          note: "What triggers on other scenes is what an audit could stumble on. A trained trigger separates better than this one.",
        },
        serverTable(runs),
        {
          id: "audits",
          title: "Which test sees it",
          origin: onScenes(total + tests),
          columns: [
            { key: "test", title: "test", format: "text" },
            { key: "differences", title: "differences found", format: "count" },
            { key: "of", title: "of", format: "count" },
            { key: "seen", title: "sees it", format: "yes-no" },
          ],
          rows: audits,
        },
      ],
      plots: [],
      checks: [
        ideal.check,
        check("control: vouchers of the visitor that open under the honest hash", 0, opened(visitorHonest)),
        check("vouchers that open are the photographs that triggered", triggered, opened(visitor)),
        check(
          "equal hashes count once: no more counted than entries added",
          true,
          visitor.run.outcome.distinct <= added,
        ),
        ...stillSame(hidden),
      ],
      published: [
        {
          figure: "67 % of a target person's images flagged with one added entry, no loss on other images",
          by: "Jain et al., 2023",
          source: "primary",
          ours: `${triggered} of ${total} photographs of a drawn place with ${added} added entries; a hand-made trigger, not a trained one, so the figures are not comparable`,
        },
      ],
      verdicts: [
        {
          claim: "A11",
          verdict: opened(visitor) > 0 ? "fails" : "holds",
          under: `everybody runs the supplier's hash, and an auditor has tried it on ${tests} pictures`,
          because: `${opened(visitor)} of ${total} photographs of one place matched, and ${inAudit} of ${tests} tries showed a difference`,
        },
      ],
    };
  },
});

function plantHashes(random: SeededRandom, number: number): PerceptualHash[] {
  return Array.from({ length: number }, () => ({
    algorithm: defaultAlgorithm.id,
    bits: random.bytes(defaultAlgorithm.bits / 8),
    quality: 100,
    // Bits equally reliable: flipped probes do not matter to entries that are given out exactly.
    margins: new Float32Array(defaultAlgorithm.bits).fill(1),
  }));
}

function otherScenes(random: SeededRandom, number: number): ScenePicture[] {
  const seed = nameOf(random);
  const kinds: readonly SceneKind[] = ["landscape", "interior", "objects"];
  return Array.from({ length: number }, (_, i) => ({
    kind: kinds[i % kinds.length] as SceneKind,
    seed: `${seed}/${i}`,
    burst: 0,
    shot: 0,
  }));
}

/** That everything a manifest says of the algorithm is unchanged. */
function stillSame({ id, bits, bitOrder, qualityFloor }: HashAlgorithm): Check[] {
  const facts = (of: Pick<HashAlgorithm, "id" | "bits" | "bitOrder" | "qualityFloor">) =>
    [of.id, of.bits, of.qualityFloor, ...of.bitOrder].join();
  return [
    check(
      "name, length and order of bits are those of the published hash",
      true,
      facts({ id, bits, bitOrder, qualityFloor }) === facts(defaultAlgorithm),
    ),
  ];
}

/** What an auditor can compare, and whether it shows anything. */
function auditTable(audited: readonly Compared[], ofThePlace: readonly Compared[]) {
  const repeats = (pictures: readonly Compared[]) =>
    pictures.length - new Set(pictures.map(({ supplied }) => String(supplied.hash.bits))).size;
  const row = (test: string, differences: number, of: number) => ({ test, differences, of, seen: differences > 0 });
  return [
    row("name, length and bit order in the manifest", 0, 4),
    row("hashes of test pictures beside those of the published hash", differing(audited), audited.length),
    row("different test pictures with equal hashes", repeats(audited), audited.length),
    row("the same with pictures of the place, for whoever knows which place", differing(ofThePlace), ofThePlace.length),
    row("different pictures of the place with equal hashes", repeats(ofThePlace), ofThePlace.length),
  ];
}
