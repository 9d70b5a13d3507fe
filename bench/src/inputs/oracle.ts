import { fuseFilter, type Group, type OprfMode, oprfOutputBytes, systemRandom } from "@glasshouse/crypto";
import { createSeededRandom } from "@glasshouse/fixtures";
import {
  concludeRequest,
  createBlindedFilter,
  createDevice,
  createRequest,
  defaultFilterParams,
  encodeEvaluation,
  type HashedImage,
  openOracle,
  type PendingRequest,
  prepareFilter,
  prepareList,
} from "@glasshouse/matcher";
import { algorithmDigest, createHash } from "./matching.js";

/** One device and one oracle, against a filter of a given size. */
export interface Asking {
  readonly listed: HashedImage;
  readonly unlisted: HashedImage;
  readonly request: (image: HashedImage) => PendingRequest;
  readonly evaluate: (pending: PendingRequest) => Uint8Array;
  readonly conclude: (pending: PendingRequest, answer: Uint8Array) => boolean;
  /** One look-up. */
  readonly lookUp: () => boolean;
}

/**
 * @param tokens members of the filter. All but a few are random bytes in place of outputs, from which nobody without the
 *   key could tell them: a million real ones would take minutes to make.
 */
export function createAsking(group: Group, mode: OprfMode, tokens: number): Asking {
  const random = createSeededRandom("bench oracle");
  const params = { ...defaultFilterParams, mode };
  const listed = createHash(random);
  const list = prepareList([{ id: "listed", image: listed }], { ...params, random: random.bytes });
  const created = createBlindedFilter(group, list, params, { algorithmDigest, epoch: 1, random: random.bytes });
  const { key, filterId } = openOracle(group, created);
  const members = key.deriveOutputs(group, list.tokens);
  while (members.length < tokens) members.push(systemRandom(oprfOutputBytes));
  const filter = fuseFilter.decode(fuseFilter.create(members, 2 ** -params.falsePositiveBits).encode());
  const prepared = { ...prepareFilter(group, created.manifestBytes, created.encodedFilter), filter };
  const [account, device] = [random.bytes(32), createDevice()];
  let turn = 0;
  return {
    listed,
    unlisted: createHash(random),
    request: (image) => createRequest(group, prepared, account, device, [image]),
    evaluate: ({ requestId, blindedElements }) =>
      encodeEvaluation({ filterId, requestId, ...key.evaluate(group, blindedElements, systemRandom) }),
    conclude: (pending, answer) => concludeRequest(group, prepared, pending, answer)[0] as boolean,
    lookUp: () => {
      turn = (turn + 7919) % members.length; // a prime stride: no look-up finds its cells in the cache of the one before
      return filter.has(members[turn] as Uint8Array);
    },
  };
}
