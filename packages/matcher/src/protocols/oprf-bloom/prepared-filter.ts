import {
  CryptoError,
  type FilterKind,
  fuseFilter,
  type Group,
  isEqualBytes,
  type MembershipFilter,
  sha256,
} from "@glasshouse/crypto";
import { ProtocolError } from "../../errors.js";
import { decodeFilterManifest, deriveFilterId, type FilterManifest } from "./messages.js";
import { falsePositiveTarget } from "./params.js";

/** A published filter, checked and decoded once, ready for any number of images: none of them pays for its size. */
export interface PreparedFilter {
  readonly filterId: Uint8Array;
  readonly manifest: FilterManifest;
  readonly filter: MembershipFilter;
}

/** What a device knows before it looks at a filter. */
export interface PrepareFilterOptions {
  /** The id that the device expects; without it any manifest is accepted as it is. */
  readonly pinnedFilterId?: Uint8Array;
  /** Epoch of the newest filter seen so far: an older one is refused. Default 1. */
  readonly oldestEpoch?: number;
  /** Kinds of filter that this device can read. Default `fuseFilter` alone. */
  readonly filterKinds?: readonly FilterKind[];
}

/**
 * Checks a filter before its first use.
 * @throws ProtocolError `wrong-filter`, `stale-epoch`, `filter-digest-mismatch`, `invalid-filter`, `invalid-point`,
 *   `identity-point`, `invalid-parameters` (a kind that the device cannot read), and what {@link decodeFilterManifest}
 *   throws
 */
export function prepareFilter(
  group: Group,
  manifestBytes: Uint8Array,
  encodedFilter: Uint8Array,
  { pinnedFilterId, oldestEpoch = 1, filterKinds = [fuseFilter] }: PrepareFilterOptions = {},
): PreparedFilter {
  const manifest = decodeFilterManifest(manifestBytes);
  const filterId = deriveFilterId(manifestBytes);
  if (pinnedFilterId && !isEqualBytes(pinnedFilterId, filterId))
    throw new ProtocolError("wrong-filter", "manifest: its id is not the pinned one");
  if (manifest.epoch < oldestEpoch)
    throw new ProtocolError("stale-epoch", `manifest: got epoch ${manifest.epoch}, expected at least ${oldestEpoch}`);
  const kind = filterKinds.find(({ name }) => name === manifest.filter);
  if (!kind)
    throw new ProtocolError("invalid-parameters", `manifest: this device reads no filter of kind "${manifest.filter}"`);
  if (encodedFilter.length !== manifest.filterBytes || !isEqualBytes(sha256(encodedFilter), manifest.filterDigest))
    throw new ProtocolError(
      "filter-digest-mismatch",
      `filter: got ${encodedFilter.length} bytes that are not the ${manifest.filterBytes} bytes of the manifest's digest`,
    );
  if (group.findInvalid(manifest.publicKey) !== -1)
    throw new ProtocolError("invalid-point", "public key: not a group element");
  if (group.findInvalid(manifest.publicKey, { rejectIdentity: true }) !== -1)
    throw new ProtocolError("identity-point", "public key: the identity would hide nothing");
  return { filterId, manifest, filter: decode(kind, encodedFilter, falsePositiveTarget(manifest)) };
}

/** A filter with too many bits set would report every image, so its rate is computed from its contents. */
function decode(kind: FilterKind, encodedFilter: Uint8Array, target: number): MembershipFilter {
  try {
    const filter = kind.decode(encodedFilter);
    if (filter.falsePositiveRate <= target) return filter;
    throw new ProtocolError(
      "invalid-filter",
      `filter: got a false positive rate of ${filter.falsePositiveRate}, expected at most ${target}`,
    );
  } catch (error) {
    if (error instanceof CryptoError) throw new ProtocolError("invalid-filter", error.message);
    throw error;
  }
}
