/** The device: holds pictures and the filter, asks the oracle blindly, and alone learns which images match. */
import {
  blindInputs,
  CryptoError,
  type FilterKind,
  finalizeOutputs,
  fuseFilter,
  type Group,
  isEqualBytes,
  type MembershipFilter,
  pointBytes,
  type RandomBytes,
  sha256,
  sign,
  systemRandom,
  verifyEvaluation,
} from "@glasshouse/crypto";
import { createCounter } from "../../counting.js";
import { ProtocolError } from "../../errors.js";
import type { AccountImage, CountingParams, Outcome } from "../../matching.js";
import type { DeviceSecrets } from "../../registration.js";
import { createUnmatchableTokens, type HashedImage, probeTokens, type Token, type TokenScheme } from "../../tokens.js";
import {
  createRequestId,
  decodeAnswer,
  decodeFilterManifest,
  deriveFilterId,
  type Evaluation,
  encodeRequest,
  type FilterManifest,
  requestTranscript,
} from "./messages.js";
import { falsePositiveTarget, imagesPerRequest } from "./params.js";

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

/** A request that awaits its answer. Secret but for its bytes; they may be sent again. */
export interface PendingRequest {
  readonly bytes: Uint8Array;
  readonly requestId: Uint8Array;
  /** Per image, in order: whether it could be hashed. */
  readonly hashed: readonly boolean[];
  readonly tokens: readonly Token[];
  readonly blinds: Uint8Array;
  readonly blindedElements: Uint8Array;
}

/**
 * Blinds the probes of one or more images. Every image takes equally many, whatever it shows; `null`, for one that cannot
 * be hashed, takes random ones.
 * @param images 1 to `imagesPerRequest` of them
 * @throws ProtocolError `wrong-algorithm`, `invalid-parameters` for another number of images
 */
export function createRequest(
  group: Group,
  { filterId, manifest }: PreparedFilter,
  account: Uint8Array,
  { device, signingKeys }: DeviceSecrets,
  images: readonly (HashedImage | null)[],
  random: RandomBytes = systemRandom,
): PendingRequest {
  const most = imagesPerRequest(manifest);
  if (images.length < 1 || images.length > most)
    throw new ProtocolError("invalid-parameters", `request: got ${images.length} images, expected 1 to ${most}`);
  const { mode, tokenScheme, algorithm } = manifest;
  const tokens = images.flatMap((image) => {
    if (image && image.algorithm !== algorithm)
      throw new ProtocolError("wrong-algorithm", `image: got ${image.algorithm}, expected ${algorithm}`);
    const unmatchable = createUnmatchableTokens(tokenScheme, random);
    return image ? probeTokens(tokenScheme, image) : unmatchable;
  });
  const { blinds, blindedElements } = blindInputs(group, mode, tokens, random);
  const request = { filterId, account, device, requestId: createRequestId(random), blindedElements };
  return {
    bytes: encodeRequest({ ...request, signature: sign(requestTranscript(request), signingKeys) }),
    requestId: request.requestId,
    hashed: images.map((image) => image !== null),
    tokens,
    blinds,
    blindedElements,
  };
}

/**
 * Whether each image of a request matches, in order. In mode `voprf` the proof is verified before anything else is done
 * with the elements. All probes are looked up, whether or not one before them was found.
 * @throws ProtocolError `wrong-filter`, `wrong-request`, `malformed-message`, `unsupported-version`, `invalid-proof`,
 *   `invalid-point`, `identity-point`; the oracle's refusal, RateLimitedError included
 */
export function concludeRequest(
  group: Group,
  prepared: PreparedFilter,
  pending: PendingRequest,
  answer: Uint8Array,
): boolean[] {
  const evaluation = decodeAnswer(answer);
  verifyAnswer(group, prepared, pending, evaluation);
  const outputs = refuseMalformed(() =>
    finalizeOutputs(group, pending.tokens, pending.blinds, evaluation.evaluatedElements),
  );
  const found = outputs.map((output) => prepared.filter.has(output));
  const { tokenScheme } = prepared.manifest;
  return pending.hashed.map((hashed, i) => {
    const ofImage = found.slice(i * tokenScheme.probesPerImage, (i + 1) * tokenScheme.probesPerImage);
    return countBlocks(tokenScheme, ofImage) >= tokenScheme.required && hashed;
  });
}

function countBlocks({ flips }: TokenScheme, found: readonly boolean[]): number {
  return new Set(found.flatMap((is, probe) => (is ? [probe >> flips] : []))).size;
}

function verifyAnswer(
  group: Group,
  { filterId, manifest }: PreparedFilter,
  pending: PendingRequest,
  { evaluatedElements, proof, ...answer }: Evaluation,
): void {
  if (!isEqualBytes(answer.filterId, filterId))
    throw new ProtocolError("wrong-filter", "answer: made for another filter");
  if (!isEqualBytes(answer.requestId, pending.requestId))
    throw new ProtocolError("wrong-request", "answer: made for another request");
  if (evaluatedElements.length !== pending.blindedElements.length)
    throw new ProtocolError(
      "malformed-message",
      `answer: got ${evaluatedElements.length / pointBytes} elements, expected ${pending.tokens.length}`,
    );
  if (proof.length > 0 !== (manifest.mode === "voprf"))
    throw new ProtocolError(
      "invalid-proof",
      `answer: got ${proof.length} bytes of proof, expected some in mode voprf only`,
    );
  if (manifest.mode === "voprf")
    refuseMalformed(() =>
      verifyEvaluation(group, manifest.publicKey, pending.blindedElements, evaluatedElements, proof),
    );
}

function refuseMalformed<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    const { code } = error;
    throw new ProtocolError(
      code === "invalid-point" || code === "identity-point" ? code : "invalid-proof",
      `answer: ${error.message}`,
    );
  }
}

/** How a device counts its matches and from which count on it reports. Its own choice: nobody else can hold it to that. */
export type DevicePolicy = Omit<CountingParams, "tokenScheme">;

/** Counts an account's matches on the device, in the order in which images are taken up. */
export interface MatchCount {
  add(image: AccountImage, matched: boolean): void;
  /** `opened`: whether the device reports; `payloads`: what the report then holds. */
  conclude(): Outcome;
}

/** A count that starts at none. */
export function createMatchCount(
  { manifest: { tokenScheme } }: PreparedFilter,
  { threshold, counting, clusterBounds, distance }: DevicePolicy,
): MatchCount {
  const counter = createCounter(counting, tokenScheme, distance, clusterBounds);
  const counted = new Set<string>();
  const taken: { payload: Uint8Array; matched: boolean }[] = [];
  return {
    add({ image, payload, capturedAt }, matched) {
      const place = new Uint8Array(4);
      new DataView(place.buffer).setUint32(0, taken.length);
      const countingId = counter.countingId({ voucherId: place, image, capturedAt });
      if (matched) counted.add(String(countingId));
      taken.push({ payload, matched });
    },
    conclude() {
      const opened = counted.size >= threshold;
      return {
        matched: taken.map(({ matched }) => matched),
        distinct: counted.size,
        opened,
        payloads: taken.map(({ payload, matched }) => (opened && matched ? payload : null)),
      };
    },
  };
}
