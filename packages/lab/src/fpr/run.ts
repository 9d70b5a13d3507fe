import { createSeededRandom } from "@glasshouse/fixtures";
import { createHashList, createScanner, type HashList, hashAt } from "@glasshouse/hasher";
import type { TokenScheme } from "@glasshouse/matcher";
import { renderInteger } from "../findings/index.js";
import { FprError } from "./errors.js";
import { createMatchTable, type MatchTable, truths } from "./match-table.js";
import { measureRates } from "./measure.js";
import type { FprResult } from "./result.js";
import { applyVerdicts, describePairs, pairsToReview, type ReviewPair, type Verdicts } from "./review.js";
import { chunkImages, type ScannedPairs, scanPairs } from "./scan.js";
import { digestRun, openScanState } from "./scan-state.js";
import type { Sides } from "./sides.js";
import { createStatement } from "./statement.js";
import { fitsScheme, joinTokens, type TokenPairs } from "./token-join.js";
import { decideTurnedBits } from "./turn-bits.js";

/** What is measured and how. */
export interface FprSettings {
  /** As named by the caller. */
  readonly corpus: string;
  readonly list?: string;
  readonly population?: string;
  readonly unitName: string;
  readonly seed: string;
  readonly confidence: number;
  /** Largest distance that is scanned. Default: one and a half times the radius. */
  readonly maxRadius?: number;
  /** Largest distance of pairs for a person to look at. Default: the radius that the algorithm recommends. */
  readonly reviewRadius?: number;
  readonly schemes: readonly TokenScheme[];
  readonly category?: string;
  readonly targetFpr?: number;
  readonly claim: number;
  readonly workers: number;
  /** Matches to keep at most: beyond it the largest radius shrinks. */
  readonly maxMatches: number;
  /** Folder that the corpus's paths start from. */
  readonly pictures: string;
  /** Where finished chunks are kept. */
  readonly stateFile: string;
  /** What a person said of the matches. */
  readonly verdicts?: Verdicts;
  readonly signal: AbortSignal;
  /** Starts a step of so much work, `from` of it done before; what it returns is told how much is done. */
  readonly onStep: (label: string, total: number, from?: number) => (done: number) => void;
  readonly onNotice: (text: string) => void;
}

/** A measurement and what its files are made of. */
export interface FprRun {
  readonly result: FprResult;
  readonly table: MatchTable;
  readonly pairs: readonly ReviewPair[];
  /** Pairs by distance, of a random sample. */
  readonly sample: Float64Array;
}

/** Images and entries of the sample that shows the whole range of distances: 16 million pairs, some milliseconds. */
const sampleSize = 4096;

/** Matches, decides, counts. */
export async function measureFpr(sides: Sides, settings: FprSettings): Promise<FprRun> {
  const { population, images, list } = sides;
  const { algorithm } = population;
  const { seed, signal, onNotice } = settings;
  const schemes = settings.schemes.filter((scheme) => {
    if (fitsScheme(scheme, algorithm.bits)) return true;
    onNotice(`${scheme.id}: left out, ${algorithm.id} has only ${algorithm.bits} bits`);
    return false;
  });
  const radius = algorithm.matchRadius;
  const reviewRadius = settings.reviewRadius ?? radius;
  const wanted = settings.maxRadius ?? Math.min(algorithm.bits, Math.ceil(1.5 * radius));
  const sample = await sampleDistances(images.hashes, list.hashes, seed);
  const asked = Math.min(algorithm.bits, Math.max(wanted, radius, reviewRadius));
  const { maxMatches } = settings;
  const scanned = await scan(sides, affordable(sample, asked, sides, maxMatches), settings);
  const counted = `${algorithm.id}: got more than ${renderInteger(maxMatches)} matches`;
  if (scanned.radius < 0)
    throw new FprError("too-many-matches", `${counted} of equal hashes, expected fewer: raise --max-matches`);
  if (scanned.radius < asked) onNotice(`${counted}: counted up to radius ${scanned.radius} instead of ${asked}`);
  const mainRadius = Math.min(radius, scanned.radius);
  const tokens = await join(sides, schemes, settings);
  const table = createMatchTable(scanned.pairs, tokens, sides);
  const turning = settings.onStep("hashing pictures that tokens may match", 1);
  const turnedBits = await decideTurnedBits(table, sides, {
    schemes,
    pictures: settings.pictures,
    signal,
    onProgress: (done, total) => turning(done / total),
  });
  signal.throwIfAborted();
  if (settings.verdicts) {
    const count = applyVerdicts(settings.verdicts, table, await describePairs(table, sides, reviewRadius));
    onNotice(`${renderInteger(count)} verdicts taken from ${settings.verdicts.shown}`);
  }
  const pairs = await describePairs(table, sides, reviewRadius);
  signal.throwIfAborted();
  const measured = measureRates(table, sides, {
    unitName: settings.unitName,
    confidence: settings.confidence,
    seed,
    maxRadius: scanned.radius,
    radius: mainRadius,
    recommendedRadius: radius,
    schemes,
    ...(settings.category !== undefined && { category: settings.category }),
    ...(settings.targetFpr !== undefined && { targetFpr: settings.targetFpr }),
  });
  const { usable, rules, listSizes, categories, chosen } = measured;
  if ((chosen?.radius ?? 0) > reviewRadius)
    onNotice(
      `radius ${chosen?.radius} was chosen: --review-radius ${chosen?.radius} puts all its matches into review.csv`,
    );
  const populationText = settings.population ?? `the images of ${settings.corpus}; nothing is said of others.`;
  const subject = { algorithm: algorithm.id, population: populationText, claim: settings.claim };
  const truthCounts = countTruths(table);
  return {
    table,
    pairs,
    sample,
    result: {
      schema: "glasshouse.fpr/1",
      label: "measured",
      population: populationText,
      corpus: settings.corpus,
      algorithm: algorithm.id,
      pins: population.pins,
      recommendedRadius: radius,
      qualityFloor: algorithm.qualityFloor,
      seed,
      confidence: settings.confidence,
      unit: settings.unitName,
      images: {
        usable: usable.images,
        belowFloor: images.hashes.count - usable.images,
        units: usable.sizes.filter((size) => size > 0).length,
        copies: population.copies,
        withoutUnit: population.withoutUnit,
      },
      list: {
        from: list.from,
        file: list.from === "half" ? settings.corpus : (settings.list ?? list.origins.file),
        entries: list.hashes.count,
        units: list.units,
        belowFloor: list.belowFloor,
        equalHashes: list.equalHashes,
      },
      maxRadius: scanned.radius,
      matches: {
        all: table.image.length,
        ...truthCounts,
        toReview: pairsToReview(table, reviewRadius).length,
        reviewRadius,
        written: pairs.length,
        turnedBits,
      },
      rules,
      listSizes,
      categories,
      chosen,
      statements: [
        ...rules
          .filter((rates) => rates.radius === mainRadius || rates.rule === schemes[0]?.id)
          .map(({ rule, image }) => createStatement({ ...subject, rule, images: "all images", bounds: image })),
        ...(chosen?.other && chosen.radius !== null
          ? [
              createStatement({
                ...subject,
                rule: `radius ${chosen.radius}, chosen on the other half of the units`,
                images: "the half that did not choose",
                bounds: chosen.other,
              }),
            ]
          : []),
      ],
    },
  };
}

async function scan({ images, list }: Sides, radius: number, settings: FprSettings): Promise<ScannedPairs> {
  const perPart = chunkImages(list.hashes.count);
  const run = digestRun(images.hashes, list.hashes, ["glasshouse.fpr/1", radius, settings.maxMatches, perPart]);
  const state = await openScanState(settings.stateFile, run);
  const millions = (done: number) => (Math.min(done, images.hashes.count) * list.hashes.count) / 1e6;
  if (state.chunks > 0) {
    const parts = Math.ceil(images.hashes.count / perPart);
    settings.onNotice(`scanned before: ${renderInteger(state.chunks)} of ${renderInteger(parts)} parts`);
  }
  const before = millions(state.chunks * perPart);
  const pairs = settings.onStep("comparing, in million pairs", millions(images.hashes.count), before);
  try {
    return await scanPairs(images.hashes, list.hashes, {
      radius,
      mostMatches: settings.maxMatches,
      workers: settings.workers,
      state,
      signal: settings.signal,
      onProgress: (done) => pairs(Math.max(before, millions(done))),
    });
  } finally {
    await state.close();
  }
}

async function join({ population, images, list }: Sides, schemes: readonly TokenScheme[], settings: FprSettings) {
  const step = settings.onStep("matching tokens", schemes.length);
  const joined: { readonly id: string; readonly pairs: TokenPairs }[] = [];
  for (const [done, scheme] of schemes.entries()) {
    step(done);
    const { signal } = settings;
    const pairs = await joinTokens(scheme, population.algorithm, images.hashes, list.hashes, { signal });
    joined.push({ id: scheme.id, pairs });
  }
  return joined;
}

/** The largest radius that will not, by the sample, give many times more matches than can be kept. */
function affordable(sample: Float64Array, radius: number, { images, list }: Sides, maxMatches: number): number {
  const pairs = images.hashes.count * list.hashes.count;
  const sampled = sample.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (let r = 0; r <= radius; r++) {
    seen += sample[r] as number;
    if ((seen / sampled) * pairs > 3 * maxMatches) return Math.max(0, r - 1);
  }
  return radius;
}

async function sampleDistances(images: HashList, list: HashList, seed: string): Promise<Float64Array> {
  const scanner = createScanner(takeSample(list, `${seed}/list sample`));
  try {
    const histogram = await scanner.histogram(takeSample(images, `${seed}/image sample`));
    return histogram.slice(0, images.bits + 1);
  } finally {
    await scanner.close();
  }
}

function takeSample(hashes: HashList, seed: string): HashList {
  if (hashes.count <= sampleSize) return hashes;
  const random = createSeededRandom(seed).quick("sample");
  const taken = createHashList(hashes.bits, sampleSize);
  for (let i = 0; i < sampleSize; i++)
    taken.data.set(hashAt(hashes, Math.floor(random.uniform() * hashes.count)), (i * hashes.width) / 8);
  return taken;
}

function countTruths({ truth }: MatchTable) {
  const counts = new Float64Array(truths.length);
  for (const each of truth) counts[each] = (counts[each] as number) + 1;
  const of = (name: (typeof truths)[number]) => counts[truths.indexOf(name)] as number;
  return { copies: of("copy"), sameScene: of("same-scene"), different: of("different"), open: of("open") };
}
