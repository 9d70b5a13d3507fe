/** The device: holds pictures and the filter, asks the oracle blindly, and alone learns which images match. */
import {
  blindInputs,
  finalizeOutputs,
  type Group,
  isEqualBytes,
  pointBytes,
  type RandomBytes,
  scalarBytes,
  sign,
  systemRandom,
} from "@glasshouse/crypto";
import { createCounter } from "../../counting.js";
import { ProtocolError } from "../../errors.js";
import type { AccountImage, CountingParams, Outcome } from "../../matching.js";
import type { DeviceSecrets } from "../../registration.js";
import { createUnmatchableTokens, type HashedImage, probeTokens, type Token, type TokenScheme } from "../../tokens.js";
import {
  createRequestId,
  decodeAnswer,
  type Evaluation,
  encodeEvidence,
  encodeRequest,
  requestTranscript,
} from "./messages.js";
import { imagesPerRequest } from "./params.js";
import type { PreparedFilter } from "./prepared-filter.js";
import { refuseMalformed, verifyUnderKey } from "./verification.js";

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
 * Whether each probe of a request is listed, in order. In mode `voprf` the proof is verified before anything else is done
 * with the elements. All probes are looked up, whether or not one before them was found.
 * @throws ProtocolError `wrong-filter`, `wrong-request`, `malformed-message`, `unsupported-version`, `invalid-proof`,
 *   `invalid-point`, `identity-point`; the oracle's refusal, RateLimitedError included
 */
export function findListedProbes(
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
  return outputs.map((output) => prepared.filter.has(output));
}

/** Whether each image of a request matches, in order. @throws what {@link findListedProbes} throws */
export function concludeRequest(
  group: Group,
  prepared: PreparedFilter,
  pending: PendingRequest,
  answer: Uint8Array,
): boolean[] {
  const found = findListedProbes(group, prepared, pending, answer);
  const { tokenScheme } = prepared.manifest;
  return pending.hashed.map((hashed, i) => {
    const ofImage = found.slice(i * tokenScheme.probesPerImage, (i + 1) * tokenScheme.probesPerImage);
    return countBlocks(tokenScheme, ofImage) >= tokenScheme.required && hashed;
  });
}

/**
 * Evidence of what the oracle answered to one probe: it shows anybody whether that token is listed, and nothing of the
 * request's other probes. Mode `voprf`.
 * @param answer an answer that {@link concludeRequest} accepted
 */
export function createEvidence(pending: PendingRequest, answer: Uint8Array, probe: number): Uint8Array {
  const { filterId, evaluatedElements, proof } = decodeAnswer(answer);
  const token = pending.tokens[probe];
  if (!token)
    throw new ProtocolError("invalid-parameters", `probe: got ${probe}, expected 0 to ${pending.tokens.length - 1}`);
  const blind = pending.blinds.slice(probe * scalarBytes, (probe + 1) * scalarBytes);
  const { blindedElements } = pending;
  return encodeEvidence({ filterId, token, blind, probe, blindedElements, evaluatedElements, proof });
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
  if (manifest.mode === "voprf") verifyUnderKey(group, manifest, pending.blindedElements, evaluatedElements, proof);
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
