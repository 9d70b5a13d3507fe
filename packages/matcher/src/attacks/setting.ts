/** A small honest world in which attacks are mounted: a list, its table, and an account with two devices. */
import type { Group, RandomBytes } from "@glasshouse/crypto";
import type { Distance } from "../counting.js";
import { type ListEntry, type PreparedList, prepareList } from "../list.js";
import {
  type AccountSecrets,
  type CreatedTable,
  createAccount,
  createTable,
  defaultParams,
  type Params,
  type PreparedTable,
  prepareTable,
} from "../protocols/threshold-psi/index.js";
import { createDevice, type DeviceSecrets } from "../registration.js";
import { type HashedImage, parseTokenScheme } from "../tokens.js";
import { type CountingGroup, createCountingGroup } from "./counting-group.js";

/** See {@link createSetting}. */
export interface Setting extends CountingGroup {
  readonly random: RandomBytes;
  readonly params: Params;
  readonly distance: Distance;
  /** What the list authority supplied. */
  readonly listed: readonly HashedImage[];
  readonly unlisted: readonly HashedImage[];
  readonly list: PreparedList;
  readonly published: CreatedTable;
  readonly table: PreparedTable;
  readonly account: AccountSecrets;
  readonly device: DeviceSecrets;
  /** Another device of the same account. */
  readonly sibling: DeviceSecrets;
}

/** Digest of no algorithm in particular: hashes here are random bytes. */
export const algorithmDigest: Uint8Array = new Uint8Array(32);

/** The number of hashes on the list, and of others that are not. */
const imageCount = 8;

/** The setting's parameters: 4 slots per voucher, and few enough of everything that an attack takes milliseconds. */
const settingParams: Params = {
  ...defaultParams,
  algorithm: "random-64",
  tokenScheme: parseTokenScheme("blocks-2x32-f1"),
  threshold: 3,
  payloadBytes: 64,
  detectionColumns: 4,
  openings: [1, 1],
};

/** A setting of random hashes; everything in it follows from `random`. */
export function createSetting(inner: Group, random: RandomBytes): Setting {
  const counting = createCountingGroup(inner);
  const { group } = counting;
  const params = settingParams;
  const [listed, unlisted] = [createImages(random), createImages(random)];
  const list = prepareList(toEntries(listed), { ...params, random });
  const published = createTable(group, list, params, { algorithmDigest, epoch: 1, random });
  return {
    ...counting,
    random,
    params,
    distance: differingBytes,
    listed,
    unlisted,
    list,
    published,
    table: prepareTable(group, published.manifestBytes, published.cells, published.tableId),
    account: createAccount(group, published.manifest, random),
    device: createDevice(random),
    sibling: createDevice(random),
  };
}

/** Random 64-bit hashes. */
export function createImages(random: RandomBytes, count: number = imageCount): HashedImage[] {
  return Array.from({ length: count }, () => ({
    algorithm: settingParams.algorithm,
    bits: random(8),
    margins: Float32Array.from(random(64)),
    bitOrder: Uint16Array.from({ length: 64 }, (_, i) => i),
  }));
}

/** Entries of a list. */
export function toEntries(images: readonly HashedImage[]): ListEntry[] {
  return images.map((image, i) => ({ id: `entry ${i}`, image }));
}

// Counting rules of the setting never ask for more than equality.
function differingBytes(a: Uint8Array, b: Uint8Array): number {
  return a.filter((byte, i) => byte !== b[i]).length;
}
