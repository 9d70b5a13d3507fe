/** The manifest: what a table is, how vouchers for it are made, and all that follows from it. */
import {
  createLayout,
  deriveLayoutSeed,
  encodeTuple,
  isEqualBytes,
  pointBytes,
  sha256,
  type TableLayout,
  tableEncodings,
} from "@glasshouse/crypto";
import { decodeCanonical, encodeCanonical, FieldReader } from "../../cbor.js";
import { countingRules } from "../../counting.js";
import { ProtocolError } from "../../errors.js";
import { combinationLimit, combinations, parseTokenScheme } from "../../tokens.js";
import { formatVersion, idBytes, mostSlotBytes, slotBytes, suiteName } from "./messages.js";
import { type BoundedParam, type Params, paramBounds, tableEncodingNames, verifyParams } from "./params.js";

const protocolName = "glasshouse-threshold-psi";

/** What a table is. Its id is the digest of these bytes, so a device that pins the id pins everything in here. */
export interface Manifest extends Params {
  /** Counts published tables, from 1. */
  readonly epoch: number;
  /** Id of the table that this one supplements: vouchers for this table try both. Empty for a table of its own. */
  readonly base: Uint8Array;
  /** Digest of the hash algorithm's definition, so that a swapped algorithm is another table. */
  readonly algorithmDigest: Uint8Array;
  /** Hiding commitment of the list authority to the token set. */
  readonly listCommitment: Uint8Array;
  /** Commitment to the seed of the fillers in free cells. */
  readonly fillerCommitment: Uint8Array;
  readonly serverNonce: Uint8Array;
  /** Which attempt at a layout succeeded; the layout seed follows from it, the nonce and the list commitment. */
  readonly layoutCounter: number;
  /** Padded number of tokens, so that the number of cells does not tell how many are listed. */
  readonly capacity: number;
  /** SHA-256 of the table's bytes. */
  readonly tableDigest: Uint8Array;
  /** L = alpha * G. */
  readonly blindedGenerator: Uint8Array;
}

const manifestFields = [
  "version",
  "protocol",
  "suite",
  "epoch",
  "algorithm",
  "algorithmDigest",
  "tokenScheme",
  "table",
  "threshold",
  "counting",
  "clusterSeconds",
  "clusterRadius",
  "payloadBytes",
  "detectionColumns",
  "syntheticPerMillion",
  "imagesPerWindow",
  "openings",
  "droppedTokens",
  "base",
  "listCommitment",
  "fillerCommitment",
  "serverNonce",
  "layoutCounter",
  "capacity",
  "tableDigest",
  "blindedGenerator",
] as const;

/** Encodes a manifest. @throws ProtocolError `invalid-parameters`. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  verifyParams(manifest);
  verifySlots(manifest);
  const values = manifestValues(manifest);
  return encodeCanonical(manifestFields.map((name) => values[name]));
}

function manifestValues(manifest: Manifest) {
  return {
    ...manifest,
    version: formatVersion,
    protocol: protocolName,
    suite: suiteName,
    tokenScheme: manifest.tokenScheme.id,
  };
}

/** Decodes a manifest. @throws ProtocolError `malformed-message`, `unsupported-version`, `invalid-parameters`. */
export function decodeManifest(bytes: Uint8Array): Manifest {
  const fields = new FieldReader("manifest", decodeCanonical(bytes, "manifest"), manifestFields);
  fields.version("version", formatVersion);
  fields.oneOf("protocol", [protocolName]);
  fields.oneOf("suite", [suiteName]);
  const bounded = (name: BoundedParam) => fields.integer(name, ...paramBounds[name]);
  const manifest: Manifest = {
    epoch: fields.integer("epoch", 1, 2 ** 32),
    algorithm: fields.text("algorithm", 63),
    algorithmDigest: fields.bytes("algorithmDigest", idBytes),
    tokenScheme: parseTokenScheme(fields.text("tokenScheme", 63)),
    table: fields.oneOf("table", tableEncodingNames),
    threshold: bounded("threshold"),
    counting: fields.oneOf("counting", countingRules),
    clusterSeconds: bounded("clusterSeconds"),
    clusterRadius: bounded("clusterRadius"),
    payloadBytes: bounded("payloadBytes"),
    detectionColumns: bounded("detectionColumns"),
    syntheticPerMillion: bounded("syntheticPerMillion"),
    imagesPerWindow: bounded("imagesPerWindow"),
    openings: fields.integers("openings", 1, 99),
    base: fields.optionalBytes("base", idBytes),
    droppedTokens: bounded("droppedTokens"),
    listCommitment: fields.bytes("listCommitment", idBytes),
    fillerCommitment: fields.bytes("fillerCommitment", idBytes),
    serverNonce: fields.bytes("serverNonce", idBytes),
    layoutCounter: fields.integer("layoutCounter", 0, 2 ** 32),
    capacity: fields.integer("capacity", 1, 2 ** 28),
    tableDigest: fields.bytes("tableDigest", idBytes),
    blindedGenerator: fields.bytes("blindedGenerator", pointBytes),
  };
  verifyParams(manifest);
  verifySlots(manifest);
  return manifest;
}

/** What a scheme asks of every voucher and of the server that opens it, with this table's cells and base. */
function verifySlots(manifest: Manifest): void {
  const bytes = slotCount(manifest) * slotBytes;
  if (bytes > mostSlotBytes)
    throw new ProtocolError("invalid-parameters", `slots: got ${bytes} bytes, expected at most ${mostSlotBytes}`);
  const { tokenScheme, table, base } = manifest;
  // A server tries every slot of base and supplement under both keys.
  const tried = combinations(tokenScheme, tableEncodings[table].slotsPerToken * (base.length === 0 ? 1 : 4));
  if (tokenScheme.required > 1 && tried > combinationLimit)
    throw new ProtocolError(
      "invalid-parameters",
      `token scheme "${tokenScheme.id}": got ${tried} combinations in this table, expected at most ${combinationLimit}`,
    );
}

/** The id of a table: the digest of its manifest's bytes. */
export function deriveTableId(manifestBytes: Uint8Array): Uint8Array {
  return sha256(encodeTuple("glasshouse-v1 table", manifestBytes));
}

/** How a manifest's table is laid out; the seed follows from commitments made before it. */
export function deriveLayout(
  manifest: Pick<Manifest, "table" | "capacity" | "listCommitment" | "serverNonce" | "layoutCounter">,
): TableLayout {
  const seed = deriveLayoutSeed(manifest.listCommitment, manifest.serverNonce, manifest.layoutCounter);
  return createLayout(manifest.table, manifest.capacity, seed);
}

/** Slots of one voucher: tokens tried times cells per token, in a supplement for its base too. */
export function slotCount({ tokenScheme, table, base }: Pick<Manifest, "tokenScheme" | "table" | "base">): number {
  return tokenScheme.probesPerImage * tableEncodings[table].slotsPerToken * (base.length === 0 ? 1 : 2);
}

/**
 * A supplement differs from its base in its list, key and layout alone, and supplements no supplement.
 * @throws ProtocolError `invalid-parameters`
 */
export function verifySupplement(supplement: Manifest, base: Manifest): void {
  const own = [
    "epoch",
    "base",
    "listCommitment",
    "fillerCommitment",
    "serverNonce",
    "layoutCounter",
    "capacity",
    "tableDigest",
    "blindedGenerator",
  ];
  const shared = manifestFields.filter((name) => !own.includes(name));
  const [a, b] = [manifestValues(supplement), manifestValues(base)];
  const differing = shared.find((name) => String(a[name]) !== String(b[name]));
  if (differing) throw new ProtocolError("invalid-parameters", `supplement: its ${differing} is not that of its base`);
  if (base.base.length > 0)
    throw new ProtocolError("invalid-parameters", "supplement: its base is a supplement itself");
  if (isEqualBytes(supplement.blindedGenerator, base.blindedGenerator))
    throw new ProtocolError(
      "invalid-parameters",
      "supplement: shares its base's key, by which devices could test candidates",
    );
}

/** Length of a manifest's table, in bytes. */
export function tableBytes(manifest: Pick<Manifest, "table" | "capacity">): number {
  return tableEncodings[manifest.table].cellCount(manifest.capacity) * pointBytes;
}
