/** The server: holds the oracle's key, publishes the filter, evaluates what devices blind. The host stores. */
import {
  CryptoError,
  type FilterKind,
  fuseFilter,
  type Group,
  isEqualBytes,
  isSignature,
  type MembershipFilter,
  oprfOutputBytes,
  padCapacity,
  pointBytes,
  type RandomBytes,
  sha256,
  systemRandom,
} from "@glasshouse/crypto";
import { ProtocolError } from "../../errors.js";
import type { PreparedList } from "../../list.js";
import {
  decodeRequest,
  deriveFilterId,
  type Evaluation,
  encodeEvaluation,
  encodeFilterManifest,
  encodeRefusal,
  type FilterManifest,
  requestTranscript,
} from "./messages.js";
import { type ChargeStore, decideCharge } from "./meter.js";
import { OracleKey } from "./oracle-key.js";
import { type FilterParams, falsePositiveTarget, imagesPerRequest } from "./params.js";

export { type Charge, type ChargeStore, createMemoryChargeStore, decideCharge } from "./meter.js";

/** The secret of one published filter. Whoever has it can test any token without being counted. */
export interface FilterSecrets {
  /** 32 bytes, from which the key follows under a label of this protocol. */
  readonly oracleSeed: Uint8Array;
}

/** A filter ready to be published. */
export interface CreatedFilter {
  readonly filterId: Uint8Array;
  readonly manifest: FilterManifest;
  readonly manifestBytes: Uint8Array;
  /** What devices download: `manifest.filterBytes` bytes. */
  readonly encodedFilter: Uint8Array;
  readonly secrets: FilterSecrets;
}

/** Choices of {@link createBlindedFilter} beside its parameters. */
export interface CreateFilterOptions {
  /** Digest of the hash algorithm's definition, 32 bytes. */
  readonly algorithmDigest: Uint8Array;
  /** Counts published filters, from 1. */
  readonly epoch: number;
  /** The kind that the parameters name. Default `fuseFilter`. */
  readonly filterKind?: FilterKind;
  readonly random?: RandomBytes;
}

/**
 * Evaluates a prepared list under a key of its own and puts the outputs into a filter. Random members fill it up to the
 * padded capacity, so that neither its size nor its contents tell the number of tokens.
 * @throws ProtocolError `invalid-parameters`, `wrong-algorithm` when list and parameters disagree, `filter-build-failed`
 */
export function createBlindedFilter(
  group: Group,
  list: PreparedList,
  params: FilterParams,
  { algorithmDigest, epoch, filterKind = fuseFilter, random = systemRandom }: CreateFilterOptions,
): CreatedFilter {
  if (list.algorithm !== params.algorithm || list.tokenScheme.id !== params.tokenScheme.id)
    throw new ProtocolError(
      "wrong-algorithm",
      `list: got ${list.algorithm} under ${list.tokenScheme.id}, expected ${params.algorithm} under ${params.tokenScheme.id}`,
    );
  if (filterKind.name !== params.filter)
    throw new ProtocolError("invalid-parameters", `filter: got kind "${filterKind.name}", expected "${params.filter}"`);
  const oracleSeed = random(32);
  const serverNonce = random(32);
  const key = OracleKey.derive(group, params.mode, oracleSeed, serverNonce);
  const members = key.deriveOutputs(group, list.tokens);
  const capacity = padCapacity(members.length);
  while (members.length < capacity) members.push(random(oprfOutputBytes));
  const encodedFilter = build(filterKind, members, params, random).encode();
  const manifest: FilterManifest = {
    ...params,
    epoch,
    algorithmDigest,
    listCommitment: list.commitment,
    serverNonce,
    filterBytes: encodedFilter.length,
    filterDigest: sha256(encodedFilter),
    publicKey: key.publicKey,
  };
  const manifestBytes = encodeFilterManifest(manifest);
  return { filterId: deriveFilterId(manifestBytes), manifest, manifestBytes, encodedFilter, secrets: { oracleSeed } };
}

function build(
  kind: FilterKind,
  members: readonly Uint8Array[],
  params: FilterParams,
  random: RandomBytes,
): MembershipFilter {
  const target = falsePositiveTarget(params);
  try {
    const filter = kind.create(members, target, random);
    if (filter.falsePositiveRate <= target) return filter;
    throw new ProtocolError(
      "filter-build-failed",
      `${kind.name} filter: got a false positive rate of ${filter.falsePositiveRate}, expected at most ${target}`,
    );
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    throw new ProtocolError("filter-build-failed", `${kind.name} filter of ${members.length}: ${error.message}`);
  }
}

/** A published filter and the key that evaluates for it. */
export interface Oracle {
  readonly filterId: Uint8Array;
  readonly manifest: FilterManifest;
  readonly key: OracleKey;
}

/** Takes a published filter's key up again. @throws ProtocolError `wrong-filter` when the secrets are another filter's (mode `voprf`) */
export function openOracle(group: Group, { manifest, secrets }: Pick<CreatedFilter, "manifest" | "secrets">): Oracle {
  const key = OracleKey.derive(group, manifest.mode, secrets.oracleSeed, manifest.serverNonce);
  if (!isEqualBytes(key.publicKey, manifest.publicKey))
    throw new ProtocolError("wrong-filter", "secrets: they do not give the manifest's public key");
  return { filterId: deriveFilterId(encodeFilterManifest(manifest)), manifest, key };
}

/** What the host has stored, as far as a request is checked against it. */
export interface OracleHost {
  /** The key of a registered device of this account; `null` if there is none. */
  devicePublicKey(account: Uint8Array, device: Uint8Array): Promise<Uint8Array | null>;
  /** A published filter that is still evaluated for; `null` if there is none. */
  oracle(filterId: Uint8Array): Oracle | null;
  readonly charges: ChargeStore;
  /** Seconds on the server's clock. */
  now(): number;
}

/**
 * Evaluates a request, once it is checked whole and charged. What it asks cannot be seen here, so nothing depends on it.
 * @throws RateLimitedError, ProtocolError `malformed-message`, `unsupported-version`, `message-too-large`,
 *   `unknown-device`, `invalid-signature`, `unknown-filter`, `invalid-point`, `identity-point`, `conflict`: nothing is
 *   charged then
 */
export async function evaluateRequest(
  group: Group,
  bytes: Uint8Array,
  host: OracleHost,
  random: RandomBytes = systemRandom,
): Promise<Evaluation> {
  const { signature, ...request } = decodeRequest(bytes);
  const { account, device, filterId, requestId, blindedElements } = request;
  const publicKey = await host.devicePublicKey(account, device);
  if (!publicKey) throw new ProtocolError("unknown-device", "request: this device never registered for this account");
  if (!isSignature(signature, requestTranscript(request), publicKey))
    throw new ProtocolError("invalid-signature", "request: not signed by the device's key");
  const oracle = host.oracle(filterId);
  if (!oracle) throw new ProtocolError("unknown-filter", "request: its filter was never published or is retired");
  const { manifest, key } = oracle;
  const probes = verifyElements(group, manifest, blindedElements);
  const charge = { account, device, requestId, requestDigest: sha256(bytes), probes, at: host.now() };
  await host.charges.update(account, (kept) => decideCharge(kept, charge, manifest));
  return { filterId, requestId, ...key.evaluate(group, blindedElements, random) };
}

/** The answer as bytes, an evaluation or a refusal. See {@link evaluateRequest}. */
export async function answerRequest(
  group: Group,
  bytes: Uint8Array,
  host: OracleHost,
  random: RandomBytes = systemRandom,
): Promise<Uint8Array> {
  try {
    return encodeEvaluation(await evaluateRequest(group, bytes, host, random));
  } catch (error) {
    if (error instanceof ProtocolError) return encodeRefusal(error);
    throw error;
  }
}

function verifyElements(group: Group, manifest: FilterManifest, blindedElements: Uint8Array): number {
  const perImage = manifest.tokenScheme.probesPerImage * pointBytes;
  const images = blindedElements.length / perImage;
  if (!Number.isInteger(images))
    throw new ProtocolError(
      "malformed-message",
      `request.blindedElements: got ${blindedElements.length} bytes, expected a multiple of ${perImage}`,
    );
  const most = imagesPerRequest(manifest);
  if (images > most)
    throw new ProtocolError("message-too-large", `request: got ${images} images, expected at most ${most}`);
  const invalid = group.findInvalid(blindedElements, { rejectIdentity: true });
  if (invalid !== -1) {
    const element = blindedElements.subarray(invalid * pointBytes, (invalid + 1) * pointBytes);
    const code = element.every((byte) => byte === 0) ? "identity-point" : "invalid-point";
    throw new ProtocolError(code, `request: element ${invalid} is not a group element other than the identity`);
  }
  return blindedElements.length / pointBytes;
}
