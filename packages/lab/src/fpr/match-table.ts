import { hammingDistance, hashAt } from "@glasshouse/hasher";
import type { PairColumns } from "./pairs.js";
import type { Sides } from "./sides.js";
import type { TokenPairs } from "./token-join.js";

/**
 * What a pair is. `copy` and `same-scene` are true matches and never count; an `open` pair counts in one of the two bounds;
 * `different` is a false positive.
 */
export const truths = ["copy", "same-scene", "open", "different"] as const;

/** One of {@link truths}. */
export type Truth = (typeof truths)[number];

/** Who says so: nobody yet, equal SHA-256, the scene ids of generated pictures, or a person. */
export const deciders = ["", "sha256", "scene", "reviewer"] as const;

/** Whether a scheme matches a pair: no, as its device turns over bits, yes. */
export const marks = { no: 0, perhaps: 1, yes: 2 } as const;

/** The matches of one token scheme. */
export interface SchemeMarks {
  readonly id: string;
  /** One of {@link marks} per pair. */
  readonly mark: Uint8Array;
}

/** Every pair that matches by any rule, ordered by image, then by entry. */
export interface MatchTable extends PairColumns {
  /** Index of {@link truths}. */
  readonly truth: Uint8Array;
  /** Index of {@link deciders}. */
  readonly decider: Uint8Array;
  readonly schemes: readonly SchemeMarks[];
}

/** Brings the matches of all rules together and decides what can be decided without looking at pictures or at distances. */
export function createMatchTable(
  near: PairColumns,
  schemes: readonly { readonly id: string; readonly pairs: TokenPairs }[],
  { images, list }: Pick<Sides, "images" | "list">,
): MatchTable {
  const entries = list.hashes.count;
  const keyed = ({ image, entry }: Pick<PairColumns, "image" | "entry">) =>
    Float64Array.from(image, (i, at) => i * entries + (entry[at] as number));
  const nearKeys = keyed(near);
  const schemeKeys = schemes.map(({ pairs }) => keyed(pairs));
  const keys = union([nearKeys, ...schemeKeys]);
  const table: MatchTable = {
    image: Uint32Array.from(keys, (key) => Math.floor(key / entries)),
    entry: Uint32Array.from(keys, (key) => key % entries),
    distance: new Uint16Array(keys.length),
    truth: new Uint8Array(keys.length).fill(truths.indexOf("open")),
    decider: new Uint8Array(keys.length),
    schemes: schemes.map(({ id }) => ({ id, mark: new Uint8Array(keys.length) })),
  };
  const isNear = new Uint8Array(keys.length);
  walk(keys, nearKeys, (at, from) => {
    table.distance[at] = near.distance[from] as number;
    isNear[at] = 1;
  });
  for (let at = 0; at < keys.length; at++) {
    if (isNear[at]) continue;
    const image = hashAt(images.hashes, table.image[at] as number);
    table.distance[at] = hammingDistance(image, hashAt(list.hashes, table.entry[at] as number));
  }
  for (const [s, { pairs }] of schemes.entries()) {
    const { mark } = table.schemes[s] as SchemeMarks;
    walk(keys, schemeKeys[s] as Float64Array, (at, from) => {
      mark[at] = pairs.certain[from] ? marks.yes : marks.perhaps;
    });
  }
  decideByIdentity(table, { images, list });
  return table;
}

/** Equal files are copies; generated scenes carry their identity, so that the same and different ones are known. */
function decideByIdentity(table: MatchTable, { images, list }: Pick<Sides, "images" | "list">): void {
  for (let at = 0; at < table.image.length; at++) {
    const image = table.image[at] as number;
    const entry = table.entry[at] as number;
    const sha256 = images.sha256[image] as number;
    const [scene, other] = [images.scene[image] as number, list.scene[entry] as number];
    if (sha256 !== 0 && sha256 === list.sha256[entry]) decide(table, at, "copy", "sha256");
    else if (scene !== 0 && other !== 0) decide(table, at, scene === other ? "same-scene" : "different", "scene");
  }
}

/** Says what a pair is. */
export function decide(table: MatchTable, at: number, truth: Truth, decider: (typeof deciders)[number]): void {
  table.truth[at] = truths.indexOf(truth);
  table.decider[at] = deciders.indexOf(decider);
}

/** All keys once, ascending. */
function union(lists: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, list) => sum + list.length, 0));
  let filled = 0;
  for (const list of lists) {
    all.set(list, filled);
    filled += list.length;
  }
  all.sort();
  return all.filter((key, at) => at === 0 || key !== all[at - 1]);
}

/** Calls back with the place of every one of `some` in `all`; both ascend. */
function walk(all: Float64Array, some: Float64Array, found: (at: number, from: number) => void): void {
  let at = 0;
  for (const [from, key] of some.entries()) {
    while ((all[at] as number) < key) at++;
    found(at, from);
  }
}
