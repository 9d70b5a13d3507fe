/**
 * All bytes that cross between roles, one canonical CBOR array each. Format version 1.
 *
 * manifest    list authority and server -> everyone: what a filter is and how the oracle is asked
 * filter      server -> device: an encoded membership filter over OPRF outputs, opaque here
 * request     device -> server: blinded probes of one or more images, signed by the device
 * evaluation  server -> device: the same elements under the key, in mode `voprf` with one proof for all of them
 * refusal     server -> device: a code and, if waiting helps, for how long
 * evidence    device -> anybody: one probe and its evaluation, opened
 */
import {
  dleqProofBytes,
  encodeTuple,
  pointBytes,
  type RandomBytes,
  scalarBytes,
  sha256,
  signatureBytes,
} from "@glasshouse/crypto";
import { decodeCanonical, encodeCanonical, FieldReader } from "../../cbor.js";
import { ProtocolError, type ProtocolErrorCode, protocolErrorCodes, RateLimitedError } from "../../errors.js";
import { parseTokenScheme } from "../../tokens.js";
import {
  type BoundedFilterParam,
  type FilterParams,
  filterKindNames,
  filterParamBounds,
  oracleModes,
  requestProbeLimit,
  verifyFilterParams,
} from "./params.js";

const version = 1;
const protocolName = "glasshouse-oprf-bloom";
const suiteName = "ristretto255-sha512";

const digestBytes = 32;
const requestIdBytes = 16;
const largestFilterBytes = 2 ** 32;
const largestTokenBytes = 1024;

/** Largest encoded request: its elements and, generously, everything else. */
export const requestByteLimit: number = requestProbeLimit * pointBytes + 1024;

/** What a blinded filter is. Its id is the digest of these bytes, so a device that pins the id pins everything in here. */
export interface FilterManifest extends FilterParams {
  /** Counts published filters, from 1. */
  readonly epoch: number;
  /** Digest of the hash algorithm's definition, so that a swapped algorithm is another filter. */
  readonly algorithmDigest: Uint8Array;
  /** Hiding commitment of the list authority to the token set. */
  readonly listCommitment: Uint8Array;
  /** Enters the derivation of the key: no two manifests share one. */
  readonly serverNonce: Uint8Array;
  /** Length of the filter; follows from its padded capacity. */
  readonly filterBytes: number;
  /** SHA-256 of the filter's bytes. */
  readonly filterDigest: Uint8Array;
  /** The oracle's public key in mode `voprf`; empty in mode `oprf`. */
  readonly publicKey: Uint8Array;
}

const manifestFields = [
  "version",
  "protocol",
  "suite",
  "epoch",
  "algorithm",
  "algorithmDigest",
  "tokenScheme",
  "mode",
  "filter",
  "falsePositiveBits",
  "windowSeconds",
  "deviceProbes",
  "accountProbes",
  "listCommitment",
  "serverNonce",
  "filterBytes",
  "filterDigest",
  "publicKey",
] as const;

/** Encodes a manifest. @throws ProtocolError `invalid-parameters`. */
export function encodeFilterManifest(manifest: FilterManifest): Uint8Array {
  verifyManifest(manifest);
  const { tokenScheme } = manifest;
  const values = { ...manifest, version, protocol: protocolName, suite: suiteName, tokenScheme: tokenScheme.id };
  return encodeCanonical(manifestFields.map((name) => values[name]));
}

/** Decodes a manifest. @throws ProtocolError `malformed-message`, `unsupported-version`, `invalid-parameters`. */
export function decodeFilterManifest(bytes: Uint8Array): FilterManifest {
  const fields = new FieldReader("manifest", decodeCanonical(bytes, "manifest"), manifestFields);
  fields.version("version", version);
  fields.oneOf("protocol", [protocolName]);
  fields.oneOf("suite", [suiteName]);
  const bounded = (name: BoundedFilterParam) => fields.integer(name, ...filterParamBounds[name]);
  const manifest: FilterManifest = {
    epoch: fields.integer("epoch", 1, 2 ** 32),
    algorithm: fields.text("algorithm", 63),
    algorithmDigest: fields.bytes("algorithmDigest", digestBytes),
    tokenScheme: parseTokenScheme(fields.text("tokenScheme", 63)),
    mode: fields.oneOf("mode", oracleModes),
    filter: fields.oneOf("filter", filterKindNames),
    falsePositiveBits: bounded("falsePositiveBits"),
    windowSeconds: bounded("windowSeconds"),
    deviceProbes: bounded("deviceProbes"),
    accountProbes: bounded("accountProbes"),
    listCommitment: fields.bytes("listCommitment", digestBytes),
    serverNonce: fields.bytes("serverNonce", digestBytes),
    filterBytes: fields.integer("filterBytes", 1, largestFilterBytes),
    filterDigest: fields.bytes("filterDigest", digestBytes),
    publicKey: fields.optionalBytes("publicKey", pointBytes),
  };
  verifyManifest(manifest);
  return manifest;
}

function verifyManifest(manifest: FilterManifest): void {
  verifyFilterParams(manifest);
  if (manifest.publicKey.length > 0 !== (manifest.mode === "voprf"))
    throw new ProtocolError(
      "invalid-parameters",
      `publicKey: got ${manifest.publicKey.length} bytes, expected a key in mode voprf and none in mode oprf`,
    );
}

/** The id of a filter: the digest of its manifest's bytes. */
export function deriveFilterId(manifestBytes: Uint8Array): Uint8Array {
  return sha256(encodeTuple("glasshouse-v1 oprf-bloom filter", manifestBytes));
}

/** Blinded probes on their way, signed by the device. */
export interface EvaluationRequest {
  readonly filterId: Uint8Array;
  readonly account: Uint8Array;
  readonly device: Uint8Array;
  /** Random, drawn by the device. The same bytes may be sent again; the same id with other bytes is refused. */
  readonly requestId: Uint8Array;
  /** Group elements of 32 bytes, `probesPerImage` per image, image after image. */
  readonly blindedElements: Uint8Array;
  /** By the device key, over {@link requestTranscript}. */
  readonly signature: Uint8Array;
}

const requestFields = [
  "version",
  "filterId",
  "account",
  "device",
  "requestId",
  "blindedElements",
  "signature",
] as const;

/** Encodes a request. */
export function encodeRequest(request: EvaluationRequest): Uint8Array {
  const fields = { ...request, version };
  return encodeCanonical(requestFields.map((name) => fields[name]));
}

/**
 * Decodes a request; its signature is not verified and its elements are not looked at.
 * @throws ProtocolError `malformed-message`, `unsupported-version`, `message-too-large`.
 */
export function decodeRequest(bytes: Uint8Array): EvaluationRequest {
  if (bytes.length > requestByteLimit)
    throw new ProtocolError(
      "message-too-large",
      `request: got ${bytes.length} bytes, expected at most ${requestByteLimit}`,
    );
  const fields = new FieldReader("request", decodeCanonical(bytes, "request"), requestFields);
  fields.version("version", version);
  return {
    filterId: fields.bytes("filterId", digestBytes),
    account: fields.bytes("account", digestBytes),
    device: fields.bytes("device", digestBytes),
    requestId: fields.bytes("requestId", requestIdBytes),
    blindedElements: fields.bytes("blindedElements", pointBytes, requestByteLimit),
    signature: fields.bytes("signature", signatureBytes),
  };
}

/** What the device signs. */
export function requestTranscript(request: Omit<EvaluationRequest, "signature">): Uint8Array {
  const { account, device, filterId, requestId, blindedElements } = request;
  return encodeTuple("glasshouse-v1 oprf-bloom request", account, device, filterId, requestId, sha256(blindedElements));
}

/** Draws a request id. */
export function createRequestId(random: RandomBytes): Uint8Array {
  return random(requestIdBytes);
}

/** The oracle's answer. */
export interface Evaluation {
  readonly filterId: Uint8Array;
  readonly requestId: Uint8Array;
  /** As many group elements as were asked, in their order. */
  readonly evaluatedElements: Uint8Array;
  /** 64 bytes in mode `voprf`, for all elements at once; empty in mode `oprf`. */
  readonly proof: Uint8Array;
}

const evaluationFields = ["version", "kind", "filterId", "requestId", "evaluatedElements", "proof"] as const;

/** Encodes an evaluation. */
export function encodeEvaluation(evaluation: Evaluation): Uint8Array {
  const fields = { ...evaluation, version, kind: "evaluation" };
  return encodeCanonical(evaluationFields.map((name) => fields[name]));
}

const refusalFields = ["version", "kind", "code", "retryAfterSeconds"] as const;

/** Encodes why a request was refused: its code, and the seconds to wait if it is `rate-limited`, else 0. */
export function encodeRefusal(error: ProtocolError): Uint8Array {
  const retryAfterSeconds = error instanceof RateLimitedError ? error.retryAfterSeconds : 0;
  return encodeCanonical([version, "refusal", error.code, retryAfterSeconds]);
}

/**
 * Decodes an answer.
 * @throws ProtocolError the refusal itself, if that is the answer; `malformed-message`, `unsupported-version`
 */
export function decodeAnswer(bytes: Uint8Array): Evaluation {
  const value = decodeCanonical(bytes, "answer");
  if (Array.isArray(value) && value[1] === "refusal") throw readRefusal(value);
  const fields = new FieldReader("answer", value, evaluationFields);
  fields.version("version", version);
  fields.oneOf("kind", ["evaluation"]);
  return {
    filterId: fields.bytes("filterId", digestBytes),
    requestId: fields.bytes("requestId", requestIdBytes),
    evaluatedElements: fields.bytes("evaluatedElements", pointBytes, requestByteLimit),
    proof: fields.optionalBytes("proof", dleqProofBytes),
  };
}

function readRefusal(value: unknown): ProtocolError {
  const fields = new FieldReader("refusal", value, refusalFields);
  fields.version("version", version);
  const code = fields.oneOf<ProtocolErrorCode>("code", protocolErrorCodes);
  const limited = code === "rate-limited";
  const [, longestWindow] = filterParamBounds.windowSeconds;
  const seconds = fields.integer("retryAfterSeconds", limited ? 1 : 0, limited ? longestWindow : 0);
  return limited
    ? new RateLimitedError(seconds, `oracle: try again in ${seconds} s`)
    : new ProtocolError(code, `oracle: refused the request as ${code}`);
}

/** What an oracle in mode `voprf` answered to one probe, opened by the device that asked. */
export interface Evidence {
  readonly filterId: Uint8Array;
  /** What the probe was. */
  readonly token: Uint8Array;
  /** The scalar that blinded it. */
  readonly blind: Uint8Array;
  /** Its place in the request, from 0. */
  readonly probe: number;
  /** Of the whole request, since one proof covers all. */
  readonly blindedElements: Uint8Array;
  readonly evaluatedElements: Uint8Array;
  readonly proof: Uint8Array;
}

const evidenceFields = [
  "version",
  "filterId",
  "token",
  "blind",
  "probe",
  "blindedElements",
  "evaluatedElements",
  "proof",
] as const;

/** Encodes evidence. */
export function encodeEvidence(evidence: Evidence): Uint8Array {
  const fields = { ...evidence, version };
  return encodeCanonical(evidenceFields.map((name) => fields[name]));
}

/** Decodes evidence; nothing of it is verified. @throws ProtocolError `malformed-message`, `unsupported-version`. */
export function decodeEvidence(bytes: Uint8Array): Evidence {
  const fields = new FieldReader("evidence", decodeCanonical(bytes, "evidence"), evidenceFields);
  fields.version("version", version);
  return {
    filterId: fields.bytes("filterId", digestBytes),
    token: fields.bytes("token", 1, largestTokenBytes),
    blind: fields.bytes("blind", scalarBytes),
    probe: fields.integer("probe", 0, requestProbeLimit - 1),
    blindedElements: fields.bytes("blindedElements", pointBytes, requestByteLimit),
    evaluatedElements: fields.bytes("evaluatedElements", pointBytes, requestByteLimit),
    proof: fields.optionalBytes("proof", dleqProofBytes),
  };
}
