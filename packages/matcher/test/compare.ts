/** A world run through the protocol and through the reference. */
import type { Group } from "@glasshouse/crypto";
import type { SeededRandom } from "@glasshouse/fixtures";
import {
  type AccountImage,
  type CreatedTable,
  createTable,
  evaluateIdeal,
  type HashedImage,
  type ListEntry,
  type Outcome,
  type PreparedTable,
  prepareList,
  prepareTable,
  simulateAccount,
} from "@glasshouse/matcher";
import { hamming, type World } from "./worlds.js";

const algorithmDigest = new Uint8Array(32);

export interface Comparison {
  readonly protocol: Outcome;
  readonly ideal: Outcome;
  /** Images that went out as synthetic vouchers. */
  readonly synthetic: number;
}

/** Runs a world through the protocol and through the reference. */
export async function compare(group: Group, world: World, random: SeededRandom): Promise<Comparison> {
  const { params, entries, added, images } = world;
  const publish = (listed: readonly ListEntry[], epoch: number, base?: CreatedTable) => {
    const list = prepareList(listed, { ...params, random: random.bytes });
    const options = { algorithmDigest, epoch, random: random.bytes, ...(base && { base }) };
    const table = createTable(group, list, params, options);
    const dropped = new Set(table.dropped.map(String));
    return { table, tokens: list.tokens.filter((token) => !dropped.has(String(token))) };
  };
  const base = publish(entries, 1);
  const supplement = added && publish(added, 2, base.table);
  const prepare = ({ table }: typeof base, under: PreparedTable | null = null) =>
    prepareTable(group, table.manifestBytes, table.cells, table.tableId, under);
  const prepared = supplement ? prepare(supplement, prepare(base)) : prepare(base);
  const secrets = supplement
    ? { secrets: supplement.table.secrets, base: base.table.secrets }
    : { secrets: base.table.secrets };
  const options = { distance: hamming, random: random.bytes };
  const { outcome, synthetic } = await simulateAccount(group, prepared, secrets, images, options);
  const clusterBounds = { withinSeconds: params.clusterSeconds, matchRadius: params.clusterRadius };
  const ideal = evaluateIdeal([...base.tokens, ...(supplement?.tokens ?? [])], replaceSynthetics(images, synthetic), {
    ...params,
    clusterBounds,
    distance: hamming,
  });
  return {
    ideal: blurSynthetics(ideal, synthetic),
    protocol: blurSynthetics(outcome, synthetic),
    synthetic: synthetic.filter(Boolean).length,
  };
}

/** A synthetic voucher stands in for its image, which then cannot match; it still ends or continues a cluster. */
function replaceSynthetics(images: readonly AccountImage[], synthetic: readonly boolean[]): AccountImage[] {
  return images.map((image, i) => (synthetic[i] ? { ...image, image: image.image && unlisted(image.image) } : image));
}

/** The same hash to every counting rule, another one to every list. */
function unlisted(image: HashedImage): HashedImage {
  return { ...image, algorithm: `${image.algorithm}-synthetic` };
}

/** Leaves out what synthetic vouchers are meant to blur: which of them opened and, while the account is closed, how many. */
function blurSynthetics(outcome: Outcome, synthetic: readonly boolean[]): Outcome {
  if (!synthetic.includes(true)) return outcome;
  return {
    ...outcome,
    matched: outcome.matched.map((matched, i) => matched && !synthetic[i]),
    distinct: outcome.opened ? outcome.distinct : Number.NaN,
  };
}
