/** Measured: how often generated pictures match a list that holds none of them. */
import { algorithms, defaultAlgorithm, type HashAlgorithm } from "@glasshouse/hasher";
import { defaultTokenScheme, parseTokenScheme } from "@glasshouse/matcher";
import { type Check, measureRate, onScenes, type Rate, type Table } from "../../findings/index.js";
import { measureDistances } from "../../samples/pairs.js";
import { imageRateFromPairs } from "../../statistics/index.js";
import type { ExperimentContext } from "../experiment.js";
import {
  drawUnrelated,
  findPairs,
  type MatchBy,
  rateImages,
  ratePairs,
  selectHashes,
  type UnrelatedHashes,
  type UnrelatedPictures,
  underAlgorithm,
} from "../unrelated-pictures.js";
import type { Values } from "./parameters.js";

/** Hashes in the order of reports; the null leads. */
const measured = [algorithms.constant, algorithms["pdq-tent"], algorithms.pdq, algorithms.phash, algorithms.blockhash];
/** Pictures and entries that the constant hash is held against. */
const constantSample = 200;
const wholeKey = parseTokenScheme("whole-key");
/** Bits. The radius of pdq-tent is 30; beyond 90 unlike pictures begin to match by themselves. */
const radii = [20, 30, 40, 50, 60, 70, 80, 90, 100];
/** Bits. Wide enough for events that show how the rate grows with the list. */
const wideRadius = 90;

/** What the pictures gave. */
export interface MeasuredPictures {
  readonly controls: readonly Table[];
  readonly tables: readonly Table[];
  readonly checks: readonly Check[];
  /** Images that match at the radius of the default hash. */
  readonly usual: Rate;
}

type RuleRow = Readonly<Record<"hash" | "rule", string> & Record<"images" | "pairs", Rate>>;

/** The radius that a hash states, and the tokens that it is long enough for. */
function rulesOf({ matchRadius, bits }: HashAlgorithm): readonly { readonly name: string; readonly by: MatchBy }[] {
  const schemes = bits === 256 ? [wholeKey, defaultTokenScheme] : [wholeKey];
  return [
    { name: `at most ${matchRadius} bits apart`, by: { radius: matchRadius } },
    ...schemes.map((scheme) => ({ name: `tokens, ${scheme.id}`, by: { scheme } })),
  ];
}

function sliceBoth({ listed, photographed }: UnrelatedPictures, count: number) {
  return { listed: listed.slice(0, count), photographed: photographed.slice(0, count) };
}

/** Draws, hashes and counts. */
export async function measurePictures(
  values: Values,
  { random, onProgress }: ExperimentContext,
): Promise<MeasuredPictures> {
  let drawn = 0;
  const pictures = await drawUnrelated({
    algorithms: measured,
    listedScenes: values.listedScenes,
    photographedScenes: values.photographedScenes,
    bursts: { kind: "geometric", mean: 2 },
    random: random.fork("pictures"),
    // The second half of the way is matching.
    onProgress: (done, total) => {
      drawn = total;
      return onProgress(done, 2 * total);
    },
  });
  // Every pair matches under the constant hash: as many as that would only fill the memory.
  const few = { ...pictures, ...sliceBoth(pictures, constantSample) };
  const usual = underAlgorithm(pictures, defaultAlgorithm.id);
  const origin = onScenes(
    values.photographedScenes,
    `generated scenes in ${pictures.photographed.length.toLocaleString("en-US")} pictures`,
  );
  const rows: RuleRow[] = [];
  for (const [place, { id }] of measured.entries()) {
    const isNull = id === algorithms.constant.id;
    const hashes = id === usual.algorithm.id ? usual : underAlgorithm(isNull ? few : pictures, id);
    for (const { name, by } of rulesOf(hashes.algorithm)) {
      const pairs = findPairs(hashes, by);
      rows.push({
        hash: id,
        rule: name,
        images: rateImages(hashes, pairs),
        pairs: ratePairs(hashes, pairs, random.fork(`pairs ${id} ${name}`)),
      });
      await onProgress(drawn + ((place + 1) * drawn) / measured.length, 2 * drawn);
    }
  }
  const columns = [
    { key: "hash", title: "hash", format: "text" },
    { key: "rule", title: "matches when", format: "text" },
    { key: "images", title: "images that match", format: "rate" },
  ] as const;
  const nulls = rows.filter(({ hash }) => hash === algorithms.constant.id);
  const copies = [
    { rule: "listed pictures themselves, 0 bits apart", images: recallOfListed(usual, { radius: 0 }) },
    {
      rule: `listed pictures themselves, tokens, ${defaultTokenScheme.id}`,
      images: recallOfListed(usual, { scheme: defaultTokenScheme }),
    },
  ];
  const usualRate = rateImages(usual, findPairs(usual, { radius: usual.algorithm.matchRadius }));
  return {
    controls: [
      {
        id: "controls",
        title: "The null matches everything, listed pictures match themselves",
        origin,
        columns: [...columns],
        rows: [
          ...nulls.map(({ hash, rule, images }) => ({ hash, rule, images })),
          ...copies.map((copy) => ({ hash: usual.algorithm.id, ...copy })),
        ],
        note: "The constant hash, held against few pictures only, gives every one the same bits. The last rows are recalls.",
      },
    ],
    tables: [
      {
        id: "false-matches",
        title: "False matches by hash and rule",
        origin,
        columns: [...columns, { key: "pairs", title: "pairs that match", format: "rate" }],
        rows: rows.filter(({ hash }) => hash !== algorithms.constant.id),
        note: "No photographed scene is listed. A picture below a hash's quality floor counts and never matches.",
      },
      sweepRadius(usual, origin),
      growList(usual, origin, random.fork("subsets")),
    ],
    checks: [
      {
        name: "the constant hash matches every picture",
        expected: `${few.photographed.length} by every rule`,
        got: nulls.map(({ images }) => images.events).join(", "),
        holds: nulls.every(({ images }) => images.events === images.trials),
      },
      {
        name: "every listed picture matches itself",
        expected: `${usual.listed.length} by either rule`,
        got: copies.map(({ images }) => images.events).join(", "),
        holds: copies.every(({ images }) => images.events === usual.listed.length),
      },
    ],
    usual: usualRate,
  };
}

/** Listed pictures held against their own list. */
function recallOfListed(hashes: UnrelatedHashes, by: MatchBy): Rate {
  const { listed } = hashes;
  const pairs = findPairs({ ...hashes, images: listed, distances: measureDistances(listed, listed) }, by);
  const events = pairs.filter(({ row, column }) => row === column).length;
  return measureRate({ events, trials: listed.length }, { kind: "recall", listEntries: listed.length, unit: "scene" });
}

function sweepRadius(hashes: UnrelatedHashes, origin: Table["origin"]): Table {
  return {
    id: "radius",
    title: `False matches of ${hashes.algorithm.id} by radius`,
    origin,
    columns: [
      { key: "radius", title: "radius", format: "bits" },
      { key: "images", title: "images that match", format: "rate" },
    ],
    rows: radii.map((radius) => ({ radius, images: rateImages(hashes, findPairs(hashes, { radius })) })),
    note: "The radius of the protocols is 30. The wider ones are here for their events, not as a choice anybody proposed.",
  };
}

/** The rate against lists of different sizes, and what the pair rate predicts if entries matched independently. */
function growList(hashes: UnrelatedHashes, origin: Table["origin"], random: ExperimentContext["random"]): Table {
  const by: MatchBy = { radius: wideRadius };
  const entries = hashes.listed.length;
  const order = random.shuffle(hashes.listed.map((_, entry) => entry));
  const pairRate = findPairs(hashes, by).length / (hashes.pictures.length * entries);
  const sizes = [16, 8, 4, 2, 1].map((share) => Math.max(1, Math.floor(entries / share)));
  return {
    id: "list-size",
    title: `False matches of ${hashes.algorithm.id} within ${wideRadius} bits by size of the list`,
    origin,
    columns: [
      { key: "entries", title: "entries", format: "count" },
      { key: "images", title: "images that match", format: "rate" },
      { key: "predicted", title: "predicted if entries matched independently", format: "probability" },
      { key: "within", title: "prediction within the interval", format: "yes-no" },
    ],
    rows: sizes.map((size) => {
      const smaller = selectHashes(hashes, { columns: order.slice(0, size) });
      const images = rateImages(smaller, findPairs(smaller, by));
      const predicted = imageRateFromPairs(pairRate, size);
      return { entries: size, images, predicted, within: predicted >= images.lower && predicted <= images.upper };
    }),
    note: "Were matches spread evenly, both would agree. Entries and pictures that are like many others (hubs) make the measured rate the smaller one: their matches fall on few images.",
  };
}
