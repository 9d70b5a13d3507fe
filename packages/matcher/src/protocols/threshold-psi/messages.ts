/**
 * All bytes that cross between roles, one canonical CBOR array each. Format version 1.
 *
 * manifest      list authority and server -> everyone: see `manifest.ts`
 * table         server -> device: `cells` group elements of 32 bytes, nothing else, so that ranges can be fetched
 * registration  device -> server: an account's public key vouches for a device's; the same in every protocol
 * voucher       device -> server: one per image, always of the same length for one manifest
 * batch         device -> server: vouchers signed by the device
 */
import { columnBytes, concatBytes, encodeTuple, pointBytes, type RandomBytes, sha256 } from "@glasshouse/crypto";
import { decodeCanonical, encodeCanonical, FieldReader } from "../../cbor.js";
import { ProtocolError } from "../../errors.js";
import { detectionParameters, type Params } from "./params.js";

/** Version of every message, the manifest included. */
export const formatVersion = 1;
/** Group and hash, bound into every voucher. */
export const suiteName = "ristretto255-sha512";

/** Length of table ids, account ids, device ids, digests, keys and share coordinates, in bytes. */
export const idBytes = 32;
/** Length of a voucher id, in bytes. */
export const voucherIdBytes = 16;
/** A slot: Q (a group element) and outerKey under a pad. */
export const slotBytes: number = pointBytes + 32;
/** Commitment and authentication tag that every sealed part carries, in bytes. */
export const sealOverheadBytes: number = 32 + 16;
const signatureBytes = 64;
/** Most bytes of a voucher's slots: 16,384 slots. */
export const mostSlotBytes: number = 1 << 20;

/** Limits of one batch; larger uploads are several batches. */
export const batchLimits = { vouchers: 256, bytes: 33_554_432 } as const;

/** What one image becomes. */
export interface Voucher {
  readonly tableId: Uint8Array;
  /** Id of the token scheme it was made under. */
  readonly tokenScheme: string;
  readonly account: Uint8Array;
  readonly device: Uint8Array;
  /** The account's secrets are fresh in every window; shares count together within one. From 0. */
  readonly window: number;
  /** Random, drawn by the device when it makes the voucher. */
  readonly voucherId: Uint8Array;
  /** `slotCount` slots of {@link slotBytes} in uniformly random order: Q, then outerKey under a pad. */
  readonly slots: Uint8Array;
  /** The part under outerKey: detection column, share and sealed payload. */
  readonly sealed: Uint8Array;
}

const voucherFields = [
  "version",
  "tableId",
  "tokenScheme",
  "account",
  "device",
  "window",
  "voucherId",
  "slots",
  "sealed",
] as const;

/** Encodes a voucher. */
export function encodeVoucher(voucher: Voucher): Uint8Array {
  const fields = { ...voucher, version: formatVersion };
  return encodeCanonical(voucherFields.map((name) => fields[name]));
}

/**
 * Decodes a voucher. Lengths are checked against the manifest later: the decoder does not know the table yet.
 * @throws ProtocolError `malformed-message`, `unsupported-version`.
 */
export function decodeVoucher(bytes: Uint8Array): Voucher {
  const fields = new FieldReader("voucher", decodeCanonical(bytes, "voucher"), voucherFields);
  fields.version("version", formatVersion);
  return {
    tableId: fields.bytes("tableId", idBytes),
    tokenScheme: fields.text("tokenScheme", 63),
    account: fields.bytes("account", idBytes),
    device: fields.bytes("device", idBytes),
    window: fields.integer("window", 0, 2 ** 32 - 1),
    voucherId: fields.bytes("voucherId", voucherIdBytes),
    slots: fields.bytes("slots", slotBytes, mostSlotBytes),
    sealed: fields.bytes("sealed", sealOverheadBytes, 2 << 20),
  };
}

/** Vouchers on their way, signed by the device. Vouchers stay bytes: the same bytes are the same voucher. */
export interface Batch {
  readonly account: Uint8Array;
  readonly device: Uint8Array;
  readonly vouchers: readonly Uint8Array[];
  /** By the device key, over {@link batchTranscript}. */
  readonly signature: Uint8Array;
}

const batchFields = ["version", "account", "device", "vouchers", "signature"] as const;

/** Encodes a batch. */
export function encodeBatch({ account, device, vouchers, signature }: Batch): Uint8Array {
  return encodeCanonical([formatVersion, account, device, vouchers, signature]);
}

/**
 * Decodes a batch; neither its signature nor its vouchers are verified.
 * @throws ProtocolError `malformed-message`, `unsupported-version`, `message-too-large`.
 */
export function decodeBatch(bytes: Uint8Array): Batch {
  if (bytes.length > batchLimits.bytes)
    throw new ProtocolError(
      "message-too-large",
      `batch: got ${bytes.length} bytes, expected at most ${batchLimits.bytes}`,
    );
  const fields = new FieldReader("batch", decodeCanonical(bytes, "batch"), batchFields);
  fields.version("version", formatVersion);
  const vouchers = fields.list("vouchers", 0, Number.MAX_SAFE_INTEGER);
  if (vouchers.length > batchLimits.vouchers)
    throw new ProtocolError(
      "message-too-large",
      `batch: got ${vouchers.length} vouchers, expected at most ${batchLimits.vouchers}`,
    );
  return {
    account: fields.bytes("account", idBytes),
    device: fields.bytes("device", idBytes),
    vouchers: vouchers.map((voucher) => {
      if (!(voucher instanceof Uint8Array))
        throw new ProtocolError("malformed-message", "batch.vouchers: expected byte strings");
      return voucher;
    }),
    signature: fields.bytes("signature", signatureBytes),
  };
}

/** What the device signs: who sends and the digest of every voucher, in order. */
export function batchTranscript(account: Uint8Array, device: Uint8Array, vouchers: readonly Uint8Array[]): Uint8Array {
  return encodeTuple("glasshouse-v1 batch", account, device, ...vouchers.map((voucher) => sha256(voucher)));
}

/**
 * What every key derivation and every seal of a voucher binds, so that a voucher moved to another table, account,
 * device or id never opens.
 */
export function voucherContext(voucher: Omit<Voucher, "slots" | "sealed">): Uint8Array {
  return sha256(
    encodeTuple(
      "glasshouse-v1 voucher",
      suiteName,
      voucher.tokenScheme,
      voucher.tableId,
      voucher.account,
      voucher.device,
      encodeCanonical(voucher.window),
      voucher.voucherId,
    ),
  );
}

/** Draws a voucher id. */
export function createVoucherId(random: RandomBytes): Uint8Array {
  return random(voucherIdBytes);
}

/** What a matching voucher yields under outerKey. */
export interface SealedPart {
  /** `detectionColumns + 1` elements of the detectable hash function's field. */
  readonly detectionColumn: Uint8Array;
  /** Share (x, f(x)), two scalars. */
  readonly x: Uint8Array;
  readonly y: Uint8Array;
  /** The payload under the account's key, padded. */
  readonly sealedPayload: Uint8Array;
}

/** Lays a sealed part out; every length follows from the manifest. */
export function encodeSealedPart({ detectionColumn, x, y, sealedPayload }: SealedPart): Uint8Array {
  return concatBytes(detectionColumn, x, y, sealedPayload);
}

/** Takes a sealed part of the length that {@link sealedPartBytes} tells apart. */
export function decodeSealedPart(params: Params, bytes: Uint8Array): SealedPart {
  const column = detectionColumnBytes(params);
  return {
    detectionColumn: bytes.slice(0, column),
    x: bytes.slice(column, column + 32),
    y: bytes.slice(column + 32, column + 64),
    sealedPayload: bytes.slice(column + 64),
  };
}

/** Pads a payload to `payloadBytes`. @throws ProtocolError `payload-too-large`. */
export function padPayload(params: Params, payload: Uint8Array): Uint8Array {
  if (payload.length > params.payloadBytes)
    throw new ProtocolError(
      "payload-too-large",
      `payload: got ${payload.length} bytes, expected at most ${params.payloadBytes}`,
    );
  const padded = new Uint8Array(4 + params.payloadBytes);
  new DataView(padded.buffer).setUint32(0, payload.length);
  padded.set(payload, 4);
  return padded;
}

/** Takes the padding off; `null` when the stated length is impossible, which only a hostile device writes. */
export function unpadPayload(padded: Uint8Array): Uint8Array | null {
  if (padded.length < 4) return null;
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  return length <= padded.length - 4 ? padded.slice(4, 4 + length) : null;
}

/** Length of the detection column, in bytes. */
export function detectionColumnBytes(params: Params): number {
  return columnBytes(detectionParameters(params));
}

/** Length of a padded and sealed payload, in bytes. */
export function sealedPayloadBytes({ payloadBytes }: Pick<Params, "payloadBytes">): number {
  return 4 + payloadBytes + sealOverheadBytes;
}

/** Length of the part under outerKey before sealing, in bytes. */
export function sealedPartBytes(params: Params): number {
  return detectionColumnBytes(params) + 64 + sealedPayloadBytes(params);
}
