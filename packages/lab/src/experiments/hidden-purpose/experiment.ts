import { type ClaimVerdict, onScenes, type PublishedFigure, renderRate } from "../../findings/index.js";
import { logBinomialTail } from "../../statistics/index.js";
import { defineExperiment, type Experiment } from "../experiment.js";
import { type Audited, auditTable } from "./audits.js";
import { differingVectors, distanceAt, fingerprintOf, measureHash } from "./measure.js";
import { drawPlace, drawSources, type Place, type Source } from "./pictures.js";
import { drawWeights, meanOf, plantPurpose } from "./projection.js";
import { controlTable, mean, purposeTable, triggerRate, triggerTable } from "./tables.js";

/** `null` is the honest hash. */
const strengths = [null, 0, 0.25, 0.5, 1, 2] as const;

export const hiddenPurpose: Experiment = defineExperiment({
  id: "O9",
  title: "A hash with a hidden second purpose",
  objection:
    "Whoever supplies the hash can build a second purpose into it, and a single added entry then recognises one person or place.",
  adversary: "the supplier of the hash, who also adds one entry to the list",
  method:
    "A hash of 128 random projections of a picture's coarse look. The supplier alters the projections so that pictures of one generated place, taken on several occasions, get one hash. Counted is how many pictures of later occasions match the added entry, what it costs in telling copies from others at equal false-positive rate, and which tests see it.",
  parameters: {
    places: {
      type: "number",
      what: "places, each with a hash altered for it",
      default: 6,
      range: [2, 200],
      whole: true,
      assumedBy: "Glasshouse",
    },
    seen: {
      type: "number",
      what: "occasions of which the supplier has a picture",
      default: 10,
      range: [1, 60],
      whole: true,
      assumedBy: "Glasshouse",
    },
    later: {
      type: "number",
      what: "later occasions that are counted",
      default: 12,
      range: [2, 200],
      whole: true,
      assumedBy: "Glasshouse",
    },
    sources: {
      type: "number",
      what: "unrelated scenes, half of them to choose the radius on",
      default: 50,
      range: [10, 4000],
      whole: true,
      assumedBy: "Glasshouse",
    },
    pairRate: {
      type: "number",
      what: "share of unrelated pairs that may match when the radius is chosen",
      default: 0.001,
      range: [0.00001, 0.2],
      whole: false,
      assumedBy: "Glasshouse",
      scale: "log",
    },
    honestSeeds: {
      type: "number",
      what: "honest hashes of other seeds that an auditor compares with",
      default: 19,
      range: [3, 499],
      whole: true,
      assumedBy: "Glasshouse",
    },
  },
  nightly: { places: 40, pairRate: 0.0001, sources: 1000, later: 40, honestSeeds: 99 },
  doesNotShow:
    "What a trained network can hide: this hash is linear, its second purpose a place seen from nearly the same spot, and its weights a table that anybody can look at. The published work hides a face in a deep network. A place is an easier target than a face, and a linear hash easier to audit than a network: the figures carry over in neither direction. The scenes are generated.",

  async run({ places: count, seen, later, sources: sourceCount, pairRate, honestSeeds }, { random, onProgress }) {
    const total = sourceCount + honestSeeds + count * (seen + later + strengths.length);
    let done = 0;
    const step = () => onProgress(++done, total);
    const sources: Source[] = [];
    for (const source of drawSources(sourceCount, random.fork("sources"))) {
      sources.push(source);
      await step();
    }
    const half = Math.floor(sourceCount / 2);
    const world = { chosenOn: sources.slice(0, half), reportedOn: sources.slice(half), pairRate };
    const dimensions = sources[0]?.look.length ?? 0;
    const published = drawWeights(random.fork("published"), dimensions);

    const places: Place[] = [];
    for (let p = 0; p < count; p++) {
      places.push(await drawPlace(random.fork(`place ${p}`), { seen, later }, step));
    }
    const others = [];
    for (let seed = 0; seed < honestSeeds; seed++) {
      const weights = drawWeights(random.fork(`seed ${seed}`), dimensions);
      others.push({ weights, fingerprint: fingerprintOf(weights, world.reportedOn) });
      await step();
    }
    const audited: Audited[] = [];
    for (const [p, place] of places.entries()) {
      const placed = { ...world, place, elsewhere: places[(p + 1) % count] as Place };
      const honest = others.map(({ weights, fingerprint }) => ({
        ...fingerprint,
        atPlace: distanceAt(weights, place),
      }));
      const entry = meanOf(place.seen);
      const honestBusiest = measureHash(published, entry, placed).busiest;
      for (const strength of strengths) {
        const weights = strength === null ? published : plantPurpose(published, place.seen, strength);
        const vectors = world.reportedOn.map(({ look }) => look);
        audited.push({
          strength,
          measured: measureHash(weights, entry, placed),
          differing: differingVectors(weights, published, vectors),
          honest,
          honestBusiest,
        });
        await step();
      }
    }

    const origin = onScenes(sourceCount + count, "generated scenes and places");
    const at = (strength: Audited["strength"]) => audited.filter((one) => one.strength === strength);
    const own = at(0).map(({ measured }) => measured.own);
    const ownMatches = own.reduce((sum, { events }) => sum + events, 0);
    const vectors = at(null).reduce((sum, { differing }) => sum + differing, 0);
    return {
      summary: summarize(at(null), at(0)),
      controls: [controlTable(audited, origin)],
      tables: [
        purposeTable(audited, origin),
        auditTable(audited, honestSeeds, origin),
        triggerTable(places, world.reportedOn, origin),
      ],
      plots: [
        {
          table: "second-purpose",
          title: "The second purpose against the first: each dot a strength",
          kind: "dots",
          x: { column: "area", scale: "linear" },
          y: { column: "triggered", scale: "linear" },
          series: "hash",
        },
      ],
      checks: [
        {
          name: "the altered hash gives every picture that the supplier has the added entry's hash",
          expected: `${count * seen} of ${count * seen}`,
          got: `${ownMatches} of ${count * seen}`,
          holds: ownMatches === count * seen,
        },
        {
          name: "the honest hash differs from itself on no test picture",
          expected: "0",
          got: `${vectors}`,
          holds: vectors === 0,
        },
      ],
      published: [publishedBeside(at(null), at(0.5))],
      verdicts: verdictsOf(at(null), at(0), world.reportedOn.length),
    };
  },
});

const area = (audited: readonly Audited[]) => mean(audited.map(({ measured }) => measured.area)).toFixed(4);

function publishedBeside(honest: readonly Audited[], altered: readonly Audited[]): PublishedFigure {
  return {
    figure:
      "a deep hash recognises a target person in 67 % of that person's images with one added entry, without loss in detecting copies",
    by: "Jain, Cretu, Cully, de Montjoye, 2023",
    source: "primary",
    ours: `Places instead of faces, a linear hash instead of a network: ${renderRate(triggerRate(altered))} of later pictures at strength 0.5, against ${renderRate(triggerRate(honest))} by the honest hash with the same entry; area under the ROC curve ${area(altered)} against ${area(honest)}. More in ${compareByPlace(honest, altered).more} of ${altered.length} places, fewer in ${compareByPlace(honest, altered).fewer}. Not comparable in size.`,
  };
}

const seenByVectors = (altered: readonly Audited[]) => altered.filter(({ differing }) => differing > 0).length;

function summarize(honest: readonly Audited[], blind: readonly Audited[]): string {
  return `One added entry matched ${renderRate(triggerRate(blind))}, later pictures of ${blind.length} generated places under a hash altered for each (strength 0), ${renderRate(triggerRate(honest))}, under the honest one; area under the ROC curve ${area(blind)} and ${area(honest)}. Where weights derive from a public seed, test pictures showed ${seenByVectors(blind)} of ${blind.length} alterations.`;
}

/** Places of which the altered hash recognises more later pictures, and fewer; the rest as many. */
interface Gains {
  readonly more: number;
  readonly fewer: number;
}

function compareByPlace(honest: readonly Audited[], altered: readonly Audited[]): Gains {
  const gains = altered.map((one, i) => one.measured.triggered.events - (honest[i]?.measured.triggered.events ?? 0));
  return { more: gains.filter((gain) => gain > 0).length, fewer: gains.filter((gain) => gain < 0).length };
}

/** Whether a place gains more often than it loses by more than chance: a sign test, one error in forty. */
export function gainsByMoreThanChance({ more, fewer }: Gains): boolean {
  return logBinomialTail(more + fewer, 0.5, more) <= Math.log(0.025);
}

function verdictsOf(honest: readonly Audited[], blind: readonly Audited[], vectors: number): ClaimVerdict[] {
  const seen = seenByVectors(blind);
  const [before, after] = [triggerRate(honest), triggerRate(blind)];
  const places = compareByPlace(honest, blind);
  return [
    {
      claim: "A11",
      verdict: gainsByMoreThanChance(places) ? "fails" : "not verifiable yet",
      under:
        "the supplier hands over the hash's weights and adds one entry; nobody knows how the weights came about; strength 0",
      because: `later pictures of the place that match: ${renderRate(after)}, honest ${renderRate(before)}; more in ${places.more} of ${blind.length} places, fewer in ${places.fewer}${gainsByMoreThanChance(places) ? "" : ", too few to tell from chance"}; area under the ROC curve ${area(blind)}, honest ${area(honest)}`,
    },
    {
      claim: "A11",
      verdict: seen === blind.length ? "holds" : "fails",
      under: `the weights derive from a public seed, and somebody compares ${vectors} test pictures`,
      because: `the altered hash differs from the published one for ${seen} of ${blind.length} places`,
    },
  ];
}
