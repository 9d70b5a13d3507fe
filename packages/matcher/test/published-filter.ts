/** Small lists published as blinded filters. */
import { type FilterKind, fuseFilter, type Group } from "@glasshouse/crypto";
import { bloomFilter } from "@glasshouse/crypto/node";
import { createSeededRandom } from "@glasshouse/fixtures";
import {
  type CreatedFilter,
  createBlindedFilter,
  defaultFilterParams,
  type FilterParams,
  type HashedImage,
  type PreparedFilter,
  parseTokenScheme,
  prepareFilter,
  prepareList,
} from "@glasshouse/matcher";

const random = createSeededRandom("published filters");

/** Both kinds: these tests run in Node. */
export const filterKinds: readonly FilterKind[] = [fuseFilter, bloomFilter];

/** 64-bit hashes under 4 blocks of 16 bits, 16 probes. */
export const smallParams: FilterParams = {
  ...defaultFilterParams,
  algorithm: "test-64",
  tokenScheme: parseTokenScheme("blocks-4x16-f2"),
};

/** Publishes these images. @param changes to {@link smallParams} */
export function publishImages(
  group: Group,
  images: readonly HashedImage[],
  changes: Partial<FilterParams> = {},
): CreatedFilter {
  const params = { ...smallParams, ...changes };
  const entries = images.map((image, i) => ({ id: `entry ${i}`, image }));
  return createBlindedFilter(group, prepareList(entries, { ...params, random: random.bytes }), params, {
    algorithmDigest: new Uint8Array(32),
    epoch: 1,
    filterKind: filterKinds.find(({ name }) => name === params.filter) as FilterKind,
    random: random.bytes,
  });
}

/** What a device that reads both kinds makes of it. */
export function prepareCreated(group: Group, { manifestBytes, encodedFilter }: CreatedFilter): PreparedFilter {
  return prepareFilter(group, manifestBytes, encodedFilter, { filterKinds });
}
